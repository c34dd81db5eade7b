// What is wrong with a field, in words, and whether it still is while somebody writes on. Pure.

import { fill } from '../shared/times.js';
import { graphemes } from './length-limits.js';

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
