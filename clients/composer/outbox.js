// One line of the outbox, as a pure function of what became of it: queued, sending, filed, on air; refused, conflict.
// No storage, no network, no clock. The key that makes a retry safe is minted with the line and never changes.

const AGAIN_BASE_MS = 1000;
const AGAIN_MAX_MS = 30000;
/** Without locks, who has been sending for so long is taken for dead. */
const SENDING_MS = 20000;
/** Lines that are done stay in sight for so long, and at most so many. */
const DONE_MS = 12 * 3600000;
const DONE_MAX = 50;

/** The acts that bring no words of their own. */
const WORDLESS = new Set(['hold', 'release', 'kill']);
/** The key does not count, or does not any more. */
const NO_KEY = 401;
/** Statuses after which the same request may succeed later, or may have succeeded already. */
const AGAIN = new Set([408, 425, 429]);
/** Statuses that say that nothing was written. */
const UNWRITTEN = new Set([NO_KEY, 425, 429]);

/**
 * Give a new line. `who` is the id of the key that files it; `body` the very bytes that are sent, each time the same;
 * `shows` what the desk sees of it until its entry comes back: headline, language, dir, level.
 */
export function lined({ key, who, feed, act, update = null, version = null, body, shows, nowMs }) {
  return {
    key,
    who,
    feed,
    act, // updates | corrections | refiles | hold | release | kill
    update, // the id that is acted on
    version, // the version that is acted on
    body,
    mark: printOf(body), // tells what was sent when the words are gone
    shows,
    madeMs: nowMs,
    state: 'queued', // queued | sending | filed | refused | conflict
    tries: 0, // how often it was sent
    status: null, // what the service answered last; null where nothing came
    unknown: 0, // how many of its tries may have been written: no answer has told
    dueMs: 0, // when to send it again
    sentMs: 0, // when it was last sent
    needsKey: false, // the session ended: nothing is sent before somebody has signed in
    problem: null, // why it was refused
    filed: null, // {id, version, atMs}: what the service wrote
    airedMs: null, // when its entry came back on our own reader
    gone: null, // withheld, canceled, or changed by somebody: what became of it since
    said: shows && printOfWords(shows), // tells its words from those of whoever acts on it later
  };
}

function printOfWords({ attribution, statement }) {
  return printOf(JSON.stringify([attribution.name, attribution.role || '', statement]));
}

/** Give a number that differs for other words (53 bits of cyrb53). */
export function printOf(text) {
  let [one, other] = [0xdeadbeef, 0x41c6ce57];
  for (const character of text) {
    one = Math.imul(one ^ character.codePointAt(0), 2654435761);
    other = Math.imul(other ^ character.codePointAt(0), 1597334677);
  }
  one = Math.imul(one ^ (one >>> 16), 2246822507) ^ Math.imul(other ^ (other >>> 13), 3266489909);
  other = Math.imul(other ^ (other >>> 16), 2246822507) ^ Math.imul(one ^ (one >>> 13), 3266489909);
  return 4294967296 * (2097151 & other) + (one >>> 0);
}

/** Give a line that a browser has kept, one of version 0.1.0 too; null if it is none. */
export function keptLine(line) {
  return line && { status: null, unknown: line.tries, said: null, ...line };
}

/** Give the path under `v1/` and the headers of a line's request. */
export function requestOf({ key, feed, act, update, version }) {
  const updates = `feeds/${encodeURIComponent(feed)}/updates`;
  const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': key };
  if (act === 'updates') return { path: updates, headers };
  return { path: `${updates}/${encodeURIComponent(update)}/${act}`, headers: { ...headers, 'If-Match': `"${version}"` } };
}

/** Give the line after something happened to it. */
export function advance(line, happening) {
  const { nowMs } = happening;
  switch (happening.type) {
    case 'send':
      return { ...line, state: 'sending', tries: line.tries + 1, unknown: line.unknown + 1, sentMs: nowMs, needsKey: false };
    case 'failed':
      return later({ ...line, status: null }, happening);
    case 'answered':
      return answered(line, happening);
    case 'wake':
      return line.state === 'queued' ? { ...line, dueMs: 0, needsKey: false } : line;
    case 'stands':
      return stood(line, happening);
    default:
      return line;
  }
}

