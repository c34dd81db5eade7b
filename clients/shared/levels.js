// What each level does, in one table: the order in which lines come on, and how they are said aloud.

const LEVELS = {
  flash: 'assertive', // takes over at once, whatever stands
  alert: 'polite',
  urgent: 'polite',
  routine: null, // interrupts nobody
};
/** How long a flash takes over from everything else. */
export const FLASH_MS = 600000;
const NAMES_OF_LEVELS = Object.keys(LEVELS);

/** Give the level by which an entry is shown; one that nobody knows is the calmest. */
export function levelOf(entry) {
  return NAMES_OF_LEVELS[rankOf(entry)];
}

/**
 * Give the level by which an entry is treated now. A flash is one for its first ten minutes: whoever comes later is
 * greeted as by an alert, and so is everybody where the server's time (`serverNowMs`) is not known.
 */
export function levelNow(entry, serverNowMs) {
  const level = levelOf(entry);
  if (level !== 'flash') return level;
  // A refile mends a typo: nothing is news by it.
  const atMs = Date.parse(entry.type === 'refile' ? entry.first_created : entry.version_created);
  return serverNowMs !== null && serverNowMs - atMs < FLASH_MS ? 'flash' : 'alert';
}

/** Give the place of an entry's level in the order: 0 is the most pressing. */
export function rankOf(entry) {
  const rank = NAMES_OF_LEVELS.indexOf(entry && entry.level);
  return rank < 0 ? 3 : rank;
}

/** Tell how an entry is said now: assertive, polite, or null for not at all. */
export function aloud(entry, serverNowMs) {
  return LEVELS[levelNow(entry, serverNowMs)];
}
