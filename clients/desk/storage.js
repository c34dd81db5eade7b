// What the browser keeps for this page under short names. Where it keeps nothing, this page's memory does.
// One name per line of the outbox, so that two tabs never write over each other's lines.

const PREFIX = 'ticker composer ';

export class PageStorage {
  #memory = new Map();

  constructor(storage = storageHere()) {
    this.storage = storage;
  }

  /** Tell whether what is kept survives this page. */
  get isLasting() {
    return this.storage !== null;
  }

  /** Give what is kept under a name; null if nothing is, or nothing that we wrote. */
  get(name) {
    if (this.#memory.has(name)) return this.#memory.get(name);
    try {
      return JSON.parse(this.storage.getItem(PREFIX + name));
    } catch (_) {
      return null;
    }
  }

  /** Tell that nothing was ever kept under a name. Where the browser keeps nothing, nobody knows that. */
  lacks(name) {
    return this.isLasting && this.get(name) === null;
  }

  /** Keep a value; tell whether it will survive this page. */
  set(name, value) {
    try {
      this.storage.setItem(PREFIX + name, JSON.stringify(value));
      this.#memory.delete(name);
      return true;
    } catch (_) {
      this.#memory.set(name, value); // full, forbidden or not there
      return false;
    }
  }

  remove(name) {
    this.#memory.delete(name);
    try {
      this.storage.removeItem(PREFIX + name);
    } catch (_) {
      // nothing is kept here
    }
  }

  /** Give every name that begins so. */
  names(beginning) {
    const found = new Set([...this.#memory.keys()].filter((name) => name.startsWith(beginning)));
    for (const stored of this.#stored()) {
      if (stored.startsWith(PREFIX + beginning)) found.add(stored.slice(PREFIX.length));
    }
    return [...found];
  }

  #stored() {
    try {
      return Object.keys(this.storage);
    } catch (_) {
      return [];
    }
  }

  /** Call `changed(name)` when another tab has changed what is kept; gives a function that ends it. */
  follow(changed) {
    const heard = ({ key }) => key !== null && key.startsWith(PREFIX) && changed(key.slice(PREFIX.length));
    addEventListener('storage', heard);
    return () => removeEventListener('storage', heard);
  }
}

function storageHere() {
  try {
    const probe = `${PREFIX}probe`;
    localStorage.setItem(probe, '1');
    localStorage.removeItem(probe);
    return localStorage;
  } catch (_) {
    return null;
  }
}

/** Mint a name that nobody else mints; browsers have this also where they know no `randomUUID`. */
export function mint() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
