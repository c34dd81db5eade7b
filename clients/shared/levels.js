// What each level does, in one table: the order in which lines come on, and how they are said aloud.

const LEVELS = {
  flash: 'assertive', // takes over at once, whatever stands
  alert: 'polite',
  urgent: 'polite',
  routine: null, // interrupts nobody
};
const NAMES_OF_LEVELS = Object.keys(LEVELS);

/** Give the level by which an entry is shown; one that nobody knows is the calmest. */
export function levelOf(entry) {
  return NAMES_OF_LEVELS[rankOf(entry)];
}

/** Give the place of an entry's level in the order: 0 is the most pressing. */
export function rankOf(entry) {
  const rank = NAMES_OF_LEVELS.indexOf(entry && entry.level);
  return rank < 0 ? 3 : rank;
}

/** Tell how an entry is said: assertive, polite, or null for not at all. */
export function aloud(entry) {
  return LEVELS[levelOf(entry)];
}
