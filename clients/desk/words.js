// Saying things in the language of the desk; what is filed is never translated.

import { fill } from '../shared/times.js';
import { signInWords } from './languages.js';

const TABLES = {
  en: async () => (await import('./words-en.js')).ENGLISH,
  ar: async () => (await import('./words-ar.js')).ARABIC,
  es: async () => (await import('./words-es.js')).SPANISH,
};

/** Load all that a page (`composer`, `operator`) says in a language. */
export async function wordsFor(page, language) {
  return { ...signInWords(page, language), ...(await TABLES[language]()) };
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
