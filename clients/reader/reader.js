// The reader page: puts its parts together. What the feed holds goes into the strip, the strip into elements;
// nothing flows the other way.

import { Feed } from '../shared/feed.js';
import { empty } from '../shared/fold.js';
import { blank, look } from '../shared/strip.js';
import { editionFor } from './editions.js';
import { View } from './view.js';

const HELD = 30;
const REDRAW_MS = 1_000;
const FRAME_MS = 16;
const FEEDS_RETRY_MS = 15_000;
const HIDDEN_MS = 60_000;
const UNCHOSEN = { held: empty(HELD), serverMs: null, spoken: 'connecting' };

const asked = new URLSearchParams(location.search).get('feed');

let slug = asked || '';
let feed = null;
let strip = blank();
let said = null;
let isDue = false;
let isUnlisted = false; // the service has no such feed
let isAsleep = false;
let sleepTimer = null;

// Until the server has said it, the language is guessed from the feed's name, or is the browser's.
const view = new View(asked || navigator.language, { togglePause });

function changed(type) {
  if (type === 'snapshot') {
    isUnlisted = false;
    view.nameFeed({ ...feed.named, slug });
  }
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
  const { held, serverMs, spoken } = feed ?? UNCHOSEN;
  const seen = look(strip, held, { serverNowMs: serverMs, nowMs: performance.now() });
  strip = seen.strip;
  view.drawStrip(strip, serverMs);
  view.drawPause(strip.isPaused, strip.waiting);
  view.announcer.tell(seen.told, (id) => standing(held, id), serverMs);
  drawState(isUnlisted ? 'refused' : spoken, held.atMs);
}

function standing({ rows }, id) {
  const row = rows.get(id);
  return row?.pubstatus === 'usable' ? row : undefined;
}

function drawState(state, atMs) {
  const text = view.drawState(state, atMs);
  if (state === said) return;
  if (state === 'stale' || state === 'degraded' || state === 'refused') view.announcer.tellState(text);
  else if (state === 'live' && said !== null && said !== 'connecting') view.announcer.tellState(view.words.again);
  said = state;
  if (state === 'stale') chooseAgain();
}

async function loadFeeds() {
  const answer = await fetch('v1/feeds');
  if (!answer.ok) throw new Error(`feeds: ${answer.status}`);
  return (await answer.json()).feeds;
}

/** The edition itself may be gone, and a stream does not say so. If nobody asked for it, another one will do. */
async function chooseAgain() {
  const feeds = await knownFeeds();
  drawFeeds(feeds);
  if (isUnlisted && !asked && feeds.length > 0) location.replace('.');
}

/** Draw the editions as soon as the server names them; who asked for none gets the one in their own language. */
async function begin() {
  if (asked) follow(asked);
  const feeds = await knownFeeds();
  if (!asked) choose(editionFor(navigator.languages, feeds)?.slug ?? 'en');
  drawFeeds(feeds);
}

function drawFeeds(feeds) {
  isUnlisted = !feeds.some((one) => one.slug === slug);
  view.drawFeeds(feeds, slug);
  redraw();
}

/** Whoever passes the address on means the edition that they see. */
function choose(edition) {
  history.replaceState(null, '', `?feed=${encodeURIComponent(edition)}`);
  follow(edition);
}

function follow(edition) {
  slug = edition;
  const server = document.baseURI;
  feed = new Feed({ server, feed: slug, size: HELD, isShared: false, isKept: false, ways: ['stream'] }, changed);
  feed.start();
  turn();
}

/** A browser allows six streams per host: hidden pages give theirs back and resume by cursor. */
function turn() {
  clearTimeout(sleepTimer);
  if (document.hidden) {
    sleepTimer = setTimeout(() => {
      isAsleep = true;
      feed.stop();
    }, HIDDEN_MS);
  } else if (isAsleep) {
    isAsleep = false;
    feed.start();
  }
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

document.addEventListener('visibilitychange', () => feed && turn());
begin();
redraw();
setInterval(redraw, REDRAW_MS);
