// Saying things in the language of the desk; what is filed is never translated.

import { ARABIC } from './words-ar.js';
import { ENGLISH } from './words-en.js';
import { SPANISH } from './words-es.js';
import { primary } from '../shared/languages.js';
import { fill } from '../shared/times.js';

const TABLES = { en: ENGLISH, ar: ARABIC, es: SPANISH };

export const LANGUAGES = Object.values(TABLES).map(({ language, called }) => ({ language, called }));

/** Give the table for the first of these languages (BCP 47) that has one; English where none has. */
export function wordsFor(...languages) {
  const known = languages.map(primary).find((language) => Object.hasOwn(TABLES, language));
  return TABLES[known || 'en'];
}

/** Say a number of things, in the language's own plural. */
export function count(words, forms, n, values = {}) {
  const form = forms[new Intl.PluralRules(words.language).select(n)] || forms.other;
  return fill(form, { n: number(words, n, 0), ...values });
}

/** Say a number with so many digits behind the point. */
export function number(words, n, digits) {
  const style = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return new Intl.NumberFormat(words.language, style).format(n);
}

/** Say a time of day to the second, as a receipt does. */
export function toTheSecond({ language }, atMs) {
  const style = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' };
  return new Intl.DateTimeFormat(language, style).format(atMs);
}
