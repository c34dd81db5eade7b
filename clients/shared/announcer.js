// Says aloud what is new, to those who hear the page: politely and seldom, and at once only for a flash.
// Words that were held, killed or corrected leave it the moment they leave the strip.

import { element, tongue } from './dom.js';
import { aloud } from './levels.js';
import { nowMs } from './attempt.js';

const EVERY_MS = 10000;
const GATHER_MS = 300;
const MOST = 50;
const KINDS = ['new', 'corrected', 'changed', 'withheld', 'canceled'];
const GONE = new Set(['withheld', 'canceled']);

export class Announcer {
  /**
   * @param {object} regions `polite` and `assertive`: live regions
   * @param {object} words `flash`, and `tally(kind, n)`: how many of a kind there are
   */
  constructor({ polite, assertive }, { flash, tally }) {
    this._polite = polite;
    this._assertive = assertive;
    this._flash = flash;
    this._tally = tally;
    this._pending = []; // {kind, id, entry?}, or {kind: 'state', text}
    this._spoken = new Map(); // region -> the entry whose words stand in it
    this._timer = null;
    this._spokeMs = -Infinity;
  }

  /** Take what happened in the strip until `serverNowMs`; `entryOf` gives the entry that stands under an id. */
  tell(told, entryOf, serverNowMs) {
    const unheard = new Set(this._pending.filter((one) => one.kind === 'new').map((one) => one.id));
    this._forget(entryOf);
    for (const { kind, id } of told) {
      const entry = entryOf(id);
      const isUnheard = unheard.has(id);
      this._pending = this._pending.filter((one) => one.id !== id);
      if (kind === 'new' && aloud(entry, serverNowMs) === 'assertive') this._say(this._assertive, this._flash, entry);
      else if (GONE.has(kind) ? !isUnheard : aloud(entry, serverNowMs)) {
        this._pending.push({ kind: isUnheard ? 'new' : kind, id, entry });
      }
    }
    this._schedule();
  }

  /** Say how the page stands. */
  tellState(text) {
    this._pending = this._pending.filter((one) => one.kind !== 'state');
    this._pending.push({ kind: 'state', text });
    this._schedule();
  }

  stop() {
    clearTimeout(this._timer);
    this._timer = null;
    this._pending = [];
    this._polite.textContent = '';
    this._assertive.textContent = '';
  }

  /** Take back all words that do not stand any more, said or not yet said. */
  _forget(entryOf) {
    const isGone = (entry) => entry !== undefined && (entryOf(entry.id) || {}).headline !== entry.headline;
    this._pending = this._pending.filter((one) => !isGone(one.entry)).slice(-MOST);
    for (const [region, entry] of this._spoken) {
      if (!isGone(entry)) continue;
      region.textContent = '';
      this._spoken.delete(region);
    }
  }

  /** What comes while nobody listens is gathered until somebody does. */
  _schedule() {
    if (this._timer !== null || this._pending.length === 0 || document.hidden) return;
    const waitMs = Math.max(GATHER_MS, this._spokeMs + EVERY_MS - nowMs());
    this._timer = setTimeout(() => this._speak(), waitMs);
  }

  _speak() {
    this._timer = null;
    if (this._pending.length === 0 || document.hidden) return;
    this._spokeMs = nowMs();
    const news = this._pending.filter((one) => one.kind !== 'state');
    const states = this._pending.filter((one) => one.kind === 'state').map((one) => one.text);
    this._pending = [];
    const counts = KINDS.map((kind) => [kind, news.filter((one) => one.kind === kind).length])
      .filter(([, n]) => n > 0)
      .map(([kind, n]) => this._tally(kind, n));
    const entries = news.map((one) => one.entry).filter(Boolean).sort((one, other) => other.order - one.order);
    this._say(this._polite, [...states, ...counts].join('. '), entries[0]);
  }

  _say(region, text, entry) {
    this._spoken.set(region, entry);
    region.textContent = '';
    region.append(...(entry ? [`${text}. `, element('bdi', tongue(entry), entry.headline)] : [text]));
  }
}
