// The line that is being written, kept: a reload loses nothing. Each tab has its own; a new one takes up the last.

import { Kept, mint } from '../desk/storage.js';

const NAME = 'draft';

export class Drafts {
  #kept;
  #tab = new Kept(tabStorage());
  #name;
  #key = mint();

  constructor(kept, who) {
    this.#kept = kept;
    this.#name = `${NAME} ${who.id}`;
  }

  /** The key under which the line will be filed; minted with it. */
  get key() {
    return this.#key;
  }

  /** Give the fields of the draft that was left here, or null. */
  recall() {
    const known = this.#tab.get(this.#name) || this.#kept.get(this.#name);
    if (known === null || typeof known.fields !== 'object') return null;
    this.#key = known.key;
    return known.fields;
  }

  keep(fields) {
    const draft = { key: this.#key, fields };
    this.#tab.set(this.#name, draft);
    this.#kept.set(this.#name, draft);
  }

  /** Begin another draft; the other tabs' are theirs. */
  begin() {
    const common = this.#kept.get(this.#name);
    if (common !== null && common.key === this.#key) this.#kept.remove(this.#name);
    this.#tab.remove(this.#name);
    this.#key = mint();
  }

  /** Go on under another key: another tab has filed other words under this one. */
  part(fields) {
    this.#key = mint();
    this.keep(fields);
  }

  forget() {
    this.#tab.remove(this.#name);
    this.#kept.remove(this.#name);
  }
}

function tabStorage() {
  try {
    return sessionStorage;
  } catch (_) {
    return null;
  }
}
