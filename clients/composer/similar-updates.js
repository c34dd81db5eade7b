// Which lines say nearly the same as a draft, so that nobody files what somebody else has just filed. Pure.

const RECENT_MS = 10 * 60000;
const ALIKE = 0.6;
/** Under one slug less likeness is enough. */
const ALIKE_IN_STORY = 0.4;
const LONG_ENOUGH = 12;

/**
 * Give the newest line of the last minutes that says nearly the same, or null.
 *
 * @param {object} draft `statement`, `slug`
 * @param {object[]} entries those that stand · `except` ids that do not count · `nowMs` the service's time
 */
export function nearest(draft, entries, { nowMs, except = new Set() }) {
  const mine = shingles(draft.statement);
  if (nowMs === null || plain(draft.statement).length < LONG_ENOUGH) return null;
  const alike = entries.filter((entry) => {
    const ageMs = nowMs - Date.parse(entry.first_created);
    if (except.has(entry.id) || entry.pubstatus !== 'usable' || ageMs > RECENT_MS) return false;
    const isSameStory = draft.slug !== '' && entry.slug === draft.slug;
    return likeness(mine, shingles(entry.statement)) >= (isSameStory ? ALIKE_IN_STORY : ALIKE);
  });
  return alike.sort((one, other) => other.order - one.order)[0] || null;
}

/** Say how alike two sets are, from 0 to 1 (Dice). */
export function likeness(one, other) {
  if (one.size === 0 || other.size === 0) return 0;
  const shared = [...one].filter((part) => other.has(part)).length;
  return (2 * shared) / (one.size + other.size);
}

/** Give the triples of letters in a text: what stays the same when a word is bent, moved or misspelt. */
export function shingles(text) {
  const found = new Set();
  for (const word of plain(text).split(' ')) {
    const padded = [...` ${word} `];
    for (let at = 0; at + 2 < padded.length; at += 1) found.add(padded.slice(at, at + 3).join(''));
  }
  return found;
}

/** Give a text without case, accents, vowel signs, punctuation, and with one form for letters of many. */
export function plain(text) {
  return text
    .normalize('NFKD')
    .replace(/[\p{M}\u0640]/gu, '')
    .replace(/[\u0622\u0623\u0625\u0671]/g, '\u0627')
    .replace(/[\u0649\u06cc]/g, '\u064a')
    .replace(/\u0629/g, '\u0647')
    .replace(/\u06a9/g, '\u0643')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
