// Splitting words that do not fit into pages that do: at spaces, and inside a word only where it alone is too long. Pure.

const ELLIPSIS = '…';
/** What belongs to the sign before it: marks, joiners, variation selectors, skin tones. */
const JOINED = /[\p{M}\u200c\u200d\ufe0e\ufe0f\u{1f3fb}-\u{1f3ff}]/u;

/**
 * Split a text into pages.
 *
 * @param {function} fits (text) -> whether it fits on one page
 */
export function pagesFor(text, fits) {
  if (fits(text)) return [text];
  const pages = [];
  let rest = text;
  while (rest !== '') {
    const head = pages.length > 0 ? ELLIPSIS : '';
    if (fits(head + rest)) {
      pages.push(head + rest);
      break;
    }
    const taken = firstPart(rest, (part) => fits(head + part + ELLIPSIS));
    pages.push(head + taken.trim() + ELLIPSIS);
    rest = rest.slice(taken.length).trim();
  }
  return pages;
}

/** Give the longest beginning that fits, up to a space if there is one, but never nothing. */
function firstPart(text, fits) {
  const words = text.split(/(\s+)/);
  const count = mostThatFit(words.length, (n) => fits(words.slice(0, n).join('').trim()));
  const whole = words.slice(0, count).join('');
  if (whole.trim() !== '') return whole;
  const signs = clusters(text);
  return signs.slice(0, Math.max(1, mostThatFit(signs.length, (n) => fits(signs.slice(0, n).join(''))))).join('');
}

/** Find the largest n for which the claim holds; it holds for all below, too. */
function mostThatFit(length, holds) {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (holds(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Split a text into what a reader takes for single signs, about. */
export function clusters(text) {
  const found = [];
  for (const sign of text) {
    const last = found.length - 1;
    if (last >= 0 && (JOINED.test(sign) || found[last].endsWith('\u200d'))) found[last] += sign;
    else found.push(sign);
  }
  return found;
}
