// Carries the outbox to the service: one line after the other, one tab at a time, again and again until it is answered.
// What is decided about a line is decided in `outbox.js`; this has the storage, the network, the lock and the timers.

import { advance, byAge, isWaiting, keptLine, lined, printOf, nextToSend, outlived, requestOf } from './outbox.js';
import { askService, retryAfterMs, Unreachable } from '../desk/requests.js';
import { mint } from '../desk/storage.js';

const LINE = 'line ';
const OWN = 'own ';
const LOOK_EVERY_MS = 1000;
/** Who holds the lock for so long is frozen. To take it is safe: each line files once, whoever sends it. */
const LOCKED_MS = 30000;
/** What another tab has just written may reach this one a moment after its lock. */
const SETTLE_MS = 100;
const OWN_MAX = 500;

export class OutboxSender {
  #storage;
  #changed;
  #who = null;
  #timer = null;
  #isCarrying = false;
  #endings = [];

  /** @param {function} changed called with the key of a line whenever one has changed, here or in another tab */
  constructor(storage, changed) {
    this.#storage = storage;
    this.#changed = changed;
  }

  /** Begin to carry for somebody. */
  start(who) {
    this.#who = who;
    this.#endings.push(this.#storage.follow((name) => name.startsWith(LINE) && this.#changed(name.slice(LINE.length))));
    for (const name of ['online', 'pageshow']) this.#listen(self, name, () => this.wake());
    this.#listen(document, 'visibilitychange', () => document.hidden || this.wake());
    this.#timer = setInterval(() => this.carry(), LOOK_EVERY_MS);
    this.#outlive();
    this.wake();
  }

