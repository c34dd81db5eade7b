// What stands in the strip, as a pure function of what is held and of what this reader has seen before.
// It keeps no words of a held or killed update, and of a corrected one only for as long as `before` shows them.

import { isExpired, shown } from './fold.js';

export const LINES = 10;
/** How long a line is marked that has changed before the reader's eyes, or has gone from them. */
export const MARKED_MS = 20_000;

/** Give the strip before anything was shown. */
export function blank() {
  return {
    lines: [], // newest first: {id, order, entry, mark, before, untilMs} or {id, order, gone, untilMs}
    seen: new Map(), // id -> {version, headline?}: what this reader was shown
    waiting: 0, // newer updates that a paused strip holds back
    isPaused: false,
    isStarted: false, // the first snapshot has been shown: from then on news is told
  };
}

/**
 * Give the next strip, and what happened in it that is worth saying aloud.
 * A paused strip takes in nothing new but a flash; corrections, holds and kills reach it at once.
 *
 * @returns {{strip: object, told: {kind: 'new'|'corrected'|'changed'|'withheld'|'canceled', id: string}[]}}
 */
export function look(strip, held, { serverNowMs, nowMs }) {
  const newest = shown(held, serverNowMs).slice(0, LINES);
  const entries = strip.isPaused ? frozen(strip, held, serverNowMs, newest) : newest;
  const present = new Set(entries.map((entry) => entry.id));
  const before = new Map(strip.lines.map((line) => [line.id, line]));
  const lines = entries.map((entry) => lineOf(entry, strip.seen.get(entry.id), before.get(entry.id), nowMs));
  const gone = strip.lines.filter((line) => !present.has(line.id)).flatMap((line) => goneOf(line, held, nowMs));
  const told = [...lines.flatMap((line) => toldOf(line, strip)), ...gone.flatMap((line) => toldGone(line, before))];
  const next = {
    ...strip,
    lines: [...lines, ...gone].sort((one, other) => other.order - one.order),
    seen: remember(strip.seen, lines, held),
    waiting: newest.filter((entry) => !present.has(entry.id) && !strip.seen.has(entry.id)).length,
    isStarted: strip.isStarted || held.epoch !== null,
  };
  return { strip: next, told: strip.isStarted ? told : [] };
}

/** Give what a paused strip shows: the same lines as they stand now, and what no pause may keep back. */
function frozen(strip, held, serverNowMs, newest) {
  const rows = strip.lines.map((line) => held.rows.get(line.id));
  const entries = rows.filter((row) => row?.pubstatus === 'usable' && !isExpired(row, serverNowMs));
  if (entries.length === 0) return newest;
  return [...entries, ...newest.filter((entry) => entry.level === 'flash' && !entries.includes(entry))];
}

function lineOf(entry, seen, previous, nowMs) {
  const line = { id: entry.id, order: entry.order, entry, mark: null, before: null, untilMs: 0 };
  if (seen === undefined) return line;
  if (isSeen(entry, seen)) {
    return previous?.untilMs > nowMs && previous.mark ? { ...previous, entry } : line;
  }
  const mark = markOf(entry, seen);
  return mark ? { ...line, mark, before: seen.headline ?? null, untilMs: nowMs + MARKED_MS } : line;
}

/** A version alone does not tell: after a loss, a new epoch may give it to other words. */
function isSeen(entry, { version, headline }) {
  return version === entry.version && (headline === undefined || headline === entry.headline);
}

/** A refile mends a typo without fuss; but a reader who was away may have missed a correction before it. */
function markOf(entry, seen) {
  if (entry.type === 'correction') return 'corrected';
  const isNextAct = entry.version === seen.version + 1;
  return !isNextAct && seen.headline !== undefined && seen.headline !== entry.headline ? 'changed' : null;
}

function goneOf(line, held, nowMs) {
  const row = held.rows.get(line.id);
  if (row === undefined || row.pubstatus === 'usable') return [];
  if (line.gone === row.pubstatus) return line.untilMs > nowMs ? [line] : [];
  return [{ id: line.id, order: line.order, gone: row.pubstatus, untilMs: nowMs + MARKED_MS }];
}

function toldOf({ id, entry, mark }, { seen }) {
  const known = seen.get(id);
  if (known === undefined) return [{ kind: 'new', id }];
  if (isSeen(entry, known)) return [];
  if (entry.type === 'release') return [{ kind: 'new', id }];
  return mark ? [{ kind: mark, id }] : [];
}

function toldGone({ id, gone }, before) {
  return before.get(id)?.gone === gone ? [] : [{ kind: gone, id }];
}

/** Remember versions as long as they are held, and words only while they stand in the strip. */
function remember(seen, lines, held) {
  const kept = new Map();
  for (const [id, { version }] of seen) {
    if (held.rows.has(id)) kept.set(id, { version });
  }
  for (const { id, entry } of lines) kept.set(id, { version: entry.version, headline: entry.headline });
  return kept;
}
