// Lines that were pasted together: each waits here to be filed by itself, and shows what it will be filed as.

import { element, place, setText } from '../shared/dom.js';
import { button } from '../desk/dialog.js';
import { directionOf } from '../shared/text-rules.js';
import { judge } from './text-checks.js';
import { fieldsOfSeries } from './pasted-text.js';
import { drawHeadline, levelLabel } from './preview.js';
import { count } from '../desk/words.js';

export class SeriesView {
  #words;
  #limits;
  #calls;
  #lines = [];
  #title = element('h2', { id: 'series-title' });
  #list = element('ol', { role: 'list', class: 'lines' });

  /** @param {object} given `words`, `constraints` · `changed(lines)` and `join(lines)` are called */
  constructor({ words, constraints, changed, join }) {
    this.#words = words;
    this.#limits = constraints.fields.statement;
    this.#calls = { changed };
    const buttons = element('div', { class: 'buttons' }, button(words.series.join, 'plain', () => join(this.#lines)));
    const hint = element('p', { class: 'hint' }, words.series.says);
    this.element = element('section', { class: 'series', 'aria-labelledby': this.#title.id, tabindex: '-1', hidden: '' }, this.#title, hint, this.#list, buttons);
  }

  get lines() {
    return this.#lines;
  }

  set lines(lines) {
    this.#lines = lines;
    this.element.hidden = lines.length === 0;
    setText(this.#title, lines.length > 0 ? count(this.#words, this.#words.series.title, lines.length) : '');
  }

  /** Draw each line as it will be filed with what the form says. */
  draw(fields, feed) {
    place(this.#list, fieldsOfSeries(this.#lines, fields).map((line, at) => this.#draw(line, at, feed)));
  }

  #draw({ level, name, role, statement }, at, feed) {
    const entry = { level, attribution: { name, role }, statement, language: feed.language, dir: directionOf(statement, feed.dir) };
    const { grade } = judge(statement, this.#limits);
    const leave = button(this.#words.series.leave, 'quiet', () => this.#leave(at));
    const text = element('p', { class: 'words', id: `series-${at}` }, levelLabel(entry, this.#words), ' ', drawHeadline(entry));
    leave.setAttribute('aria-describedby', text.id);
    const long = grade === 'fine' ? null : element('p', { class: 'counter', 'data-grade': grade }, this.#words.grades[grade]);
    return element('li', { class: 'line' }, text, long, leave);
  }

  #leave(at) {
    this.#calls.changed(this.#lines.filter((_, one) => one !== at));
    const buttons = this.#list.querySelectorAll('button');
    if (buttons.length > 0) buttons[Math.min(at, buttons.length - 1)].focus();
  }
}
