// What is wrong with the texts of a draft: too long, against a rule that the service tells, or refused by it. No DOM.
// The page warns; the service decides.

import { graphemesIn, TextRules } from '../shared/text-rules.js';
import { fill } from '../shared/times.js';

const MEASURED_MAX = 20000;
/** Count grapheme clusters after NFC and trimming, as the service does; nearly so where the browser cannot. */
export function graphemes(text) {
  return graphemesIn(text.slice(0, MEASURED_MAX).normalize('NFC').trim()).length;
}

/**
 * Hold a text against its limits.
 *
 * @returns {{count: number, limit: number, grade: 'fine'|'long'|'over'|'refused'}} `limit` is the next one to mind
 */
export function judge(text, { recommended, editorial, hard }) {
  const count = graphemes(text);
  if (count <= recommended) return { count, limit: recommended, grade: 'fine' };
  if (count <= editorial) return { count, limit: editorial, grade: 'long' };
  return { count, limit: hard, grade: count <= hard ? 'over' : 'refused' };
}

/** What is used until the service has said better, and where it cannot be asked. */
export const UNTOLD = {
  fields: {
    'attribution.name': { recommended: 40, editorial: 60, hard: 80, required: true },
    'attribution.role': { recommended: 30, editorial: 50, hard: 80, required: false },
    statement: { recommended: 140, editorial: 210, hard: 280, required: true },
    short: { recommended: 50, editorial: 53, hard: 55, required: false },
    section: { recommended: 16, editorial: 24, hard: 32, required: false },
    region: { recommended: 16, editorial: 24, hard: 32, required: false },
    slug: { recommended: 18, editorial: 21, hard: 24, required: false },
    link: { recommended: 200, editorial: 500, hard: 2000, required: false },
    note: { recommended: 140, editorial: 210, hard: 280, required: true },
    reason: { recommended: 100, editorial: 200, hard: 280, required: false },
  },
  levels: [
    { level: 'flash', confirm: true },
    { level: 'alert', confirm: true },
    { level: 'urgent', default: true, confirm: false },
    { level: 'routine', confirm: false },
  ],
  source_kinds: ['correspondent', 'official', 'spokesperson', 'party', 'agency', 'document', 'unnamed'],
  expires: { max_days: 7 },
};

/** How the service calls the fields that have another name here. */
const PATHS = { name: 'attribution.name', role: 'attribution.role', kind: 'attribution.kind', stays: 'expires' };

export function pathOf(name) {
  return PATHS[name] || name;
}

export function isEmpty(value) {
  return value.trim() === '';
}

/** Say which rule is broken. */
export function ruleText({ rule, limit }, words) {
  return fill(words.rules[rule] || words.rules.other, { rule, limit });
}

/** Give what is against a field's value, with whether it still holds: some of it only the service knows of new words. */
export function faultOf(error, { name, refused, words, texts }) {
  const breaks = (value) => texts.broken(pathOf(name), value).some(({ rule }) => rule === error.rule);
  const isLong = (value) => graphemes(value) > error.limit;
  const known = { 'max-graphemes': isLong, required: isEmpty, 'min-graphemes': isEmpty }[error.rule];
  const isAsItWas = (value) => value === refused;
  return { name, text: ruleText(error, words), holds: known || (breaks(refused) ? breaks : isAsItWas) };
}

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
