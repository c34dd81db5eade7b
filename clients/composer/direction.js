// The direction of a text: its first strong character outside of isolates, as the service has it. Pure.

/** Unicode's bidirectional classes R and AL, which JavaScript's expressions do not know by name. */
const RTL = new RegExp(
  [
    '[\\u05be\\u05c0\\u05c3\\u05c6\\u05d0-\\u05f4\\u0608\\u060b\\u060d\\u061b-\\u064a\\u066d-\\u066f\\u0671-\\u06d5',
    '\\u06e5-\\u06e6\\u06ee-\\u06ef\\u06fa-\\u0710\\u0712-\\u072f\\u074d-\\u07a5\\u07b1-\\u07ea\\u07f4-\\u07f5\\u07fa',
    '\\u07fe-\\u0815\\u081a\\u0824\\u0828\\u0830-\\u0858\\u085e-\\u088e\\u08a0-\\u08c9\\u200f\\ufb1d\\ufb1f-\\ufb28',
    '\\ufb2a-\\ufd3d\\ufd50-\\ufdc7\\ufdf0-\\ufdfc\\ufe70-\\ufefc\\u{10800}-\\u{1091b}\\u{10920}-\\u{10a00}',
    '\\u{10a10}-\\u{10a35}\\u{10a40}-\\u{10ae4}\\u{10aeb}-\\u{10b35}\\u{10b40}-\\u{10d23}\\u{10e80}-\\u{10ea9}',
    '\\u{10ead}-\\u{10f45}\\u{10f51}-\\u{10f81}\\u{10f86}-\\u{10ff6}\\u{1e800}-\\u{1e8cf}\\u{1e900}-\\u{1e943}',
    '\\u{1e94b}-\\u{1eebb}]',
  ].join(''),
  'u',
);
const LTR = /[\p{L}\p{Nl}\p{Mc}\u200e]/u;

/** Give `ltr` or `rtl`, or null where nothing in the text says it. */
export function firstStrong(text) {
  let depth = 0;
  for (const character of text) {
    if (character >= '\u2066' && character <= '\u2068') depth += 1;
    else if (character === '\u2069') depth = Math.max(0, depth - 1);
    else if (depth > 0) continue;
    else if (RTL.test(character)) return 'rtl';
    else if (LTR.test(character)) return 'ltr';
  }
  return null;
}
