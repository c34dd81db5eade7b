// What a reader holds of one feed, as a pure function of what it received. No DOM, no network, no clock.
// PROTOCOL part 3, "Fold"; tests/golden/fold.json holds this and the server's own fold to the same answers.

const ENTRIES = new Set(['update', 'correction', 'refile', 'hold', 'release', 'kill']);
const CURSOR = /^([a-z0-9]{8})\.([0-9]{1,15})$/;

/** Give what is held before anything came. `size` is N: shown are N updates, kept are 2 N. */
export function empty(size) {
  return {
    size,
    epoch: null,
    seq: -1, // the highest place folded so far
    covered: -1, // the place of the last snapshot: entries up to it are in it, or were replaced
    horizon: 0, // the highest order that was dropped: at it and below it nothing is taken in
    gap: false, // a gap was announced, and its snapshot has not come yet
    atMs: null, // the server's clock, as the last status told it
    rows: new Map(), // id -> the entry that stands, or a tombstone without words
  };
}

/** Fold one received object into `state` and give the new state; what is unknown changes nothing. */
export function fold(state, received) {
  if (received.type === 'snapshot') return foldSnapshot(state, received);
  if (received.type === 'gap') return { ...state, gap: true };
  if (received.type === 'status') return foldStatus(state, received);
  return ENTRIES.has(received.type) ? foldEntry(state, received) : state;
}

/** Give what is shown, newest first; `nowMs` is the server's time (see `serverMs`), null if none is known. */
export function shown(state, nowMs) {
  return newestFirst(state.rows)
    .filter((row) => row.pubstatus === 'usable' && !isExpired(row, nowMs))
    .slice(0, state.size);
}

/** Give the server's time, `elapsedMs` after the last status came; null before the first. */
export function serverMs(state, elapsedMs) {
  return state.atMs === null ? null : state.atMs + elapsedMs;
}

/** Tell whether a row is past its time. */
export function isExpired(row, nowMs) {
  return nowMs !== null && row.expires !== undefined && Date.parse(row.expires) <= nowMs;
}

/** Read a cursor's epoch and place, or null. Only what is folded reads cursors; to ask with they are opaque. */
export function position(cursor) {
  const match = typeof cursor === 'string' ? CURSOR.exec(cursor) : null;
  return match && { epoch: match[1], seq: Number(match[2]) };
}

function foldSnapshot(state, { epoch, seq, updates }) {
  const isOlder = epoch === state.epoch && seq < state.seq;
  if (isOlder && !state.gap) return state;
  const rows = new Map(updates.map((entry) => [entry.id, entry]));
  // A full snapshot says nothing of what stands below its last line.
  const isFull = updates.length >= state.size;
  const horizon = isFull ? Math.min(...updates.map((entry) => entry.order)) - 1 : 0;
  return trim({ ...state, epoch, seq, covered: seq, horizon, gap: false, rows });
}

function foldStatus(state, { at }) {
  const atMs = Date.parse(at);
  return Number.isNaN(atMs) ? state : trim({ ...state, atMs });
}

function foldEntry(state, entry) {
  const place = position(entry.cursor);
  const isForeign = place === null || (state.epoch !== null && place.epoch !== state.epoch);
  if (isForeign || place.seq <= state.covered) return state;
  const next = { ...state, epoch: place.epoch, seq: Math.max(state.seq, place.seq) };
  const standing = state.rows.get(entry.id);
  if (entry.order <= state.horizon || (standing && standing.version >= entry.version)) return next;
  const rows = new Map(state.rows).set(entry.id, entry.pubstatus === 'usable' ? entry : tombstone(entry));
  return trim({ ...next, rows });
}

function tombstone({ id, version, order, pubstatus }) {
  return { id, version, order, pubstatus };
}

/** Remove what has expired by the last status, then keep the newest 2 N; only the latter raises the horizon. */
function trim(state) {
  const standing = newestFirst(state.rows).filter((row) => !isExpired(row, state.atMs));
  const kept = standing.slice(0, 2 * state.size);
  const dropped = standing[2 * state.size];
  const horizon = dropped ? Math.max(state.horizon, dropped.order) : state.horizon;
  return { ...state, horizon, rows: new Map(kept.map((row) => [row.id, row])) };
}

function newestFirst(rows) {
  return [...rows.values()].sort((one, other) => other.order - one.order);
}
