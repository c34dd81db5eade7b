// One line as elements: its label, who says it, what is said. Words go in as text nodes only.

import { element, tongue } from '../dom.js';
import { levelOf } from '../levels.js';
import { withNumbers } from '../numbers.js';
import { labelIn } from './labels.js';

const COMMA = { ar: '، ', ckb: '، ', fa: '، ', ps: '، ', sd: '، ', ug: '، ', ur: '، ', ja: '、', zh: '，' };

/** Give the words of an entry for a screen: the short form where there is one and it is wanted. */
export function wordsOf(entry, form) {
  return form === 'short' && entry.short ? entry.short : entry.statement;
}

/** Give who says it, in the punctuation of the line's language. */
function sourceOf({ attribution, language }) {
  if (!attribution) return '';
  const { name, role } = attribution;
  const code = String(language || '').toLowerCase().split('-', 1)[0];
  const comma = Object.prototype.hasOwnProperty.call(COMMA, code) ? COMMA[code] : ', ';
  return role ? name + comma + role : name;
}

/** Make a plate; `words` are those of one of its pages. */
export function graphicOf(entry, { words, label, page = 0, pages = 1 }) {
  const { lang, dir } = tongue(entry);
  const said = labelIn(entry.language, label || levelOf(entry));
  const source = sourceOf(entry);
  const classes = ['plate', levelOf(entry), label, pages > 1 ? 'paged' : null].filter(Boolean).join(' ');
  const marked = element('span', { class: 'label', lang: said.language, dir: said.dir }, said.text);
  const named = source === '' ? null : element('p', { class: 'source', lang, dir: 'auto' }, element('bdi', null, source));
  return element(
    'div',
    { class: classes, dir, 'data-id': entry.id, 'data-version': entry.version, 'data-page': page },
    element('div', { class: 'head' }, marked, named),
    element('p', { class: 'words', lang, dir }, ...withNumbers(words)),
    pages > 1 ? element('span', { class: 'pages', dir: 'ltr' }, `${page + 1}/${pages}`) : null,
  );
}
