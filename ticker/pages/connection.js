// The life of the page's one stream, as a pure function: what happened in, what to do out.
// No EventSource, no timer, no clock and no dice in here: `stream.js` has them.

export const STATUS_EVERY_MS = 15_000;
/** A stream that has not said how it is for so long is dead, whatever the browser thinks of it. */
export const PATIENCE_MS = 2 * STATUS_EVERY_MS;
const BACKOFF_BASE_MS = 1_000;
const BACKOFF_MAX_MS = 30_000;
const REFUSED_MS = 60_000;

/** Give the state before the first connection. */
export function unconnected() {
  return {
    phase: 'waiting', // waiting | connecting | open | asleep | refused
    connection: 0, // counts up: another number is another EventSource
    failures: 0, // since the last status
    sinceMs: 0, // when this phase began
    dueMs: 0, // waiting and refused: when to try again
    heardMs: null, // when the last status came
    server: null, // what it said: live | degraded | draining
  };
}

/** Give the state after something happened at `nowMs` (a clock that never jumps). */
export function next(state, happened, nowMs) {
  switch (happened.type) {
    case 'status':
      return { ...state, phase: 'open', failures: 0, heardMs: nowMs, server: happened.state };
    case 'error':
      return afterError(state, happened, nowMs);
    case 'offline':
      return isOn(state) ? afterError(state, { ...happened, final: true }, nowMs) : state;
    case 'refused':
      return { ...state, phase: 'refused', dueMs: nowMs + REFUSED_MS * (0.5 + happened.random / 2) };
    case 'tick':
      return afterTick(state, happened, nowMs);
    case 'wake':
      return isAlive(state, nowMs) && !happened.force ? state : connect(state, nowMs);
    case 'sleep':
      return { ...state, phase: 'asleep' };
    default:
      return state;
  }
}

/** Say how the page stands, in the words that `words.js` translates. */
export function spoken(state, nowMs) {
  if (state.phase === 'refused') return 'refused';
  if (state.heardMs !== null && nowMs - state.heardMs > PATIENCE_MS) return 'stale';
  if (state.phase !== 'open') return 'connecting';
  return state.server === 'degraded' ? 'degraded' : 'live';
}

/** Give the wait before another try: full jitter, so that a crowd does not come back together. */
export function backoffMs(failures, random) {
  return random * Math.min(BACKOFF_MAX_MS, BACKOFF_BASE_MS * 2 ** failures);
}

function afterError(state, { final, random }, nowMs) {
  const failures = state.failures + 1;
  // After one clean end the browser comes back by itself, when the server's `retry:` said.
  // It knows no back-off, so from the second failure on the page decides.
  if (!final && failures === 1) return { ...state, phase: 'connecting', failures, sinceMs: nowMs };
  return wait({ ...state, failures }, random, nowMs);
}

function afterTick(state, { random }, nowMs) {
  const isDue = (state.phase === 'waiting' || state.phase === 'refused') && nowMs >= state.dueMs;
  if (isDue) return connect(state, nowMs);
  const quietSinceMs = state.phase === 'open' ? state.heardMs : state.sinceMs;
  if (!isOn(state) || nowMs - quietSinceMs <= PATIENCE_MS) return state;
  return wait({ ...state, failures: state.failures + 1 }, random, nowMs);
}

function connect(state, nowMs) {
  return { ...state, phase: 'connecting', connection: state.connection + 1, sinceMs: nowMs };
}

function wait(state, random, nowMs) {
  return { ...state, phase: 'waiting', sinceMs: nowMs, dueMs: nowMs + backoffMs(state.failures, random) };
}

function isOn({ phase }) {
  return phase === 'open' || phase === 'connecting';
}

function isAlive(state, nowMs) {
  return state.phase === 'open' && nowMs - state.heardMs <= PATIENCE_MS;
}
