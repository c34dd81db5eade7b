// One update of the feed as the desk sees it. Its element stays while the update does, so that focus and reading do.

import { element, place, setText, tongue } from '../shared/dom.js';
import { withNumbers } from '../shared/numbers.js';
import { levelOf } from '../shared/levels.js';
import { ago, fill } from '../shared/times.js';
import { button } from '../desk/dialog.js';
import { levelLabel } from './preview.js';
import { number, toTheSecond } from '../desk/words.js';

const BUTTONS = ['corrections', 'refiles', 'hold', 'release', 'kill'];
const KEYS = { corrections: 'C', refiles: 'R', hold: 'H', release: 'L', kill: 'Delete' };

export class FeedRow {
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
