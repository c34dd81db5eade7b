// Speaking to the lower thirds of this browser, and hearing which of them are here. A screen elsewhere is its host's.

import { attempt } from '../shared/attempt.js';
import { COMMAND_CHANNEL, ROLL_CALL } from '../shared/command-channel.js';

const CALL_MS = 2000;
const ANSWER_MS = 600;
const GONE_MS = 5000;

export class LocalScreens {
  #channel = null;
  #feed;
  #changed;
  #timer = null;
  #seen = new Map(); // name -> when it answered last
  #asked = null; // {command, heard}

  /** @param {function} changed called when other lower thirds are here than before, or a command was heard */
  constructor(feed, changed) {
    this.#feed = feed;
    this.#changed = changed;
  }

  start() {
    this.#channel = attempt(() => new BroadcastChannel(COMMAND_CHANNEL), null);
    if (this.#channel === null) return;
    this.#channel.onmessage = ({ data: said }) => this.#hear(said);
    this.#timer = setInterval(() => this.#call(), CALL_MS);
    this.#call();
  }

  stop() {
    clearInterval(this.#timer);
    if (this.#channel !== null) this.#channel.close();
    this.#channel = null;
    this.#asked = null;
  }

  /** The names of the lower thirds that are here; one without a name has an empty one. */
  get names() {
    return [...this.#seen.keys()].sort();
  }

  /** Give an order to all that are here, or to one by its name; `answered` is called with how many heard it. */
  give(order, answered) {
    if (this.#channel === null) return answered(0);
    const asked = { command: order.command, heard: 0 };
    this.#asked = asked;
    this.#channel.postMessage({ ...order, feed: this.#feed });
    setTimeout(() => this.#asked === asked && answered(asked.heard), ANSWER_MS);
    return undefined;
  }

  #call() {
    const oldest = performance.now() - GONE_MS;
    for (const [name, atMs] of this.#seen) if (atMs < oldest) this.#seen.delete(name);
    this.#channel.postMessage({ command: ROLL_CALL, feed: this.#feed });
    this.#changed();
  }

  #hear(said) {
    if (said === null || typeof said !== 'object' || typeof said.heard !== 'string' || said.feed !== this.#feed) return;
    const isNew = !this.#seen.has(said.name);
    this.#seen.set(String(said.name), performance.now());
    if (this.#asked !== null && said.heard === this.#asked.command) this.#asked.heard += 1;
    if (isNew) this.#changed();
  }
}
