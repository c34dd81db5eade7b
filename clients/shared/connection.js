// The life of one feed's connection, as a pure function: what happened goes in, what is wanted comes out.
// No socket, no timer, no clock and no dice in here: `feed.js` has them, and does what has changed.

import { position } from './fold.js';

const STATUS_EVERY_MS = 15000;
/** What has not said how it is for so long is dead, whatever the browser thinks of it. */
export const PATIENCE_MS = 2 * STATUS_EVERY_MS;
/** On waking, a connection is trusted only if a status came about when it should have. */
const FRESH_MS = STATUS_EVERY_MS + 5000;
const OPENING_MS = 10000;
const BACKOFF_BASE_MS = 1000;
const BACKOFF_MAX_MS = 30000;
const REFUSED_MS = 60000;
/** How often a way is tried that has not given anything yet, before the next one is. */
const TRIES = 2;
/** What closes a way that this browser does not have. */
export const NEVER = -1;
/** From a lesser way the best one is tried again now and then: what stood in its way may be gone. */
const CLIMB_MS = 300000;
/** A loss that is mended so soon is nobody's concern. */
const BRIEF_MS = 2000;
const RUSH_MS = 1000;
/** A follower asks its leader so often; unanswered so many times it takes the lead. */
const ASK_MS = 5000;
const DEAF = 3;

/** The server's answers that coming back soon does not change: close codes of a socket, statuses of a poll. */
const REFUSALS = new Set([4501, 4503, 4504, 400, 403, 404]);
/** The server took the socket and sent it away for now: nothing is wrong with the way. */
const LATER = new Set([4008, 4012, 4013]);

/** Give the state before anything. `ways` are those that this browser has, best first. */
export function unconnected(ways) {
  return {
    ways, // of 'socket', 'stream', 'poll'
    way: 0, // the one in use
    proven: null, // the one that last brought a status
    phase: 'stopped', // stopped | following | waiting | connecting | open | refused
    connection: 0, // counts up: another number is another connection
    asks: 0, // counts up: another number is a question to the leader
    takeovers: 0, // counts up: another number takes the lead from a leader that is silent
    failures: 0, // since the last status
    tries: 0, // of this way, since it last brought a status
    climbing: false, // this connection only tries whether a better way is open again
    sinceMs: 0, // when this phase began
    dueMs: 0, // waiting and refused: when to try again; following: when to ask again
    climbMs: 0, // open on a lesser way: when to try the best one
    unanswered: 0, // following: questions since the leader last said anything
    leader: null, // following: the leader's own phase
    lostMs: -Infinity, // when a connection that was open was last lost
    heardMs: null, // when the last status came
    server: null, // what it said: live | degraded | draining
    head: null, // the feed's head, as it said
  };
}

/** Give the state after something happened at `happening.nowMs` (a clock that never jumps). */
export function next(state, happening) {
  const { nowMs } = happening;
  switch (happening.type) {
    case 'lead':
      return connect(state, nowMs, state.way);
    case 'follow':
      return ask({ ...leave(state, nowMs), phase: 'following', leader: null, unanswered: 0 }, nowMs);
    case 'led':
      return afterLed(state, happening);
    case 'status':
      return afterStatus(state, happening);
    case 'offline':
      return isOn(state) ? afterClosed(state, { ...happening, code: 0 }) : state;
    case 'barred':
      return state.phase === 'stopped' || state.phase === 'following' ? state : refused(state, happening);
    case 'closed':
      return isOn(state) ? afterClosed(state, happening) : state;
    case 'tick':
      return afterTick(state, happening);
    case 'wake':
      return afterWake(state, happening);
    case 'stop':
      return { ...leave(state, nowMs), phase: 'stopped' };
    default:
      return state;
  }
}

/** Tell whether a connection is wanted. */
export function isOn({ phase }) {
  return phase === 'connecting' || phase === 'open';
}

/** Say how the feed stands: live, degraded, connecting, stale or refused. */
export function spoken(state, nowMs) {
  const phase = phaseOf(state);
  if (phase === 'refused') return 'refused';
  if (state.heardMs !== null && nowMs - state.heardMs > PATIENCE_MS) return 'stale';
  if (phase !== 'open' && nowMs - state.lostMs > BRIEF_MS) return 'connecting';
  return state.server === 'degraded' ? 'degraded' : 'live';
}

