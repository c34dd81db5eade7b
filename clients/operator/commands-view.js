// Steering the lower thirds of this browser: next, hold, auto, clear, and any line that stands.

import { button } from '../desk/dialog.js';
import { element, place, setText, tongue } from '../shared/dom.js';
import { levelOf } from '../shared/levels.js';
import { withNumbers } from '../shared/numbers.js';
import { fill } from '../shared/times.js';
import { count } from '../desk/words.js';

const LINES = 10;

export class CommandsView {
  #words;
  #localScreens;
  #whom = element('select', { id: 'whom' });
  #here = element('p', { class: 'notice here' });
  #answer = element('p', { class: 'answer', role: 'status' });
  #buttons;
  #list = element('ol', { role: 'list', class: 'lines' });
  #none;
  #drawnNames = null;
  #rows = new Map(); // id@version -> row

  constructor({ words, localScreens }) {
    this.#words = words;
    this.#localScreens = localScreens;
    const own = words.operator;
    const commands = Object.keys(own.commands).map((command) => {
      const made = button(own.commands[command], command === 'clear' ? 'grave' : 'quiet', () => this.#order({ command }));
      made.dataset.command = command;
      return made;
    });
    const choice = element('p', { class: 'edition' }, element('label', { for: 'whom' }, own.whom), ' ', this.#whom);
    this.#buttons = element('div', { class: 'buttons' }, choice, ...commands);
    this.#none = element('p', { class: 'notice' }, own.noLines);
    const title = element('h2', { id: 'steer-title' }, own.steer);
    const lines = element('h3', { id: 'lines-title' }, own.lines);
    this.element = element('section', { 'aria-labelledby': title.id, class: 'steer' }, title, this.#here, this.#buttons, this.#answer, lines, this.#none, this.#list);
  }

  /** Draw who is here and the lines that stand, newest first. */
  draw(entries) {
    const { names } = this.#localScreens;
    const own = this.#words.operator;
    setText(this.#here, names.length === 0 ? own.nobody : count(this.#words, own.here, names.length));
    this.#buttons.hidden = names.length === 0;
    this.element.dataset.here = String(names.length > 0);
    if (JSON.stringify(names) !== this.#drawnNames) this.#drawNames(names);
    const shown = entries.slice(0, LINES);
    this.#none.hidden = shown.length > 0;
    this.#rows = new Map(shown.map((entry) => [`${entry.id}@${entry.version}`, this.#row(entry)]));
    place(this.#list, [...this.#rows.values()]);
  }

  #drawNames(names) {
    this.#drawnNames = JSON.stringify(names);
    const { value } = this.#whom;
    const all = element('option', { value: '' }, this.#words.operator.everyone);
    this.#whom.replaceChildren(all, ...names.filter((name) => name !== '').map((name) => element('option', { value: name }, name)));
    this.#whom.value = names.includes(value) ? value : '';
  }

  #row(entry) {
    const known = this.#rows.get(`${entry.id}@${entry.version}`);
    if (known !== undefined) return known;
    const level = levelOf(entry);
    const words = element('bdi', { class: 'words', id: `line-${entry.id}`, ...tongue(entry) }, ...withNumbers(entry.headline));
    const take = button(this.#words.operator.take, 'main take', () => this.#order({ command: 'take', id: entry.id }));
    take.setAttribute('aria-describedby', words.id);
    const mark = element('span', { class: `level ${level}` }, this.#words.levels[level]);
    return element('li', { 'data-id': entry.id }, take, element('p', {}, mark, ' ', words));
  }

  #order(order) {
    const own = this.#words.operator;
    const command = own.commands[order.command] || own.take;
    const name = this.#whom.value === '' ? undefined : this.#whom.value;
    this.#localScreens.give({ ...order, name }, (heard) => {
      setText(this.#answer, heard === 0 ? fill(own.unheard, { command }) : count(this.#words, own.heard, heard, { command }));
    });
  }
}
