// What people take for single characters: extended grapheme clusters; nearly so where the browser cannot.

const EXTENDING = /[\p{M}\u200c\u200d]/u;

let segmenter = null;

/** Split a text into grapheme clusters. */
export function graphemesIn(text) {
  if (typeof Intl.Segmenter !== 'function') return joinedSigns(text);
  segmenter = segmenter || new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

function joinedSigns(text) {
  const found = [];
  for (const sign of text) {
    if (found.length > 0 && EXTENDING.test(sign)) found[found.length - 1] += sign;
    else found.push(sign);
  }
  return found;
}
