// The line that is being written, kept: a reload loses nothing. Each tab has its own; a new one takes up the last.

import { PageStorage, mint } from '../desk/storage.js';

const NAME = 'draft';

export class DraftStorage {
  #storage;
  #tab = new PageStorage(tabStorage());
  #name;
  #key = mint();

  constructor(storage, who) {
    this.#storage = storage;
    this.#name = `${NAME} ${who.id}`;
  }

  /** The key under which the line will be filed; minted with it. */
  get key() {
    return this.#key;
  }

  /** Give the fields of the draft that was left here, or null. */
  recall() {
    const known = this.#tab.get(this.#name) || this.#storage.get(this.#name);
    if (known === null || typeof known.fields !== 'object') return null;
    this.#key = known.key;
    return known.fields;
  }

  keep(fields) {
    const draft = { key: this.#key, fields };
    this.#tab.set(this.#name, draft);
    this.#storage.set(this.#name, draft);
  }

  /** Begin another draft; the other tabs' are theirs. */
  begin() {
    const common = this.#storage.get(this.#name);
    if (common !== null && common.key === this.#key) this.#storage.remove(this.#name);
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
    this.#storage.remove(this.#name);
  }
}

function tabStorage() {
  try {
    return sessionStorage;
  } catch (_) {
    return null;
  }
}
