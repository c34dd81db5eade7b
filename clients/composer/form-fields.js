// The fields of a draft, with their counters and what is wrong with them. It knows how they look, not where they go.

import { directionOf } from '../shared/text-rules.js';
import { element, setText } from '../shared/dom.js';
import { fill } from '../shared/times.js';
import { dirChoices, kindChoices, levelRadios, stayChoices } from './form-choices.js';
import { button } from '../desk/dialog.js';
import { blankDraft, onOneLine } from './draft.js';
import { faultOf, isEmpty, judge, pathOf, ruleText, TextChecks } from './text-checks.js';
import { linesIn } from './pasted-text.js';
import { number } from '../desk/words.js';

/** Never in the language of the edition. */
const LATIN = new Set(['section', 'region', 'link']);
/** How several lines come into a field at once; Enter is a slip. */
const PASTING = new Set(['insertFromPaste', 'insertFromDrop', 'insertFromYank', 'insertFromPasteAsQuotation']);

export class FormFields {
  #prefix;
  #words;
  #limits;
  #feed;
  #changed;
  #tell;
  #pasted;
  #texts;
  #boxes = new Map(); // name -> {input, counter, error, mend, note, grade, faults: [{text, holds(value)}]}
  #rest = { expires: '', replaces: '' };

  /**
   * @param {object} options `prefix` of the ids · `words` · `constraints` · `feed` · `tell(text)`, for those who hear ·
   *   `changed()`, called whenever somebody has written · `pasted(lines)`, if several lines may come at once
   */
  constructor({ prefix, words, constraints, feed, tell, changed, pasted = null }) {
    this.#prefix = prefix;
    this.#words = words;
    this.#limits = constraints.fields;
    this.#texts = new TextChecks(constraints, words);
    this.#feed = feed;
    this.#tell = tell;
    this.#changed = changed;
    this.#pasted = pasted;
  }