function answered(before, happening) {
  const { status, filed, problem } = happening;
  const line = { ...before, status, unknown: before.unknown - (UNWRITTEN.has(status) ? 1 : 0) };
  if (status === 200 || status === 201) return { ...line, state: 'filed', filed, problem: null };
  if (status === NO_KEY) return { ...line, state: 'queued', needsKey: true };
  if (status >= 500 || AGAIN.has(status)) return later(line, happening);
  return { ...line, state: status === 412 ? 'conflict' : 'refused', problem: { status, ...problem } };
}

/** Queue it again, with full jitter, or when the service asked for it. */
function later(line, { nowMs, random, retryAfterMs = 0 }) {
  const ceilingMs = Math.min(AGAIN_MAX_MS, AGAIN_BASE_MS * 2 ** Math.min(line.tries, 10));
  return { ...line, state: 'queued', dueMs: nowMs + retryAfterMs + random * ceilingMs };
}

/** Take what stands of its update: the words are dropped here as soon as they are on air, or should be nowhere. */
function stood(line, { row, nowMs }) {
  if (line.filed === null || row.id !== line.filed.id || row.version < line.filed.version) return line;
  const isUsable = row.pubstatus === 'usable';
  const isOwnVersion = row.version === line.filed.version;
  const said = isOwnVersion && isUsable && !WORDLESS.has(line.act) ? printOfWords(row) : line.said;
  const isOwn = isOwnVersion || (isUsable && line.said !== null && printOfWords(row) === line.said);
  const gone = !isUsable ? row.pubstatus : isOwn ? null : 'changed';
  const airedMs = line.airedMs === null ? nowMs : line.airedMs;
  if (line.airedMs === airedMs && line.gone === gone && line.said === said && line.body === null) return line;
  return { ...line, airedMs, gone, said, body: null, shows: null };
}

/** Tell whether a line is done: it stands, or nobody waits for it any more. */
export function isDone({ state, airedMs }) {
  return state === 'filed' && airedMs !== null;
}

/** Tell whether a line waits to be sent by this key. */
export function isWaiting(line, who) {
  return line.who === who && (line.state === 'queued' || line.state === 'sending');
}

/** Tell whether a line may be taken back as if it had never been: the service cannot have it. */
export function isTakeable(line) {
  return line.state === 'refused' || line.state === 'conflict' || (line.state === 'queued' && !mayStand(line));
}

/** Tell whether the service may have written a line that is still in the queue. */
export function mayStand({ unknown }) {
  return unknown > 0;
}

/** Say what lines wait for before they are filed: a `network`, a `service` that takes them, a `key`; null: nothing. */
export function holdUp(lines, isReached) {
  if (!isReached) return 'network';
  const stuck = lines.filter(({ state, tries }) => state === 'queued' && tries > 0);
  if (stuck.some(({ status }) => status === NO_KEY)) return 'key';
  if (stuck.some(({ status }) => status === null)) return 'network';
  return stuck.length > 0 ? 'service' : null;
}

/** Say why a line is still in the queue after it was sent: `key`, `service` or `network`. */
export function whyQueued({ status }) {
  if (status === null) return 'network';
  return status === NO_KEY ? 'key' : 'service';
}

/**
 * Give the line to send next, the oldest first; null if none is due. `isAlone` says that nobody else can be sending:
 * what is being sent then was left behind by a page that closed.
 */
export function nextToSend(lines, who, { nowMs, isAlone }) {
  const oldest = lines.filter((line) => isWaiting(line, who)).sort(byAge)[0];
  if (oldest === undefined || oldest.needsKey) return null;
  const isSent = oldest.state === 'sending' && !isAlone && nowMs - oldest.sentMs < SENDING_MS;
  return isSent || oldest.dueMs > nowMs ? null : oldest;
}

/** Give the keys of lines that nobody needs to see any more. */
export function outlived(lines, nowMs) {
  const done = lines.filter(isDone).sort(byAge).reverse();
  return done.filter((line, at) => at >= DONE_MAX || nowMs - line.madeMs > DONE_MS).map((line) => line.key);
}

/** Order lines by when they were made, the oldest first. */
export function byAge(one, other) {
  return one.madeMs - other.madeMs || (one.key < other.key ? -1 : 1);
}