  /** Carry nothing more, and tell of nothing: what is under way is still written down when it is answered. */
  stop() {
    clearInterval(this.#timer);
    this.#changed = () => undefined;
    for (const end of this.#endings) end();
    this.#endings = [];
    this.#who = null;
  }

  #listen(target, name, call) {
    target.addEventListener(name, call);
    this.#endings.push(() => target.removeEventListener(name, call));
  }

  /** Give every line that this browser keeps, also those of other keys, the oldest first. */
  get lines() {
    return this.#storage.names(LINE).map((name) => keptLine(this.#storage.get(name))).filter(Boolean).sort(byAge);
  }

  isMine(line) {
    return this.#who !== null && line.who === this.#who.id;
  }

  line(key) {
    return keptLine(this.#storage.get(LINE + key));
  }

  /**
   * Put a line into the outbox. One that says the same under this key is there already, and stays; other words under
   * it, from another tab, are another line. `order` tells those apart that are taken at the same time.
   */
  take({ key = mint(), order = 0, feed, act, update, version, body, shows }) {
    const text = JSON.stringify(body);
    const known = this.line(key);
    if (known && known.mark === printOf(text)) return known;
    const made = { key: known ? mint() : key, who: this.#who.id, feed, act, update, version, body: text, shows };
    const line = lined({ ...made, nowMs: Date.now() + order });
    this.#write(line);
    this.carry();
    return line;
  }

  /** Take a line out again. */
  drop(key) {
    this.#storage.remove(LINE + key);
    this.#changed(key);
  }

  /** Forget everything of a key that is done with: what waits stays. */
  forgetDone() {
    for (const line of this.lines) if (!isWaiting(line, line.who)) this.drop(line.key);
  }

  /** Try what waits now: the network, the service or the session is back. */
  wake() {
    for (const line of this.#mine()) this.#happen(line, { type: 'wake' });
    this.carry();
  }

  /** Take what stands of updates, as our own reader has it. */
  stands(feed, entryOf) {
    for (const line of this.lines) {
      const row = line.filed && line.feed === feed ? entryOf(line.filed.id) : undefined;
      if (row !== undefined) this.#happen(line, { type: 'stands', row });
    }
  }

  /** Give the ids of the updates that were filed with this key here. */
  get own() {
    return new Set((this.#who && this.#storage.get(OWN + this.#who.id)) || []);
  }

  #mine() {
    return this.lines.filter((line) => isWaiting(line, this.#who && this.#who.id));
  }

  /** Send what is due, in this tab or wherever the lock is. */
  async carry() {
    if (this.#isCarrying || this.#who === null || navigator.onLine === false || this.#next(true) === null) return;
    this.#isCarrying = true;
    try {
      await alone(`ticker outbox ${this.#who.id}`, (isAlone, hasWaited) => this.#send(isAlone, hasWaited));
    } finally {
      this.#isCarrying = false;
    }
  }

  #next(isAlone) {
    return nextToSend(this.lines, this.#who && this.#who.id, { nowMs: Date.now(), isAlone });
  }

  async #send(isAlone, hasWaited) {
    // What another page, or the desk before this one, was told of them has passed us by.
    if (hasWaited) for (const { key } of this.lines) this.#changed(key);
    if (hasWaited || this.#mine().some(({ state }) => state === 'sending')) await settled();
    for (let line = this.#next(isAlone); line !== null; line = this.#next(isAlone)) {
      await this.#sendOne(this.#happen(line, { type: 'send' }));
    }
  }

  async #sendOne(line) {
    const { path, headers } = requestOf(line);
    try {
      const answer = await askService('POST', `v1/${path}`, { headers, body: line.body });
      this.#answered(line.key, answer);
    } catch (failed) {
      if (!(failed instanceof Unreachable)) throw failed;
      this.#happen(this.line(line.key), { type: 'failed' });
    }
  }

  #answered(key, { status, ok, headers, body }) {
    const line = this.line(key);
    if (line === null) return;
    const filed = ok ? filedIn(line, headers, body) : null;
    const problem = ok ? null : body || {};
    this.#happen(line, { type: 'answered', status, filed, problem, retryAfterMs: retryAfterMs(headers) });
    if (filed && line.act === 'updates') this.#own(line.who, filed.id);
  }

  #own(who, id) {
    const known = this.#storage.get(OWN + who) || [];
    if (!known.includes(id)) this.#storage.set(OWN + who, [id, ...known].slice(0, OWN_MAX));
  }

  #happen(line, happening) {
    if (line === null) return null;
    const next = advance(line, { nowMs: Date.now(), random: Math.random(), ...happening });
    if (next !== line) this.#write(next);
    return next;
  }

  #write(line) {
    this.#storage.set(LINE + line.key, line);
    this.#changed(line.key);
  }

  #outlive() {
    for (const key of outlived(this.lines, Date.now())) this.drop(key);
  }
}

/** Read from an answer what was written, and when: by the service's own clock, if it says. */
function filedIn(line, headers, body) {
  const version = Number(headers.get('Ticker-Version'));
  const isRecorded = body && body.version === version;
  const atMs = Date.parse(isRecorded ? body.version_created : headers.get('Date'));
  return { id: line.update || (body && body.id), version, atMs: Number.isNaN(atMs) ? Date.now() : atMs };
}

/** Do something while no other tab does; without locks at the risk that one does, which files nothing twice. */
async function alone(name, act) {
  const patience = new AbortController();
  let timer = null;
  let isBegun = false;
  const begin = (hasWaited) => async (lock) => {
    clearTimeout(timer);
    if (lock === null) return false;
    isBegun = true;
    await act(true, hasWaited);
    return true;
  };
  try {
    if (await navigator.locks.request(name, { ifAvailable: true }, begin(false))) return;
    timer = setTimeout(() => patience.abort(), LOCKED_MS);
    await navigator.locks.request(name, { signal: patience.signal }, begin(true));
  } catch (failed) {
    if (isBegun && failed.name !== 'AbortError') throw failed;
    if (isBegun) return; // taken from us by a tab that took us for frozen
    if (failed.name === 'AbortError') await navigator.locks.request(name, { steal: true }, begin(true)).catch(() => undefined);
    else await act(false, false);
  } finally {
    clearTimeout(timer);
  }
}

function settled() {
  return new Promise((done) => {
    setTimeout(done, SETTLE_MS);
  });
}
