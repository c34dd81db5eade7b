// The feed beside the form: what stands, what is held, what was just killed, and the acts on each. Arrows go through it.

import { element, place, setText, tongue } from '../shared/dom.js';
import { levelOf } from '../shared/levels.js';
import { withNumbers } from '../shared/numbers.js';
import { ago, fill } from '../shared/times.js';
import { button } from '../desk/dialog.js';
import { number, toTheSecond } from '../desk/words.js';
import { levelLabel } from './preview.js';

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

const BUTTONS = ['corrections', 'refiles', 'hold', 'release', 'kill'];
const KEYS = { corrections: 'C', refiles: 'R', hold: 'H', release: 'L', kill: 'Delete' };

class FeedRow {
  #words;
  #entry = null;
  #drawn = '';
  #meta = element('p', { class: 'meta' });
  #body = element('div', { class: 'words' });
  #pending = element('p', { class: 'pending' });
  #receipt = element('p', { class: 'receiptText' });
  #buttons = {};
  #time = null;

  /** @param {object} calls `act(act, entry)`, `substitute(entry)` */
  constructor(id, words, calls) {
    this.#words = words;
    for (const act of BUTTONS) {
      this.#buttons[act] = button(words.doing[act], act === 'kill' ? 'grave' : 'plain', () => calls.act(act, this.#entry));
      this.#buttons[act].setAttribute('aria-keyshortcuts', KEYS[act]);
    }
    this.#buttons.substitute = button(words.feed.substitute, 'plain', () => calls.substitute(this.#entry));
    this.#body.id = `words-${id}`;
    const acts = element('div', { class: 'buttons' }, ...Object.values(this.#buttons));
    this.element = element('article', { class: 'row', tabindex: '-1', 'aria-labelledby': this.#body.id }, this.#meta, this.#body, this.#pending, this.#receipt, acts);
  }

  /**
   * Draw it.
   *
   * @param {object} given `allowed`: a set of acts · `isOwn` · `pending`: the line of the outbox that acts on it ·
   *   `screens`: `{n, of}` · `receipt`: the text of its kill's · `nowMs` the service's time
   */
  draw(entry, { allowed, isOwn, pending, screens, receipt, nowMs, maySubstitute }) {
    this.#entry = entry;
    const drawn = JSON.stringify([{ ...entry, cursor: 0 }, isOwn, screens]);
    if (drawn !== this.#drawn) {
      this.#drawn = drawn;
      this.element.className = `row ${entry.pubstatus === 'usable' ? levelOf(entry) : entry.pubstatus}`;
      place(this.#meta, this.#drawMeta(entry, isOwn, screens));
      place(this.#body, this.#drawBody(entry));
    }
    if (this.#time) setText(this.#time, ago(this.#words, Date.parse(this.#time.dateTime), nowMs));
    setText(this.#pending, pending ? fill(this.#words.pending[pending.state] || '', { act: this.#words.acts[pending.act] }) : '');
    setText(this.#receipt, receipt);
    for (const act of BUTTONS) this.#buttons[act].hidden = !allowed.has(act);
    this.#buttons.substitute.hidden = !maySubstitute;
  }

  /** Do what a key stands for, if that is allowed now; tell whether it is. */
  press(act) {
    const pressed = this.#buttons[act];
    if (!pressed || pressed.hidden) return false;
    pressed.click();
    return true;
  }

  #drawMeta(entry, isOwn, { n, of }) {
    const words = this.#words;
    const part = (name, text) => element('span', { class: name }, text);
    this.#time = entry.pubstatus === 'usable' ? element('time', { datetime: entry.first_created }) : null;
    const isCorrection = entry.type === 'correction';
    return [
      entry.pubstatus === 'usable' ? levelLabel(entry, words) : null,
      this.#time,
      entry.version > 1 ? part('version', fill(words.feed.version, { n: number(words, entry.version, 0) })) : null,
      isCorrection ? part('corrected', words.feed.corrected) : null,
      isOwn ? part('own', words.feed.yours) : null,
      of > 0 && entry.pubstatus === 'usable' ? part(n > 0 ? 'screens' : null, fill(words.feed.screens, { n: number(words, n, 0), of: number(words, of, 0) })) : null,
    ].filter(Boolean);
  }

  /** Tell one update that was taken back from another, without its words. */
  #traces({ id, order, level, first_created: filed }) {
    const words = this.#words;
    const parts = [fill(words.feed.order, { n: number(words, order, 0) })];
    if (level) parts.push(words.levels[levelOf({ level })]);
    if (filed) parts.push(fill(words.feed.filed, { at: toTheSecond(words, Date.parse(filed)) }));
    // Nobody wants to hear an id; number and time tell as much.
    return [parts.join(' · '), element('span', { 'aria-hidden': 'true' }, ' · ', element('bdi', { class: 'id', dir: 'ltr' }, id))];
  }

  #drawBody(entry) {
    const words = this.#words;
    if (entry.pubstatus !== 'usable') {
      const says = entry.pubstatus === 'withheld' ? words.feed.held : words.feed.killed;
      const at = toTheSecond(words, Date.parse(entry.version_created));
      return [element('p', { class: 'gone' }, fill(says, { at })), element('p', { class: 'traces' }, ...this.#traces(entry))];
    }
    const { name, role } = entry.attribution;
    const said = tongue(entry);
    return [
      element('p', { class: 'source', ...said }, element('bdi', { class: 'name' }, name), role ? element('bdi', { class: 'role' }, role) : null),
      element('p', { class: 'statement', ...said }, ...withNumbers(entry.statement)),
      entry.note ? element('p', { class: 'note', ...said }, ...withNumbers(entry.note)) : null,
    ].filter(Boolean);
  }
}
