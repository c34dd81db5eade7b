// Numbers that right-to-left text would take apart, such as +961 1 234567, -5 or 50%: each is kept in its own order.
// Ranges and scores (3-1) are left alone: Arabic reads them from the right, and lays them out so by itself.

import { element } from './dom.js';

/** Letters that turn what stands beside them. */
const TURNED = /[\u0590-\u08ff\ufb1d-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
const D = '[\\d٠-٩۰-۹]';
/** Digits, what joins them, and the signs around them, after space or an opening bracket or quote. */
const RUN = new RegExp(`(^|[\\s(«“"]|[ء-ۿ](?![+\\-−±(]))((?:[+\\-−±]|\\([+0]${D}+\\) ?)?[$€£]?${D}(?:[ .,:/\\-]?${D}| ?\\(${D}+\\))*[%‰$€£]?)`, 'gu');
/** Those of them that would come apart: with a sign in front or behind, a telephone number, groups of three digits. */
const APART = new RegExp(`^[+(]|^[-−±$€£]+\\d|\\d[%‰$€£]$|^0${D}+[ -]${D}|^${D}{1,3}( ${D}{3})+$`, 'u');

/** Split a text before and after each such number: every second part is one. */
export function numbersApart(text) {
  if (!TURNED.test(text)) return [text];
  const parts = [];
  let at = 0;
  RUN.lastIndex = 0;
  for (let found = RUN.exec(text); found !== null; found = RUN.exec(text)) {
    if (!APART.test(found[2])) continue;
    const start = found.index + found[1].length;
    parts.push(text.slice(at, start), found[2]);
    at = start + found[2].length;
  }
  return [...parts, text.slice(at)];
}

/** Give a text as children for an element, each such number isolated. */
export function withNumbers(text) {
  return numbersApart(text).map((part, n) => (n % 2 > 0 ? element('bdi', { dir: 'ltr' }, part) : part));
}
