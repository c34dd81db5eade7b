// Which line is on, as a pure function. What is new comes on first, a flash at once; then they take turns.

import { levelNow, rankOf } from '../shared/levels.js';

/** No line is taken off before it could be read, but by a flash, or because its words were taken back. */
const LEAST_MS = 3000;
const DWELL_MS = 4000;
const DWELL_PER_CHARACTER_MS = 40;
const DWELL_MAX_MS = 12000;

/** Give the stage before any line was on. */
export function offStage() {
  return {
    id: null, // the line that is on, or that came on last
    sinceMs: 0,
    had: null, // id -> the version that was on, or why it went
  };
}

/** Give the stage with a line on it. */
export function put({ had }, line, nowMs) {
  return { id: line.id, sinceMs: nowMs, had: new Map(had).set(line.id, versionOf(line)) };
}

/** Give the line that comes next: the most pressing of those that were not on yet, else the next one down. */
export function upNext(stage, lines) {
  const fresh = lines.filter((line) => isFresh(stage, line));
  if (fresh.length > 0) return fresh.reduce((one, other) => (rank(other) < rank(one) ? other : one));
  return lines[(lines.findIndex((line) => line.id === stage.id) + 1) % lines.length];
}

/**
 * Give the stage as it should be now.
 *
 * @param {object} how `nowMs`: the strip's own time · `serverMs`: the server's · `isHeld`: paused, pointed at or
 *   focused · `isStill`: nothing takes turns · `isCrawling`: lines run through by themselves, and only a flash comes on
 */
export function turn(before, lines, { nowMs, serverMs, isHeld, isStill, isCrawling }) {
  if (lines.length === 0 && before.had === null) return before;
  const stage = tidy(before, lines, serverMs);
  if (lines.length === 0) return stage;
  const next = upNext(stage, lines);
  const isNew = isFresh(stage, next);
  if (isNew && isFlash(next, serverMs)) return put(stage, next, nowMs);
  if (isCrawling) return stage;
  const onNow = lines.find((line) => line.id === stage.id);
  if (onNow === undefined) return put(stage, next, nowMs);
  // Corrected while it is on: it stays, and has its time anew.
  if (isFresh(stage, onNow)) return put(stage, onNow, nowMs);
  if (isHeld) return stage;
  const onMs = nowMs - stage.sinceMs;
  const isDue = isNew ? onMs >= LEAST_MS : !isStill && onMs >= dwellMs(onNow);
  return isDue ? put(stage, next, nowMs) : stage;
}

/** Tell whether a flash is on and has not had its time. */
export function isTaken({ id, sinceMs }, lines, { nowMs, serverMs }) {
  const onNow = lines.find((line) => line.id === id);
  return onNow !== undefined && isFlash(onNow, serverMs) && nowMs - sinceMs < DWELL_MAX_MS;
}

/** Forget what stands no more. What stood before the reader came is not new; but a flash that is one comes first. */
function tidy({ id, sinceMs, had }, lines, serverMs) {
  const known = lines.filter((line) => (had === null ? !isFlash(line, serverMs) : had.has(line.id)));
  return { id, sinceMs, had: new Map(known.map((line) => [line.id, had === null ? versionOf(line) : had.get(line.id)])) };
}

function isFresh({ had }, line) {
  return had.get(line.id) !== versionOf(line);
}

function isFlash({ entry }, serverMs) {
  return levelNow(entry, serverMs) === 'flash';
}

/** A notice that words were taken back is as pressing as an alert. */
function rank({ gone, entry }) {
  return gone ? 1 : rankOf(entry);
}

function versionOf({ gone, entry }) {
  return gone || entry.version;
}

function dwellMs({ entry }) {
  const length = entry ? entry.headline.length : 0;
  return Math.min(DWELL_MAX_MS, DWELL_MS + DWELL_PER_CHARACTER_MS * length);
}
