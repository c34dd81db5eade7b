// What is on air, as a pure function of what stands, what the operator says and what time it is. No DOM, no network.
//
// A view is what is known right now:
//   lines      what may be on air, newest first: it stands, it is old enough for the delay
//   stateOf    (entry) -> 'stands' | 'changed' | 'waits' | 'gone': what became of a line that is on air
//   newest     (id) -> the version of a line that may be on air now, or null
//   isFresh    (entry) -> whether it is news: made a moment ago
//   pagesOf    (air) -> how many letters stand on each of its pages
//   isLive     whether the server was heard of lately enough
//   dwellMs, flashEverywhere, blanks: the options

import { levelOf, rankOf } from '../../shared/levels.js';

export const COMMANDS = ['take', 'next', 'hold', 'clear', 'auto'];
const READING_MS = 90; // a letter, read twice
const PAGE_MIN_MS = 3000;
const FLASH_DWELLS = 3;
const AIRED_KEPT = 300;

/** Give the state before anything is on air. */
export function offAir() {
  return {
    mode: 'cleared', // auto | taken | held | cleared
    air: null, // {entry, page, sinceMs, label, isTakeover}
    under: null, // what a flash took over from
    aired: new Map(), // id -> the first version of it that was on air; id@version -> it was
    cycleId: null, // where the round through the lines is
    isBlank: false, // off air for want of word from the server, until there is some
  };
}

/**
 * Give what stands in the way of a command as an HTTP status, 200 where nothing does.
 *
 * 400 it is unknown · 404 there is no such line, or none that may be on air · 409 what is cleared is not gone on with or
 * held, or nothing is taken because nobody knows whether it still stands
 */
export function answerTo(state, { command, id = null }, view) {
  if (!COMMANDS.includes(command)) return 400;
  if (command !== 'take' && command !== 'next') return command === 'hold' && state.mode === 'cleared' ? 409 : 200;
  if (!view.isLive || (command === 'next' && state.mode === 'cleared')) return 409;
  return (id === null ? following(state, view) : chosen(id, view)) ? 200 : 404;
}

/** Give the state after the operator said something; see `answerTo` for what changes nothing. */
export function commanded(state, { command, id = null }, view, nowMs) {
  if (answerTo(state, { command, id }, view) !== 200) return state;
  switch (command) {
    case 'take':
      return taken(state, id === null ? following(state, view) : chosen(id, view), 'taken', nowMs);
    case 'next':
      return taken(state, following(state, view), state.mode === 'auto' ? 'auto' : 'taken', nowMs);
    case 'hold':
      return Object.assign({}, state, { mode: 'held', air: calmed(state.air, nowMs), under: null });
    case 'clear':
      return Object.assign({}, state, { mode: 'cleared', air: null, under: null });
    default:
      return Object.assign({}, state, { mode: 'auto', air: calmed(state.air, nowMs) });
  }
}

/** Give the state after the lines come from elsewhere: nothing of what was on air can be known about any more. */
export function cutOff(state) {
  return Object.assign({}, state, { air: null, under: null, cycleId: null, isBlank: false });
}

/** Give the state that follows from what is known now. Call it at each change, and a few times a second. */
export function decided(state, view, nowMs) {
  const standing = withoutWhatWent(state, view, nowMs);
  if (!view.isLive) {
    return standing.isBlank === view.blanks ? standing : Object.assign({}, standing, { isBlank: view.blanks });
  }
  const lit = standing.isBlank
    ? Object.assign({}, standing, { isBlank: false, air: restarted(standing.air, nowMs) })
    : standing;
  if (lit.mode === 'cleared') return lit.air || lit.under ? Object.assign({}, lit, { air: null, under: null }) : lit;
  return turned(takenOver(lit, view, nowMs), view, nowMs);
}

/** Give what is to be seen: the line on air, unless it is blanked. */
export function visible(state) {
  return state.isBlank ? null : state.air;
}

/** How long a page of so many letters stays. */
function dwellMsOf(letters, pages, minMs) {
  return Math.max(pages > 1 ? PAGE_MIN_MS : minMs, letters * READING_MS);
}

function taken(state, found, mode, nowMs) {
  return onAir(Object.assign({}, state, { mode, under: null }), found, nowMs);
}

function chosen(id, view) {
  const entry = view.lines.find((line) => line.id === id);
  return entry ? { entry, isRound: true } : null;
}

function restarted(air, nowMs) {
  return air && Object.assign({}, air, { page: 0, sinceMs: nowMs });
}

function calmed(air, nowMs) {
  return air && Object.assign(restarted(air, nowMs), { isTakeover: false });
}

/** Take off air at once what does not stand any more, and put its new version in its place. */
function withoutWhatWent(state, view, nowMs) {
  const air = renewed(state.air, state, view, nowMs);
  const under = renewed(state.under, state, view, nowMs);
  if (air === state.air && under === state.under) return state;
  return Object.assign({}, state, { air, under, aired: air ? withAired(state.aired, air) : state.aired });
}

