// The updates that a feed's log holds, beyond the newest that every reader has: the held ones, so that an editor can
// release them after a reload, those killed lately, and the older ones. Pure; what was taken back leaves with its words.

const KILLED_SHOWN_MS = 3600000;
const TAKEN_KINDS = { withheld: 'hold', canceled: 'kill' };

export function emptyArchive() {
  return { epoch: null, seq: -1, covered: -1, rows: new Map(), isBehind: true };
}

/**
 * Take in what the reader holds now (`fold.js`). `isBehind` says then that more has happened than it shows: something
 * below its horizon, or before its snapshot; the log must be read.
 *
 * @param {string} now when that is, for what was taken back
 */
export function withHeld(state, held, now) {
  if (held.epoch === null) return state;
  const isForeign = state.epoch !== held.epoch;
  const before = isForeign ? new Map() : state.rows;
  const rows = standing(before, held);
  let changes = 0;
  for (const row of held.rows.values()) {
    const known = rows.get(row.id);
    if (known !== undefined && known.version >= row.version) continue;
    rows.set(row.id, row.pubstatus === 'usable' ? row : { ...tracesOf(known), ...row, type: TAKEN_KINDS[row.pubstatus], version_created: now });
    changes += 1;
  }
  const isSkipped = isForeign || held.covered !== state.covered || held.seq - state.seq > changes;
  return { epoch: held.epoch, seq: held.seq, covered: held.covered, rows, isBehind: state.isBehind || isSkipped };
}

/** Leave out what the reader, who has everything above its lowest line, does not have any more. */
function standing(rows, held) {
  const orders = [...held.rows.values()].map(({ order }) => order);
  const lowest = orders.length > 0 ? Math.min(...orders) : 0;
  const isLeft = ([id, row]) => row.pubstatus !== 'usable' || row.order < lowest || held.rows.has(id);
  return new Map([...rows].filter(isLeft));
}

/** Give what may still be told of an update that was taken back: when it was filed and how loud, and none of its words. */
export function tracesOf(known) {
  return known === undefined ? {} : { first_created: known.first_created, level: known.level };
}

/** Take in the whole log, which was read from when the reader stood at `seq`; what has come since then stays. */
export function withLog(state, entries, seq) {
  const rows = new Map(entries.map((entry) => [entry.id, entry]));
  for (const row of state.rows.values()) {
    const read = rows.get(row.id);
    if (read === undefined ? row.order > seq : row.version > read.version) rows.set(row.id, row);
    else if (read !== undefined && read.pubstatus !== 'usable') rows.set(row.id, { ...tracesOf(row), ...read });
  }
  return { ...state, rows, isBehind: false };
}

/** Give the held updates. */
export function heldIn({ rows }) {
  return [...rows.values()].filter(({ pubstatus }) => pubstatus === 'withheld');
}

/** Give the updates that were killed within the last hour. */
export function killedIn({ rows }, nowMs) {
  const isRecent = (row) => row.pubstatus === 'canceled' && nowMs - Date.parse(row.version_created) < KILLED_SHOWN_MS;
  return [...rows.values()].filter(isRecent);
}

/** Give what stands below an order, the newest first. */
export function olderIn({ rows }, order, most) {
  const older = [...rows.values()].filter((row) => row.pubstatus === 'usable' && row.order < order);
  return older.sort((one, other) => other.order - one.order).slice(0, most);
}
