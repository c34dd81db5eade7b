// What lower thirds and other surfaces of a feed have on air, as the service tells editors. Nobody else may ask.
// Open only while the page is seen: a browser has few connections for all its tabs. And taking a screen that is gone off
// the list, after a question: one that still reports is there again with its next report.

import { backoffMs } from '../shared/connection.js';
import { element } from '../shared/dom.js';
import { fill } from '../shared/times.js';
import { button, Dialog } from './dialog.js';
import { askService, SERVER, unreachable } from './requests.js';

/** The service tells at least every five seconds. */
const STALE_MS = 12000;

export class Surfaces {
  #changed;
  #feed = null;
  #source = null;
  #timer = null;
  #failures = 0;
  #turn = () => (document.hidden ? this.#close() : this.#open());

  /** @param {function} changed called whenever something of it is new */
  constructor(changed) {
    this.#changed = changed;
    this.view = null; // {surfaces, receipts, at, head}, or null while nobody has told
    this.heardMs = 0;
  }

  /** Tell whether what is known may be so no longer: nobody has told it for too long. */
  get isStale() {
    return this.view !== null && performance.now() - this.heardMs > STALE_MS;
  }

  /** What may be said of screens now; null where nobody tells. */
  get known() {
    return this.isStale ? null : this.view;
  }

  /** Watch a feed from now on. */
  watch(feed) {
    this.stop();
    this.#feed = feed;
    document.addEventListener('visibilitychange', this.#turn);
    this.#turn();
  }

  stop() {
    document.removeEventListener('visibilitychange', this.#turn);
    this.#close();
    this.view = null;
  }

  #open() {
    if (this.#source !== null) return;
    clearTimeout(this.#timer);
    if (typeof EventSource !== 'function') return; // then the desk does without
    const source = new EventSource(`${SERVER}v1/feeds/${encodeURIComponent(this.#feed)}/surfaces/stream`);
    this.#source = source;
    source.addEventListener('surfaces', (told) => {
      this.#failures = 0;
      this.heardMs = performance.now();
      this.view = JSON.parse(told.data);
      this.#changed();
    });
    // The browser's own returning knows no back-off and ends with a refusal.
    source.onerror = () => {
      this.#close();
      this.#failures += 1;
      this.#timer = setTimeout(() => document.hidden || this.#open(), 500 + backoffMs(this.#failures, Math.random()));
    };
  }

  #close() {
    clearTimeout(this.#timer);
    if (this.#source) this.#source.close();
    this.#source = null;
  }
}

const GONE = 404;

/** Make the button beside a silent screen; `removed()` is called when it is off the list. */
export function removalButton({ words, feed, name, removed }) {
  const made = button(words.surfaces.remove, 'plain remove', () => askRemoval({ words, feed, name, removed }));
  made.setAttribute('aria-label', fill(words.surfaces.removeOne, { name }));
  return made;
}

function askRemoval({ words, feed, name, removed }) {
  const { remove, removeTitle, removeSays } = words.surfaces;
  const parts = [element('p', {}, removeSays)];
  const agree = (dialog) => {
    askToRemove({ words, feed, name, removed, dialog });
    return false; // it stays until the service has answered
  };
  new Dialog({ title: fill(removeTitle, { name }), go: remove, words, parts, isGrave: true, agree }).open();
}

async function askToRemove({ words, feed, name, removed, dialog }) {
  dialog.yes.disabled = true;
  const path = `v1/feeds/${encodeURIComponent(feed)}/surfaces/${encodeURIComponent(name)}`;
  const answer = await askService('DELETE', path).catch(unreachable);
  dialog.yes.disabled = false;
  if (answer === null) return dialog.complain(words.surfaces.notRemoved);
  if (!answer.ok && answer.status !== GONE) return dialog.complain(fill(words.problems.other, { status: answer.status }));
  if (!dialog.isOpen) return undefined;
  dialog.close();
  return removed();
}
