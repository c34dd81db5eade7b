// The reader page: puts its parts together. Received objects go into the fold, the fold into the strip,
// the strip into elements; nothing flows the other way.

import { empty, fold, serverMs } from '../shared/fold.js';
import { blank, look } from '../shared/strip.js';
import { spoken, unconnected } from './connection.js';
import { editionFor } from './editions.js';
import { Stream } from './stream.js';
import { View } from './view.js';

const HELD = 30;
const REDRAW_MS = 1_000;
const FRAME_MS = 16;
const FEEDS_RETRY_MS = 15_000;

const asked = new URLSearchParams(location.search).get('feed');

let slug = asked || '';
let held = empty(HELD);
let strip = blank();
let connection = unconnected();
let heardMs = 0;
let said = null;
let isDue = false;

// Until the server has said it, the language is guessed from the feed's name, or is the browser's.
const view = new View(asked || navigator.language, { togglePause });

function receive(received) {
  held = fold(held, received);
  if (received.type === 'snapshot') view.nameFeed({ ...received, slug });
  if (received.type === 'status') heardMs = performance.now();
  redrawSoon();
}

function stands(state) {
  connection = state;
  redrawSoon();
}

function togglePause() {
  strip = { ...strip, isPaused: !strip.isPaused };
  redraw();
}

/** A burst is drawn once; a page that is not seen is drawn as well, because its words may have been killed. */
function redrawSoon() {
  if (isDue) return;
  isDue = true;
  setTimeout(() => {
    isDue = false;
    redraw();
  }, FRAME_MS);
}

function redraw() {
  const nowMs = performance.now();
  const serverNowMs = serverMs(held, nowMs - heardMs);
  const seen = look(strip, held, { serverNowMs, nowMs });
  strip = seen.strip;
  view.drawStrip(strip, serverNowMs);
  view.drawPause(strip.isPaused, strip.waiting);
  view.announcer.tell(seen.told, standing, serverNowMs);
  drawState(nowMs);
}

function standing(id) {
  const row = held.rows.get(id);
  return row?.pubstatus === 'usable' ? row : undefined;
}

function drawState(nowMs) {
  const state = spoken(connection, nowMs);
  const text = view.drawState(state, held.atMs);
  if (state === said) return;
  if (state === 'stale' || state === 'degraded' || state === 'refused') view.announcer.tellState(text);
  else if (state === 'live' && said !== null && said !== 'connecting') view.announcer.tellState(view.words.again);
  said = state;
}

async function loadFeeds() {
  const answer = await fetch('v1/feeds');
  if (!answer.ok) throw new Error(`feeds: ${answer.status}`);
  return (await answer.json()).feeds;
}

/** The server has ended the stream for good: because there is no such feed, or for a passing reason? */
async function isUnknown() {
  let feeds;
  try {
    feeds = await loadFeeds();
  } catch {
    return false; // no answer is a passing reason
  }
  view.drawFeeds(feeds, slug);
  if (feeds.some((feed) => feed.slug === slug)) return false;
  if (asked || feeds.length === 0) return true;
  location.replace(`?feed=${encodeURIComponent(feeds[0].slug)}`); // nobody asked for the edition that is not there
  return false;
}

/** Draw the editions as soon as the server names them; who asked for none gets the one in their own language. */
async function begin() {
  if (asked) follow(asked);
  const feeds = await knownFeeds();
  if (!asked) choose(editionFor(navigator.languages, feeds)?.slug ?? 'en');
  view.drawFeeds(feeds, slug);
}

/** Whoever passes the address on means the edition that they see. */
function choose(feed) {
  history.replaceState(null, '', `?feed=${encodeURIComponent(feed)}`);
  follow(feed);
}

function follow(feed) {
  slug = feed;
  new Stream(slug, { received: receive, stands, refused: isUnknown }).start();
}

async function knownFeeds() {
  for (;;) {
    try {
      return await loadFeeds();
    } catch {
      await new Promise((wake) => setTimeout(wake, FEEDS_RETRY_MS * (0.5 + Math.random())));
    }
  }
}

begin();
redraw();
setInterval(redraw, REDRAW_MS);
