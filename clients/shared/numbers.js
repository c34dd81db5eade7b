// Numbers that right-to-left text would take apart, such as +961 1 234567, -5 or 50%: each is kept in its own order.
// A range or a score (10-12, 3-1, 1990–1995) begins where its line begins, whatever stands before it: in an Arabic line
// at the right, as Arabic reads it. By itself a hyphen would turn after an Arabic letter and not after a Latin one.

import { element } from './dom.js';

/** Letters that turn what stands beside them. */
const TURNED = /[\u0590-\u08ff\ufb1d-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
const D = '[\\d٠-٩۰-۹]';
/** Digits, what joins them, and the signs around them, after space or an opening bracket or quote. */
const RUN = new RegExp(`(^|[\\s(«“"]|[ء-ۿ](?![+\\-−±(]))((?:[+\\-−±]|\\([+0]${D}+\\) ?)?[$€£]?${D}(?:[ .,:/\\-–—]?${D}| ?\\(${D}+\\))*[%‰$€£]?)`, 'gu');
const TELEPHONE = new RegExp(`^[+(]|^0${D}+[ -]${D}`, 'u');
const ONE = `(?:${D}{1,3}(?: ${D}{3})+|${D}+(?:[.,:/]${D}+)*)`;
const RANGE = new RegExp(`(?:^[-−±])?[$€£]?${ONE}(?:[-–—]${ONE})+[%‰$€£]?`, 'gu');
const DASH = new RegExp(`(${D})[-–—]`, 'gu');
/** Those without a range that would come apart: with a sign in front or behind, groups of three digits. */
const APART = new RegExp(`^[-−±$€£]+\\d|\\d[%‰$€£]$|^${D}{1,3}( ${D}{3})+$`, 'u');

/** Split a text before and after each such number: every second part is one. */
export function numbersApart(text) {
  if (!TURNED.test(text)) return [text];
  const parts = [];
  let at = 0;
  RUN.lastIndex = 0;
  for (let found = RUN.exec(text); found !== null; found = RUN.exec(text)) {
    for (const [from, to] of apartIn(found[2])) {
      const start = found.index + found[1].length;
      parts.push(text.slice(at, start + from), text.slice(start + from, start + to));
      at = start + to;
    }
  }
  return [...parts, text.slice(at)];
}

/** Give from where to where the numbers of a run are that are kept each in its own order. */
function apartIn(run) {
  if (TELEPHONE.test(run)) return [[0, run.length]];
  const spans = [];
  RANGE.lastIndex = 0;
  for (let range = RANGE.exec(run); range !== null; range = RANGE.exec(run)) {
    let from = range.index;
    DASH.lastIndex = 0;
    for (let dash = DASH.exec(range[0]); dash !== null; dash = DASH.exec(range[0])) {
      spans.push([from, range.index + dash.index + 1]);
      from = range.index + DASH.lastIndex;
    }
    spans.push([from, range.index + range[0].length]);
  }
  return spans.length > 0 || !APART.test(run) ? spans : [[0, run.length]];
}

/** Give a text as children for an element, each such number isolated. */
export function withNumbers(text) {
  return numbersApart(text).map((part, n) => (n % 2 > 0 ? element('bdi', { dir: 'ltr' }, part) : part));
}
