// The three ways to a feed: WebSocket, Server-Sent Events, and asking for the snapshot again and again.
// Each opener gives a function that closes; whatever a browser lacks, or throws, is a way that closes at once.

import { NEVER } from './connection.js';
import { attempt } from './attempt.js';

const POLL_EVERY_MS = 5000;
const TYPES = ['update', 'correction', 'refile', 'hold', 'release', 'kill', 'snapshot', 'gap', 'status'];
const OPENERS = { socket: openSocket, stream: openStream, poll: openPoll };
/** The names of the ways, best first. */
export const TRANSPORTS = Object.keys(OPENERS);

/**
 * Open a way to the feed at `address` (…/v1/feeds/en), from `cursor` on.
 *
 * @param {object} calls `received(object)`; `closed(code)`, once at most: a close code, an HTTP status or 0
 * @returns {function} closes it: nothing is called after that
 */
export function openTransport(way, address, cursor, { received, closed }) {
  let isOver = false;
  let close = null;
  const end = () => {
    isOver = true;
    if (close) close();
  };
  const finish = (code) => {
    if (isOver) return;
    end();
    closed(code);
  };
  const take = (text) => {
    if (isOver) return;
    const read = attempt(() => (typeof text === 'string' ? JSON.parse(text) : text));
    if (read) received(read);
    else finish(0); // cut short on its way: ask again from the last cursor
  };
  const query = cursor === null ? '' : `?after=${encodeURIComponent(cursor)}`;
  close = attempt(() => OPENERS[way](address, query, take, finish));
  if (!close) setTimeout(finish, 0, NEVER);
  return end;
}

function openSocket(address, query, received, closed) {
  const socket = new WebSocket(`${address.replace(/^http/, 'ws')}/socket${query}`);
  socket.onmessage = (frame) => received(frame.data);
  socket.onclose = ({ code }) => closed(code);
  return () => socket.close();
}

function openStream(address, query, received, closed) {
  const source = new EventSource(`${address}/stream${query}`);
  for (const type of TYPES) source.addEventListener(type, (event) => received(event.data));
  // The browser would come back by itself, but knows no back-off and forgets everything after a refusal.
  source.onerror = () => closed(0);
  return () => source.close();
}

function openPoll(address, query, received, closed) {
  let timer = null;
  let isOver = false;
  const ask = () => {
    if (isOver) return;
    // The browser's own cache asks with the ETag: no header of ours, so no preflight.
    fetch(address, { cache: 'no-cache' })
      .then((answer) => {
        if (!answer.ok) throw answer.status;
        return answer.json().then((snapshot) => {
          received(snapshot);
          received(statusOf(answer.headers, snapshot));
          if (!isOver) timer = setTimeout(ask, POLL_EVERY_MS * (0.75 + Math.random() / 2));
        });
      })
      .catch((problem) => closed(typeof problem === 'number' ? problem : 0));
  };
  // What happened meanwhile, if it is still kept: a snapshot does not tell what was taken back.
  const resume = () =>
    fetch(`${address}/entries${query}&limit=500`)
      .then((answer) => (answer.ok ? answer.json() : { entries: [] }))
      .then(({ entries }) => entries.forEach(received))
      .catch(() => {});
  if (query) resume().then(ask);
  else ask();
  return () => {
    isOver = true;
    clearTimeout(timer);
  };
}

/** Say what a status would: a process that is cut off forbids to store its snapshots, and the answer has a date. */
function statusOf(headers, { feed, cursor }) {
  const state = /no-store/.test(headers.get('cache-control')) ? 'degraded' : 'live';
  const at = headers.get('date');
  return { type: 'status', state, heads: { [feed]: cursor }, at };
}
