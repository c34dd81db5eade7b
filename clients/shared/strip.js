// What stands in a strip, as a pure function of what is held and of what this reader has had before their eyes.
// It keeps no words of a held or killed update, and of a corrected one only for as long as `before` shows them.

import { isExpired, shown } from './fold.js';

export const LINES = 10;
/** How long a line is marked that has changed before the reader's eyes, or has gone from them. */
export const MARKED_MS = 20000;

/** Give the strip before anything was shown. */
export function blank() {
  return {
    lines: [], // newest first: {id, order, entry, mark, before, untilMs} or {id, order, gone, untilMs}
    seen: new Map(), // id -> {version, isViewed, headline?}: what stood here, and whether it was on the screen
    waiting: 0, // newer updates that a paused strip holds back
    isPaused: false,
    isStarted: false, // the first snapshot has been shown: from then on news is told
  };
}

/**
 * Give the next strip, and what happened in it that is worth saying aloud.
 * A paused strip takes in nothing new but a flash; corrections, holds and kills reach it at once.
 *
 * @param {object} now `serverNowMs`, the server's time · `nowMs`, a clock that runs while the strip can be seen ·
 *   `isViewed(line)`, whether a line of `strip` has been on the screen; all have, where it is left out
 * @returns {{strip: object, told: {kind: 'new'|'corrected'|'changed'|'withheld'|'canceled', id: string}[]}}
 */
export function look(strip, held, { serverNowMs, nowMs, isViewed = () => true }) {
  const seen = viewed(strip, isViewed);
  const newest = shown(held, serverNowMs).slice(0, LINES);
  const entries = strip.isPaused ? frozen(strip, held, serverNowMs, newest) : newest;
  const present = new Set(entries.map((entry) => entry.id));
  const before = new Map(strip.lines.map((line) => [line.id, line]));
  const lines = entries.map((entry) => lineOf(entry, seen.get(entry.id), before.get(entry.id), nowMs));
  const gone = goneOf(strip.lines.filter((line) => !present.has(line.id)), held, seen, nowMs);
  const told = [...lines.map((line) => toldOf(line, seen)), ...toldGone(strip.lines, held)].filter(Boolean);
  const next = {
    lines: [...lines, ...gone].sort((one, other) => other.order - one.order),
    seen: remember(seen, lines, held),
    waiting: newest.filter((entry) => !present.has(entry.id) && !seen.has(entry.id)).length,
    isPaused: strip.isPaused,
    isStarted: strip.isStarted || held.epoch !== null,
  };
  return { strip: next, told: strip.isStarted ? told : [] };
}

function viewed({ lines, seen }, isViewed) {
  const now = new Map(seen);
  for (const line of lines) {
    const had = seen.get(line.id);
    if (had && !line.gone && !had.isViewed && isViewed(line)) now.set(line.id, { ...had, isViewed: true });
  }
  return now;
}

/** Give what a paused strip shows: the same lines as they stand now, and what no pause may keep back. */
function frozen(strip, held, serverNowMs, newest) {
  const isStanding = (row) => row !== undefined && row.pubstatus === 'usable' && !isExpired(row, serverNowMs);
  const entries = strip.lines.map((line) => held.rows.get(line.id)).filter(isStanding);
  if (entries.length === 0) return newest;
  return [...entries, ...newest.filter((entry) => entry.level === 'flash' && !entries.includes(entry))];
}

function lineOf(entry, seen, previous, nowMs) {
  const line = { id: entry.id, order: entry.order, entry, mark: null, before: null, untilMs: 0 };
  if (seen === undefined) return line;
  if (isSame(entry, seen)) {
    return previous && previous.mark && previous.untilMs > nowMs ? { ...previous, entry } : line;
  }
  const mark = seen.isViewed ? markOf(entry, seen) : null;
  return mark ? { ...line, mark, before: seen.headline || null, untilMs: nowMs + MARKED_MS } : line;
}

/** A version alone does not tell: after a loss, a new epoch may give it to other words. */
function isSame(entry, { version, headline }) {
  return version === entry.version && (headline === undefined || headline === entry.headline);
}

/** A refile mends a typo without fuss; but a reader who was away may have missed a correction before it. */
function markOf(entry, seen) {
  if (entry.type === 'correction') return 'corrected';
  const isNextAct = entry.version === seen.version + 1;
  return !isNextAct && seen.headline !== undefined && seen.headline !== entry.headline ? 'changed' : null;
}

/** Give a notice, for a while, for each line that was on the screen and was taken back. */
function goneOf(lines, held, seen, nowMs) {
  return lines.map((line) => goneLine(line, held.rows.get(line.id), seen, nowMs)).filter(Boolean);
}

function goneLine(line, row, seen, nowMs) {
  const { id, order } = line;
  const why = row === undefined ? line.gone : row.pubstatus;
  if (why === undefined || why === 'usable') return null;
  if (line.gone === why) return line.untilMs > nowMs ? line : null;
  const isViewed = line.gone !== undefined || (seen.has(id) && seen.get(id).isViewed);
  return isViewed ? { id, order, gone: why, untilMs: nowMs + MARKED_MS } : null;
}

function toldOf({ id, entry }, seen) {
  const known = seen.get(id);
  if (known === undefined) return { kind: 'new', id };
  if (isSame(entry, known)) return null;
  const kind = entry.type === 'release' ? 'new' : markOf(entry, known);
  return kind && { kind, id };
}

function toldGone(lines, held) {
  return lines.map(({ id, gone }) => {
    const row = held.rows.get(id);
    const isTold = row === undefined || row.pubstatus === 'usable' || row.pubstatus === gone;
    return isTold ? null : { kind: row.pubstatus, id };
  });
}

/** Remember versions as long as they are held, and words only while they stand in the strip. */
function remember(seen, lines, held) {
  const kept = new Map();
  for (const [id, { version, isViewed }] of seen) {
    if (held.rows.has(id)) kept.set(id, { version, isViewed });
  }
  for (const { id, entry } of lines) {
    const { version, headline } = entry;
    const had = kept.get(id);
    kept.set(id, { version, headline, isViewed: had !== undefined && had.version === version && had.isViewed });
  }
  return kept;
}
