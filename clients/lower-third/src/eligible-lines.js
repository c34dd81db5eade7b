// What may be on air right now, as `rundown.js` takes it: from what is held of the feed, the options and the clock. Pure.

import { isExpired } from '../../shared/fold.js';

const NEWS_MS = 120000;
const OWN_ID = 'own';
/** The first letter is one of those that are written from right to left. */
const RTL_FIRST = /^[^\p{L}]*[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/u;

/**
 * Give the view.
 *
 * @param {object} known `held` of the feed · `serverMs`, the server's time, null while nobody said it · `isLive`,
 *   whether it was heard of lately enough · `options` · `pagesOf`, see `rundown.js`
 */
export function viewOf({ held, serverMs, isLive, options, pagesOf }) {
  const delayMs = options.delay * 1000;
  const isOldEnough = (entry) => delayMs === 0 || ageMs(entry, serverMs) >= delayMs;
  const newest = (id) => {
    const row = held.rows.get(id);
    return row && row.pubstatus === 'usable' && !isExpired(row, serverMs) && isOldEnough(row) ? row : null;
  };
  return {
    lines: standingOf(held, serverMs).filter(isOldEnough).slice(0, options.count),
    stateOf: (entry) => stateOf(entry, held.rows.get(entry.id), serverMs, isOldEnough),
    newest,
    isFresh: (entry) => ageMs(entry, serverMs) < NEWS_MS + delayMs,
    pagesOf,
    isLive,
    dwellMs: options.dwell * 1000,
    flashEverywhere: options.flash === 'always',
    blanks: options.onstale === 'blank',
  };
}

/** Name where lines come from: a server's feed, or whoever plays it. What one of them said, another one cannot take back. */
export function originOf({ server, feed }) {
  return server === '' ? OWN_ID : `${server} ${feed}`;
}

/** Give the view of one line that a playout system said itself, where there is no server that could take it back. */
export function viewOfOwn({ own, options, pagesOf }) {
  return {
    lines: own ? [own] : [],
    stateOf: (entry) => (!own || own.id !== entry.id ? 'gone' : own.version === entry.version ? 'stands' : 'changed'),
    newest: () => own,
    isFresh: () => true,
    pagesOf,
    isLive: true,
    dwellMs: options.dwell * 1000,
    flashEverywhere: false,
    blanks: false,
  };
}

/** Make that line. */
export function ownLine({ attribution, statement, level, dir, language }, version) {
  if (statement === '') return null;
  const by = attribution === '' ? null : { name: attribution };
  const isRightToLeft = dir === 'rtl' || (dir === '' && RTL_FIRST.test(statement));
  return { id: OWN_ID, version, type: 'update', attribution: by, statement, level, dir: isRightToLeft ? 'rtl' : 'ltr', language };
}

function standingOf(held, serverMs) {
  return [...held.rows.values()]
    .filter((row) => row.pubstatus === 'usable' && !isExpired(row, serverMs))
    .sort((one, other) => other.order - one.order);
}

/** Tell what became of an entry, given the row that stands under its id. */
function stateOf(entry, row, serverMs, isOldEnough) {
  if (!row || row.pubstatus !== 'usable' || isExpired(row, serverMs)) return 'gone';
  if (row.version === entry.version) return 'stands';
  if (isOldEnough(row)) return 'changed';
  // A refile says the same in better words, so that the old ones may wait for it. A correction says that they are wrong.
  const isMended = row.type === 'refile' && row.version === entry.version + 1;
  return isMended && !isExpired(entry, serverMs) ? 'waits' : 'gone';
}

function ageMs(entry, serverMs) {
  const madeMs = Date.parse(entry.version_created);
  return serverMs === null || Number.isNaN(madeMs) ? -1 : serverMs - madeMs;
}
