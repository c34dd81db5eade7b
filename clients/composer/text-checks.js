// What the service's rules make of the texts of a draft, in the composer's words: cleaned, judged, mended. No DOM.

import { TextRules } from '../shared/text-rules.js';
import { fill } from '../shared/times.js';

export class TextChecks {
  #rules = null; // what was kept of an older service may tell none: then only the service judges
  #fields = new Set();
  #limits;
  #words;
  #named;

  constructor(constraints, words) {
    this.#words = words;
    this.#limits = constraints.fields;
    this.#named = constraints.cleaned || {};
    if (!constraints.text) return;
    this.#rules = new TextRules(constraints.text);
    this.#fields = new Set(constraints.text.fields);
  }

  /** Give a field's text as it would be stored, and what was cleaned in it, said; nothing where nothing was. */
  clean(field, given) {
    if (!this.#fields.has(field)) return { text: given, said: '' };
    const { text, cleaned } = this.#rules.clean(given);
    if (cleaned.length === 0) return { text: given, said: '' };
    const what = cleaned.map((name) => sentenceIn(this.#named[name], this.#words) || name).join(', ');
    return { text, said: fill(this.#words.cleaned, { what }) };
  }

  /** Name the rules that a field's text breaks, as far as they can be told here; an empty one breaks none. */
  broken(field, given) {
    if (!this.#fields.has(field)) return [];
    const { text } = this.#rules.clean(given);
    return this.#rules.broken(text, this.#limits[field].hard).map((error) => ({ field, ...error }));
  }

  mended(field, given) {
    return this.#fields.has(field) ? this.#rules.mended(given) : given;
  }
}

/** Give the table of words with the service's own sentences for its rules. */
export function withRules(words, constraints) {
  const told = Object.entries(constraints.rules || {}).map(([rule, sentences]) => [rule, sentenceIn(sentences, words)]);
  return { ...words, rules: { ...words.rules, ...Object.fromEntries(told) } };
}

function sentenceIn(sentences, { language }) {
  return sentences && (sentences[language] || sentences.en);
}