/** Give the wait before another try: full jitter, so that a crowd does not come back together. */
export function backoffMs(failures, random) {
  return random * Math.min(BACKOFF_MAX_MS, BACKOFF_BASE_MS * 2 ** failures);
}

function afterStatus(state, { nowMs, random, server, head, cursor }) {
  const heard = { ...state, heardMs: nowMs, server };
  if (state.phase === 'following') return { ...heard, leader: 'open', unanswered: 0 };
  if (!isOn(state)) return state;
  // The head of the status before this one has not come in a whole status interval: it was lost.
  if (isBelow(position(cursor), position(state.head))) return connect(heard, nowMs, state.way);
  const isFirst = state.phase !== 'open';
  const climbMs = isFirst ? nowMs + CLIMB_MS * (0.5 + random / 2) : state.climbMs;
  return { ...heard, phase: 'open', proven: state.way, failures: 0, tries: 0, climbing: false, climbMs, head };
}

function afterLed(state, { nowMs, phase, server, heardMs }) {
  if (state.phase !== 'following') return state;
  const left = state.leader === phase ? state : leave(state, nowMs);
  return { ...left, unanswered: 0, leader: phase, server, heardMs };
}

function afterClosed(state, { nowMs, random, code }) {
  if (REFUSALS.has(code)) return refused(state, { nowMs, random });
  if (state.climbing) return connect(state, nowMs, state.proven);
  const failures = state.failures + 1;
  const isWayGood = state.phase === 'open' || LATER.has(code);
  const tries = isWayGood ? 0 : state.tries + (code === NEVER ? TRIES : 1);
  const dueMs = nowMs + (code === NEVER ? 0 : backoffMs(failures, random));
  const waiting = { ...leave(state, nowMs), phase: 'waiting', failures, tries, dueMs };
  if (tries < TRIES) return waiting;
  // After the last way the first: the server itself was away.
  return { ...waiting, tries: 0, way: (state.way + 1) % state.ways.length };
}

function refused(state, { nowMs, random }) {
  return { ...leave(state, nowMs), phase: 'refused', dueMs: nowMs + REFUSED_MS * (0.5 + random / 2) };
}

function afterTick(state, happening) {
  const { nowMs } = happening;
  const quietMs = nowMs - (state.phase === 'open' ? state.heardMs : state.sinceMs);
  switch (state.phase) {
    case 'waiting':
    case 'refused':
      return nowMs >= state.dueMs ? connect(state, nowMs, state.way) : state;
    case 'connecting':
      return quietMs > OPENING_MS ? afterClosed(state, happening) : state;
    case 'open':
      if (quietMs > PATIENCE_MS) return afterClosed(state, happening);
      return state.way > 0 && nowMs >= state.climbMs ? { ...connect(state, nowMs, 0), climbing: true } : state;
    case 'following':
      return afterQuiet(state, nowMs);
    default:
      return state;
  }
}

function afterQuiet(state, nowMs) {
  if (nowMs < state.dueMs) return state;
  const asking = ask(state, nowMs);
  return state.unanswered >= DEAF ? { ...asking, takeovers: state.takeovers + 1 } : asking;
}

function ask(state, nowMs) {
  return { ...state, asks: state.asks + 1, unanswered: state.unanswered + 1, dueMs: nowMs + ASK_MS };
}

function afterWake(state, { nowMs, force }) {
  if (state.phase === 'stopped') return state;
  if (state.phase === 'following') return ask(state, nowMs);
  const quietMs = nowMs - (state.phase === 'open' ? state.heardMs : state.sinceMs);
  const isWell = force ? state.phase === 'connecting' && quietMs < RUSH_MS : isOn(state) && quietMs <= FRESH_MS;
  if (isWell) return state;
  // Another network: what failed on the one before says nothing of this one.
  return force ? connect({ ...state, failures: 0, tries: 0 }, nowMs, 0) : connect(state, nowMs, state.way);
}

function connect(state, nowMs, way) {
  const connection = state.connection + 1;
  return { ...leave(state, nowMs), phase: 'connecting', climbing: false, connection, way, head: null };
}

/** Begin another phase. */
function leave(state, nowMs) {
  const wasOpen = phaseOf(state) === 'open';
  return { ...state, sinceMs: nowMs, lostMs: wasOpen ? nowMs : state.lostMs };
}

function phaseOf({ phase, leader }) {
  return phase === 'following' ? leader : phase;
}

function isBelow(one, other) {
  return one !== null && other !== null && one.epoch === other.epoch && one.seq < other.seq;
}
