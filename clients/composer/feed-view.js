// The feed beside the form: what stands, what is held, what was just killed, and the acts on each. Arrows go through it.

import { element, place, setText } from '../shared/dom.js';
import { button } from '../desk/dialog.js';
import { FeedRow } from './feed-row.js';

const BY_KEY = { KeyC: 'corrections', KeyR: 'refiles', KeyH: 'hold', KeyL: 'release', Delete: 'kill', Backspace: 'kill' };
const ARROWS = { ArrowDown: 1, PageDown: 1, ArrowUp: -1, PageUp: -1 };

export class FeedView {
  #words;
  #calls;
  #rows = new Map(); // id -> Row
  #order = [];
  #list = element('div', { class: 'rows' });
  #notice = element('p', { class: 'notice' });
  #older;
  #isVisited = false; // before that the way in leads to the newest

  /** @param {object} calls `act(act, entry)`, `substitute(entry)`, `older()` */
  constructor(words, calls, surfaces) {
    this.#words = words;
    this.#calls = calls;
    this.#older = button(words.feed.older, 'quiet older', () => calls.older());
    const heading = element('h2', { id: 'feed-title' }, words.feed.title);
    const head = element('div', { class: 'head' }, heading, surfaces);
    this.element = element('section', { class: 'feed', 'aria-labelledby': heading.id, tabindex: '-1' }, head, this.#notice, this.#list, this.#older);
    this.#list.addEventListener('keydown', (pressed) => this.#press(pressed));
    this.#list.addEventListener('focusin', ({ target }) => {
      this.#isVisited = true;
      this.#rove(target.closest('article'));
    });
  }

  /**
   * Draw entries in their order.
   *
   * @param {object} given `entries` · `about(entry)`: what `Row.draw` is given · `isLoading` · `hasOlder`
   */
  draw({ entries, about, isLoading, hasOlder }) {
    const words = this.#words.feed;
    const focused = this.#order.findIndex((id) => this.#rows.get(id).element.contains(document.activeElement));
    const before = this.#rows;
    this.#rows = new Map(entries.map((entry) => [entry.id, before.get(entry.id) || new FeedRow(entry.id, this.#words, this.#calls)]));
    this.#order = entries.map(({ id }) => id);
    entries.forEach((entry) => this.#rows.get(entry.id).draw(entry, about(entry)));
    place(this.#list, this.#order.map((id) => this.#rows.get(id).element));
    this.#count();
    setText(this.#notice, entries.length > 0 ? '' : isLoading ? words.loading : words.empty);
    this.#older.hidden = !hasOlder;
    if (focused >= 0 && !this.#list.contains(document.activeElement)) this.#go(Math.min(focused, this.#order.length - 1));
  }

  focus() {
    if (this.#order.length === 0) this.element.focus();
    else (this.#list.querySelector('[tabindex="0"]') || this.#list.firstElementChild).focus();
  }

  /** Say how many there are: an ARIA feed, where there is anything. */
  #count() {
    if (this.#order.length === 0) this.#list.removeAttribute('role');
    else this.#list.setAttribute('role', 'feed');
    this.#order.forEach((id, at) => {
      const row = this.#rows.get(id).element;
      row.setAttribute('aria-posinset', at + 1);
      row.setAttribute('aria-setsize', this.#order.length);
    });
    const isReachable = this.#isVisited && this.#order.some((id) => this.#rows.get(id).element.tabIndex === 0);
    if (!isReachable && this.#order.length > 0) this.#rove(this.#rows.get(this.#order[0]).element);
  }

  /** Let Tab come to one update and its buttons alone. */
  #rove(to) {
    if (to === null) return;
    for (const { element: row } of this.#rows.values()) {
      const isHere = row === to;
      row.tabIndex = isHere ? 0 : -1;
      for (const one of row.querySelectorAll('button')) one.tabIndex = isHere ? 0 : -1;
    }
  }

  #go(at) {
    const id = this.#order[at];
    if (id === undefined) this.element.focus();
    else this.#rows.get(id).element.focus();
  }

  #press(pressed) {
    if (pressed.ctrlKey || pressed.altKey || pressed.metaKey) return;
    const at = this.#order.findIndex((id) => this.#rows.get(id).element.contains(pressed.target));
    const step = ARROWS[pressed.key];
    const isOnRow = pressed.target.tagName === 'ARTICLE';
    const edge = { Home: 0, End: this.#order.length - 1 }[pressed.key];
    const act = isOnRow ? BY_KEY[pressed.code] : undefined;
    if (step !== undefined) this.#go(Math.max(0, Math.min(this.#order.length - 1, at + step)));
    else if (edge !== undefined) this.#go(edge);
    else if (act === undefined || at < 0 || !this.#rows.get(this.#order[at]).press(act)) return;
    pressed.preventDefault();
  }
}
