// Tells the desk what this screen shows: at each change and every five seconds, with a key of its own.
// Whatever fails here, the screen goes on.

import { nowMs } from '../../shared/attempt.js';

const EVERY_MS = 5000;
const GATHER_MS = 20;
/** Between two reports of which the second one says only that more was read. */
const CALM_MS = 500;
const AGAIN_MS = 1000;
const AGAIN_MAX_MS = 15000;
const ANSWER_MS = 10000;

export class Reporter {
  /** @param {function} say gives the report: {kind, cursor, shown, state, delay_s} */
  constructor({ server, feed, name, key }, say) {
    this._address = reportingAddress({ server, feed, name });
    this._key = key;
    this._say = say;
    this._timer = null;
    this._dueMs = Infinity;
    this._said = null; // the last report that was taken
    this._failures = 0;
    this._sentMs = -Infinity;
    this._sending = 0; // counts up: the answer to an earlier one changes nothing
    this._isOver = false;
  }

  start() {
    this._plan(0);
  }

  /** End; where `isRemoved` the screen is taken off in order, and says so: nobody need wait for it any more. */
  stop({ isRemoved = false } = {}) {
    clearTimeout(this._timer);
    this._isOver = true;
    this._sending += 1;
    if (isRemoved) this._sayLast();
  }

  _sayLast() {
    const report = Object.assign({}, this._say(), { shown: [], state: 'removed' });
    // The page may go at once. Old Chromium refuses to keep alive what another origin must allow first.
    this._post(report, { keepalive: true })
      .catch(() => this._post(report))
      .catch(() => {});
  }

  /** Report whether this is the address of a screen with these options. */
  isOf(options) {
    return this._address === reportingAddress(options);
  }

  /** Something may have changed: say it soon, and what concerns the screen at once. */
  note() {
    if (this._said === null || this._failures > 0) return;
    const report = this._say();
    if (essence(report) !== essence(this._said)) this._plan(GATHER_MS);
    else if (report.cursor !== this._said.cursor) this._plan(this._sentMs + CALM_MS - nowMs());
  }

  _plan(waitMs) {
    if (this._isOver) return;
    const dueMs = nowMs() + Math.max(0, waitMs);
    if (dueMs >= this._dueMs) return;
    clearTimeout(this._timer);
    this._dueMs = dueMs;
    this._timer = setTimeout(() => this._send(), Math.max(0, waitMs));
  }

  _send() {
    const report = this._say();
    this._sending += 1;
    const mine = this._sending;
    this._sentMs = nowMs();
    this._dueMs = Infinity;
    const done = (isTaken) => {
      if (mine !== this._sending) return;
      this._sending += 1;
      clearTimeout(this._timer);
      this._dueMs = Infinity;
      this._failures = isTaken ? 0 : this._failures + 1;
      if (isTaken) this._said = report;
      this._plan(isTaken ? this._sentMs + EVERY_MS - nowMs() : againMs(this._failures));
      if (isTaken) this.note();
    };
    // A later report, if there is one, does not wait for this one.
    this._timer = setTimeout(done, ANSWER_MS, false);
    this._post(report).then(done, () => done(false));
  }

  _post(report, more = {}) {
    try {
      const asked = {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${this._key}` },
        body: JSON.stringify(report),
        credentials: 'omit',
      };
      return fetch(this._address, Object.assign(asked, more)).then((answer) => answer.ok);
    } catch (_) {
      return Promise.reject(new Error('no fetch here'));
    }
  }
}

function reportingAddress({ server, feed, name }) {
  return `${server}v1/feeds/${encodeURIComponent(feed)}/surfaces/${encodeURIComponent(name)}`;
}

/** Give what the screen shows and how it is, without how far it has read. */
function essence(report) {
  return JSON.stringify(Object.assign({}, report, { cursor: null }));
}

function againMs(failures) {
  return Math.min(AGAIN_MAX_MS, AGAIN_MS * 2 ** failures) * (0.5 + Math.random() / 2);
}
