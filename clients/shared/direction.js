// The direction of a text by its letters, as the service has it. Pure.

const LETTERS = /\p{L}/gu;
/** Letters of no direction: modifiers. */
const UNDIRECTED = /[\u02b9\u02ba\u02c6-\u02cf\u02ec\u0374\u208f\u2e2f\ua67f\ua717-\ua71f\ua788]/u;
/** Where the letters of bidi classes R and AL are. */
const RTL = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** Give `usual`, the direction of a text's feed, if at least 3 in 10 of the letters have it or there are none; else the other. */
export function directionOf(text, usual) {
  const letters = (text.match(LETTERS) || []).filter((letter) => !UNDIRECTED.test(letter));
  const rtl = letters.filter((letter) => RTL.test(letter)).length;
  const own = usual === 'rtl' ? rtl : letters.length - rtl;
  if (10 * own >= 3 * letters.length) return usual;
  return usual === 'rtl' ? 'ltr' : 'rtl';
}