function renewed(air, state, view, nowMs) {
  if (air === null) return null;
  const became = view.stateOf(air.entry);
  if (became === 'stands' || became === 'waits') return air;
  const entry = became === 'changed' ? view.newest(air.entry.id) : null;
  return entry ? Object.assign(restarted(air, nowMs), { entry, label: labelOf(entry, state.aired) }) : null;
}

/** A flash that is news takes over from whatever is on air. */
function takenOver(state, view, nowMs) {
  const mayTake = state.mode === 'auto' || view.flashEverywhere;
  const flash = mayTake && view.lines.find((line) => levelOf(line) === 'flash' && isNews(state, line, view));
  if (!flash || (state.air && state.air.entry.id === flash.id)) return state;
  const under = state.air && !state.air.isTakeover ? state.air : state.under;
  const over = onAir(state, { entry: flash, isRound: false }, nowMs);
  return Object.assign(over, { under, air: Object.assign(over.air, { isTakeover: true }) });
}

/** Turn the page, or go on to the next line, when it is time. */
function turned(state, view, nowMs) {
  const { air, mode } = state;
  if (air === null) return begun(state, view, nowMs);
  const pages = view.pagesOf(air);
  const page = Math.min(air.page, pages.length - 1);
  const minMs = view.dwellMs * (air.isTakeover ? FLASH_DWELLS : 1);
  if (nowMs - air.sinceMs < dwellMsOf(pages[page], pages.length, minMs)) return state;
  const isStaying = mode !== 'auto' && !air.isTakeover;
  if (page + 1 < pages.length || (isStaying && pages.length > 1)) {
    const turnedTo = { page: (page + 1) % pages.length, sinceMs: nowMs };
    return Object.assign({}, state, { air: Object.assign({}, air, turnedTo) });
  }
  if (isStaying) return state;
  if (air.isTakeover && (state.under !== null || mode !== 'auto')) return returned(state, nowMs);
  const found = following(state, view);
  if (found && found.entry.id !== air.entry.id) return onAir(state, found, nowMs);
  return Object.assign({}, state, { air: calmed(air, nowMs) }); // it is the only one, and stays
}

function begun(state, view, nowMs) {
  if (state.under !== null) return returned(state, nowMs);
  const found = state.mode === 'auto' ? following(state, view) : null;
  return found ? onAir(state, found, nowMs) : state;
}

/** Bring back what a flash took over from, or nothing. */
function returned(state, nowMs) {
  return Object.assign({}, state, { air: restarted(state.under, nowMs), under: null });
}

/** Find the line that comes next: what is news by its level, else the next of the round. */
function following(state, view) {
  const { lines } = view;
  const current = state.air && state.air.entry.id;
  const news = lines.filter((line) => line.id !== current && isPressing(line, state) && isNews(state, line, view));
  if (news.length > 0) {
    const entry = news.reduce((best, line) => (haste(line, state) < haste(best, state) ? line : best));
    return { entry, isRound: false };
  }
  if (lines.length === 0) return null;
  const at = lines.findIndex((line) => line.id === state.cycleId) + 1;
  const isCurrent = lines[at % lines.length].id === current;
  return { entry: lines[(isCurrent ? at + 1 : at) % lines.length], isRound: true };
}

function isPressing(line, { aired }) {
  return levelOf(line) !== 'routine' || labelOf(line, aired) !== null;
}

/** What was wrong on air is put right before other things are said. */
function haste(line, state) {
  return labelOf(line, state.aired) ? Math.min(rankOf(line), 1) : rankOf(line);
}

/** Tell whether a line was made a moment ago and was not on air yet, or what was is put right by it. */
function isNews(state, line, view) {
  if (!view.isFresh(line) || state.aired.has(versionOf(line))) return false;
  return !state.aired.has(line.id) || labelOf(line, state.aired) !== null;
}

function labelOf(entry, aired) {
  const first = aired.get(entry.id);
  return entry.type === 'correction' && first !== undefined && first < entry.version ? 'correction' : null;
}

function onAir(state, { entry, isRound }, nowMs) {
  const air = { entry, page: 0, sinceMs: nowMs, label: labelOf(entry, state.aired), isTakeover: false };
  const cycleId = isRound || state.cycleId === null ? entry.id : state.cycleId;
  return Object.assign({}, state, { air, cycleId, aired: withAired(state.aired, air) });
}

/** Remember the first version of each line that was on air, and every later one. */
function withAired(before, { entry }) {
  const aired = new Map(before);
  if (!aired.has(entry.id)) aired.set(entry.id, entry.version);
  aired.set(versionOf(entry), entry.version);
  for (const oldest of aired.keys()) {
    if (aired.size <= AIRED_KEPT) break;
    aired.delete(oldest);
  }
  return aired;
}

function versionOf({ id, version }) {
  return `${id}@${version}`;
}
