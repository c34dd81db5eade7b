// What there is to choose from in a draft: levels, kinds of sources, how long a line stays, its direction.

import { element, setText } from '../shared/dom.js';
import { clock, fill } from '../shared/times.js';
import { STAYS_H } from './draft.js';
import { count } from '../desk/words.js';

const LEVELS_OFFERED = ['flash', 'alert', 'urgent', 'routine'];
const DAY_H = 24;

/** Make the levels: `{element, radios, note, input}`. */
export function levelRadios({ prefix, words, changed }) {
  const note = element('p', { class: 'levelNote', id: `${prefix}-level-note` });
  const radios = LEVELS_OFFERED.map((level) => {
    const radio = element('input', { type: 'radio', name: `${prefix}-level`, value: level, 'aria-describedby': note.id });
    radio.addEventListener('change', () => {
      setText(note, words.levelNotes[level]);
      changed();
    });
    return { level, radio, label: element('label', { class: `level ${level}` }, radio, element('span', {}, words.levels[level])) };
  });
  const row = element('div', { class: 'levels' }, ...radios.map(({ label }) => label));
  const made = element('fieldset', { class: 'field levelField' }, element('legend', {}, words.fields.level), row, note);
  return { element: made, radios, note, input: radios[2].radio };
}

export function kindChoices(words, kinds) {
  return [['', words.kinds.none], ...kinds.map((kind) => [kind, words.kinds[kind] || kind])];
}

export function stayChoices(words, expires) {
  const { stays } = words;
  const atMs = Date.parse(expires);
  const usual = Number.isNaN(atMs) ? stays.usual : fill(stays.kept, { at: clock(words, atMs) });
  const said = (hours) => (hours < DAY_H ? count(words, stays.hours, hours) : count(words, stays.days, hours / DAY_H));
  return [['', usual], ...STAYS_H.map((hours) => [hours, said(hours)])];
}

export function dirChoices({ dirs }) {
  return [['', dirs.auto], ['ltr', dirs.ltr], ['rtl', dirs.rtl]];
}
