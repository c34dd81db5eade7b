// Which updates the desk sees beside its form. First what a feed's log holds beyond the newest that every reader has: the
// held ones, so that an editor can release them after a reload, those killed lately, and the older ones. Then what of them
// is drawn, and what may be done with each. Pure; what was taken back leaves with its words.

import { isExpired, shown } from '../shared/fold.js';
import { receiptOf, saidReceipt } from '../desk/receipts.js';
import { mayAct, seesSurfaces } from '../desk/rights.js';
import { isWaiting } from './outbox.js';

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
function tracesOf(known) {
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

const TAKEN = { hold: { type: 'hold', pubstatus: 'withheld' }, kill: { type: 'kill', pubstatus: 'canceled' } };
const ACTS = ['corrections', 'refiles', 'hold', 'release', 'kill'];

/**
 * Give what `FeedView.draw` is given.
 *
 * @param {object} given `who`, `words` · `held` by the reader · `archive` · `view` of the surfaces · `own` ids · `lines`
 *   of the outbox · `nowMs` the service's time · `older`: how many beyond the newest · `screens(entry)`
 */
export function visibleUpdates(given) {
  const { who, held, archive, own, lines, nowMs, older } = given;
  const usable = shown(held, nowMs);
  const lowest = usable.length > 0 ? usable[usable.length - 1].order : Infinity;
  const named = new Set(usable.map(({ id }) => id));
  const taken = [...heldIn(archive), ...killedIn(archive, nowMs)].filter(({ id }) => !named.has(id));
  const below = olderIn(archive, lowest, older + 1);
  const entries = [...usable, ...taken, ...below.slice(0, older)]
    .map((entry) => afterActs(entry, lines))
    .sort((one, other) => other.order - one.order);
  const waiting = lines.filter((line) => line.update !== null && isWaiting(line, who.id));
  const pending = new Map(waiting.map((line) => [line.update, line]));
  return {
    entries,
    isLoading: held.epoch === null,
    hasOlder: seesSurfaces(who) && below.length > older,
    about: (entry) => about(entry, { ...given, isOwn: own.has(entry.id), pending: pending.get(entry.id) }),
  };
}

/** Tell whether what a screen reported last has been taken back since: whatever it shows, its words are shown no more. */
export function isTakenBack(shown, standing, lines) {
  const { pubstatus } = afterActs(standing || shown, lines);
  return pubstatus === 'withheld' || pubstatus === 'canceled';
}

/** Take an update's words away as soon as the service has answered, whatever our own reader has yet. */
function afterActs(entry, lines) {
  const isTaken = ({ act, filed }) => act in TAKEN && filed !== null && filed.id === entry.id && filed.version > entry.version;
  const line = lines.find(isTaken);
  if (line === undefined) return entry;
  const { id, order } = entry;
  return { ...tracesOf(entry), id, order, version: line.filed.version, ...TAKEN[line.act], version_created: new Date(line.filed.atMs).toISOString() };
}

function about(entry, { who, words, view, isOwn, pending, screens, nowMs }) {
  const state = { pubstatus: entry.pubstatus, isOwn, isExpired: isExpired(entry, nowMs) };
  const receipt = entry.pubstatus === 'canceled' ? receiptOf(view, entry.id) : null;
  return {
    allowed: new Set(ACTS.filter((act) => mayAct(who, act, state))),
    isOwn,
    pending,
    screens: screens(entry),
    receipt: receipt ? saidReceipt(receipt, view.surfaces, words) : '',
    maySubstitute: entry.pubstatus === 'canceled',
    nowMs,
  };
}