  /** Make the box of a text; `tag` is `input` or `textarea`. */
  text(name, { tag = 'input', isOptional = true, ...attributes } = {}) {
    const input = element(tag, { type: tag === 'input' ? 'text' : null, autocomplete: 'off', spellcheck: 'true', ...attributes });
    const counter = element('p', { class: 'counter', id: `${this.#prefix}-${name}-count` });
    const box = this.#box(name, input, counter, isOptional);
    input.addEventListener('input', ({ inputType }) => {
      if (tag === 'textarea' && PASTING.has(inputType)) this.#takeLines(input);
      this.#written(name);
      if (PASTING.has(inputType)) this.#clean(name);
    });
    input.addEventListener('change', () => this.#clean(name));
    this.#written(name, true);
    return box;
  }

  /** Make the box of a choice; `options` are pairs of value and text. */
  choice(name, options) {
    const input = element('select', {}, ...options.map(([value, text]) => element('option', { value }, text)));
    input.addEventListener('change', () => {
      this.#drawFaults(this.#boxes.get(name));
      this.#changed();
    });
    return this.#box(name, input, null, null);
  }

  /** Make the levels. */
  levels() {
    const { element: made, ...levels } = levelRadios({ prefix: this.#prefix, words: this.#words, changed: () => this.#changed() });
    this.#boxes.set('level', levels);
    return made;
  }

  kind(kinds) {
    return this.choice('kind', kindChoices(this.#words, kinds));
  }

  stays(expires) {
    return this.choice('stays', stayChoices(this.#words, expires));
  }

  /** Make the choice of a direction: as the letters have it, or as somebody says. */
  direction() {
    const box = this.choice('dir', dirChoices(this.#words));
    this.input('dir').addEventListener('change', () => this.#written('statement', true));
    return box;
  }

  get value() {
    const fields = { ...blankDraft('urgent'), ...this.#rest };
    for (const [name, { input, radios }] of this.#boxes) {
      fields[name] = radios ? radios.find(({ radio }) => radio.checked).level : input.value;
    }
    return fields;
  }

  /** Fill in; what has no box here is kept for `value`. */
  set(fields) {
    this.#rest = { expires: fields.expires, replaces: fields.replaces };
    for (const [name, { input, radios, note }] of this.#boxes) {
      if (!radios) {
        input.value = fields[name] || '';
        this.#written(name, true);
        this.#drawFaults(this.#boxes.get(name));
        continue;
      }
      for (const { level, radio } of radios) radio.checked = level === fields.level;
      setText(note, this.#words.levelNotes[fields.level]);
    }
  }

  input(name) {
    return this.#boxes.get(name).input;
  }

  /** Write in another edition from now on. */
  face(feed) {
    this.#feed = feed;
    for (const name of this.#boxes.keys()) this.#written(name, true);
  }

  /** Clean every text as the service does, and tell whether it would take them; what it would not can be mended. */
  prepare() {
    const found = [];
    for (const [name, { counter, input }] of this.#boxes) {
      if (!counter) continue;
      this.#clean(name);
      found.push(...this.#texts.broken(pathOf(name), input.value).map((error) => this.#fault(name, error)));
    }
    this.#show(found);
    return found.length === 0;
  }

  /** Say which fields are empty that are needed, and go to the first. */
  showMissing(names) {
    this.#show(names.map((name) => ({ name, text: this.#words.needed, holds: isEmpty })));
  }

  /** Tell whether a field still has what the service or the page has against it. */
  get isFaulty() {
    return [...this.#boxes.values()].some(({ input, faults = [] }) => faults.some(({ holds }) => holds(input.value)));
  }

  /** Say what the service has against which field, and go to the first; gives what belongs to no field here. */
  showErrors(errors) {
    const nameOf = ({ field }) => [...this.#boxes.keys()].find((name) => pathOf(name) === field);
    this.#show(errors.filter(nameOf).map((error) => this.#fault(nameOf(error), error)));
    return errors.filter((error) => !nameOf(error)).map((error) => `${error.field}: ${ruleText(error, this.#words)}`);
  }

  #fault(name, error) {
    return faultOf(error, { name, refused: this.value[name], words: this.#words, texts: this.#texts });
  }

  #show(found) {
    for (const [name, box] of this.#boxes) {
      box.faults = found.filter((fault) => fault.name === name);
      this.#drawFaults(box);
    }
    const first = [...this.#boxes.keys()].find((name) => found.some((fault) => fault.name === name));
    if (first === undefined) return;
    const { input } = this.#boxes.get(first);
    const folded = input.closest('details');
    if (folded) folded.open = true;
    input.focus();
  }

  /** Show what is wrong with a field, as long as it is. */
  #drawFaults({ input, error, mend, mended, faults = [] }) {
    if (error === undefined) return;
    const texts = faults.filter(({ holds }) => holds(input.value)).map(({ text }) => text);
    mend.hidden = texts.length === 0 || mended(input.value) === input.value;
    setText(error, texts.join(' '));
    if (texts.length > 0) input.setAttribute('aria-invalid', 'true');
    else input.removeAttribute('aria-invalid');
  }

  #box(name, input, counter, isOptional) {
    const { fields, hints, optional } = this.#words;
    const id = `${this.#prefix}-${name}`;
    const error = element('p', { class: 'error', id: `${id}-error` });
    const hint = hints[name] ? element('p', { class: 'hint', id: `${id}-hint` }, hints[name]) : null;
    const note = element('p', { class: 'cleaned', id: `${id}-cleaned` });
    const mended = (value) => this.#texts.mended(pathOf(name), value);
    const mend = button(this.#words.mend, 'chip mend', () => this.#mend(name));
    mend.hidden = true;
    mend.setAttribute('aria-describedby', error.id);
    const described = [hint, counter, error, note].filter(Boolean).map((part) => part.id);
    Object.assign(input, { id });
    input.setAttribute('aria-describedby', described.join(' '));
    if (isOptional === false) input.setAttribute('aria-required', 'true');
    const label = element('label', { for: id }, fields[name], isOptional ? element('span', { class: 'optional' }, ` (${optional})`) : null);
    this.#boxes.set(name, { input, counter, error, mend, mended, note, grade: 'fine', faults: [] });
    return element('div', { class: `field ${name}Field` }, label, hint, input, element('div', { class: 'under' }, error, mend, counter), note);
  }

  /** Bring a field's direction and counter up to what is written in it. */
  #written(name, isByUs = false) {
    const box = this.#boxes.get(name);
    if (!box || !box.counter) return;
    const { input, counter } = box;
    this.#straighten(input);
    const isLatin = LATIN.has(name);
    input.dir = isLatin ? 'ltr' : this.#dirOf(name, input.value);
    input.lang = isLatin ? 'en' : this.#feed.language;
    const { count: n, limit, grade } = judge(input.value, this.#limits[pathOf(name)]);
    const counted = fill(this.#words.counter, { n: number(this.#words, n, 0), limit: number(this.#words, limit, 0) });
    const said = [counted, this.#words.grades[grade]].filter(Boolean).join(': ');
    setText(counter, n === 0 ? '' : said);
    counter.dataset.grade = grade;
    if (isByUs) return;
    setText(box.note, '');
    this.#drawFaults(box);
    if (grade !== box.grade && grade !== 'fine') this.#tell(said);
    box.grade = grade;
    this.#changed();
  }

  #dirOf(name, text) {
    const choice = name === 'statement' ? this.#boxes.get('dir') : undefined;
    return (choice && choice.input.value) || directionOf(text, this.#feed.dir);
  }

  /** Take out of a text what nobody sees, and say what that was until somebody writes on. */
  #clean(name) {
    const { input, note } = this.#boxes.get(name);
    const { text, said } = this.#texts.clean(pathOf(name), input.value);
    if (said === '') return;
    input.value = text;
    this.#written(name, true);
    setText(note, said);
    this.#tell(said);
    this.#changed();
  }

  #mend(name) {
    const { input, mended } = this.#boxes.get(name);
    input.value = mended(input.value);
    this.#written(name);
    input.focus();
  }

  /** Several lines are several pieces of news: none of them becomes the rest of another. */
  #takeLines(input) {
    const lines = linesIn(input.value);
    if (this.#pasted === null || lines.length < 2) return;
    input.value = '';
    this.#pasted(lines.map((line) => this.#texts.clean('statement', line).text).filter(Boolean));
  }

  #straighten(input) {
    const straight = onOneLine(input.value);
    if (straight === input.value) return;
    const at = input.selectionStart;
    input.value = straight;
    input.setSelectionRange(at, at);
  }
}
