// Says to those who do not see the page what happened: politely and gathered, or at once what needs somebody.

import { element, setText } from '../shared/dom.js';

const SAY_GATHER_MS = 400;
const SAY_EVERY_MS = 2000;

export class LiveRegion {
  #polite = element('p', { class: 'unseen', role: 'status' });
  #assertive = element('p', { class: 'unseen', role: 'alert' });
  #waiting = [];
  #timer = null;
  #saidMs = -SAY_EVERY_MS;

  constructor() {
    this.elements = [this.#polite, this.#assertive];
  }

  /** Say it when it is quiet. */
  say(text) {
    this.#waiting = [...this.#waiting.filter((one) => one !== text), text];
    if (this.#timer !== null) return;
    const waitMs = Math.max(SAY_GATHER_MS, this.#saidMs + SAY_EVERY_MS - performance.now());
    this.#timer = setTimeout(() => this.#speak(), waitMs);
  }

  /** Say it now. */
  alert(text) {
    setText(this.#assertive, '');
    setText(this.#assertive, text);
  }

  stop() {
    clearTimeout(this.#timer);
    this.#timer = null;
  }

  #speak() {
    this.#timer = null;
    this.#saidMs = performance.now();
    setText(this.#polite, '');
    setText(this.#polite, this.#waiting.join('. '));
    this.#waiting = [];
  }
}
