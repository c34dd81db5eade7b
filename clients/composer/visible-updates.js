// Which updates the desk has in sight, and what may be done to each. Pure: values to values.

import { isExpired, shown } from '../shared/fold.js';
import { heldIn, killedIn, olderIn, tracesOf } from './feed-archive.js';
import { isWaiting } from './outbox.js';
import { receiptOf, saidReceipt } from '../desk/receipts.js';
import { mayAct, seesSurfaces } from '../desk/rights.js';

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
