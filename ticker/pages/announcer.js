// Says aloud what is new, to those who hear the page: politely and seldom, and at once only for a flash.
// Words that were held, killed or corrected leave it the moment they leave the strip.

import { element, tongue } from './dom.js';
import { count } from './words.js';

const EVERY_MS = 10_000;
const GATHER_MS = 300;
const KINDS = ['new', 'corrected', 'changed', 'withheld', 'canceled'];
const GONE = new Set(['withheld', 'canceled']);

export class Announcer {
  #polite;
  #assertive;
  #words;
  #pending = []; // {kind, id, entry?}, or {kind: 'state', text}
  #spoken = new Map(); // region -> the entry whose words stand in it
  #timer = null;
  #spokeMs = -Infinity;

  constructor(polite, assertive, words) {
    this.#polite = polite;
    this.#assertive = assertive;
    this.#words = words;
  }

  /** Take what happened in the strip; `entryOf` gives the entry that stands under an id, if one does. */
  tell(told, entryOf) {
    this.#forget(entryOf);
    for (const { kind, id } of told) {
      const isUnheard = this.#pending.some((one) => one.id === id && one.kind === 'new');
      this.#pending = this.#pending.filter((one) => one.id !== id);
      const entry = entryOf(id);
      if (kind === 'new' && entry?.level === 'flash') this.#alert(entry);
      else if (!(GONE.has(kind) && isUnheard)) this.#pending.push({ kind, id, entry });
    }
    if (this.#pending.length > 0) this.#schedule();
  }

  /** Say how the page stands. */
  tellState(text) {
    this.#pending = this.#pending.filter((one) => one.kind !== 'state');
    this.#pending.push({ kind: 'state', text });
    this.#schedule();
  }

  /** Take back all words that do not stand any more, said or not yet said. */
  #forget(entryOf) {
    const isGone = (entry) => entry !== undefined && entryOf(entry.id)?.headline !== entry.headline;
    this.#pending = this.#pending.map((one) => (isGone(one.entry) ? { ...one, entry: undefined } : one));
    for (const [region, entry] of this.#spoken) {
      if (!isGone(entry)) continue;
      region.replaceChildren();
      this.#spoken.delete(region);
    }
  }

  stop() {
    clearTimeout(this.#timer);
  }

  #schedule() {
    if (this.#timer !== null) return;
    const waitMs = Math.max(GATHER_MS, this.#spokeMs + EVERY_MS - performance.now());
    this.#timer = setTimeout(() => this.#speak(), waitMs);
  }

  #speak() {
    this.#timer = null;
    if (this.#pending.length === 0) return;
    this.#spokeMs = performance.now();
    const news = this.#pending.filter((one) => one.kind !== 'state');
    const states = this.#pending.filter((one) => one.kind === 'state').map((one) => one.text);
    this.#pending = [];
    const counts = KINDS.map((kind) => [kind, news.filter((one) => one.kind === kind).length])
      .filter(([, n]) => n > 0)
      .map(([kind, n]) => count(this.#words, this.#words.told[kind], n));
    const entries = news.flatMap((one) => one.entry ?? []).sort((one, other) => other.order - one.order);
    this.#say(this.#polite, [...states, ...counts].join('. '), entries[0]);
  }

  #alert(entry) {
    this.#say(this.#assertive, this.#words.levels.flash, entry);
  }

  #say(region, text, entry) {
    this.#spoken.set(region, entry);
    region.replaceChildren(...said(text, entry));
  }
}

function said(text, entry) {
  return entry ? [`${text}. `, element('bdi', tongue(entry), entry.headline)] : [text];
}
