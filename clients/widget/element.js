// <breaking-ticker feed="en">: one feed's newest lines on a strip. Puts the parts together, and stops what it starts.

import { Announcer } from '../shared/announcer.js';
import { Feed } from '../shared/feed.js';
import { levelNow } from '../shared/levels.js';
import { LINES, blank, look } from '../shared/strip.js';
import { clock, fill } from '../shared/times.js';
import { nowMs, attempt } from '../shared/attempt.js';
import { Crawl } from './crawl.js';
import { isTaken, offStage, put, turn, upNext } from './rotation.js';
import { View } from './view.js';
import { WORDS, wordsFor } from './words.js';

const DRAW_MS = 250;
const RETIME_MS = 5000;
const SPEED_PX = 80;
const CLOSED = 'ticker closed';
const ROWS = 2;
/** Attributes that another feed, or another way to it, is asked for by. */
const OF_FEED = new Set(['feed', 'server', 'storage']);
const ALOUD = new Set(['stale', 'degraded', 'refused']);

export class BreakingTicker extends HTMLElement {
  static observedAttributes = ['feed', 'server', 'storage', 'mode', 'rows', 'label', 'lang'];
  static words = WORDS;
  /** Where the service is, unless the attribute says otherwise. */
  static server = new URL('/', document.baseURI).href;

  #view = null;
  #feed = null;
  #announcer = null;
  #crawl = null;
  #words = null;
  #dir = '';
  #strip = blank();
  #stage = offStage();
  #said = '';
  #mode = 'flip';
  #seenMs = 0; // how long the strip could be seen
  #tickedMs = 0;
  #retimedMs = 0;
  #timer = null;
  #isDue = false;
  #isOpen = false; // all lines are shown
  #isClosed = false;
  #stillness = null;
  #turned = () => this.#draw();

  connectedCallback() {
    if (this.#view === null) this.#build();
    if (this.#timer !== null) return; // only moved
    this.#isClosed = attempt(() => sessionStorage.getItem(CLOSED) !== null, false);
    this.#start();
  }

  disconnectedCallback() {
    // Whoever moves an element takes it out and puts it in again at once: its connection goes on.
    queueMicrotask(() => this.isConnected || this.#stop());
  }

  attributeChangedCallback(name, before, after) {
    if (this.#view === null || before === after) return;
    if (this.#timer !== null && OF_FEED.has(name)) {
      this.#stop();
      this.#start();
    }
    this.#speak();
    this.#draw();
  }

  /** How the strip stands: live, degraded, connecting, stale or refused. */
  get state() {
    return this.#feed === null ? 'connecting' : this.#feed.spoken;
  }

  get #server() {
    return this.getAttribute('server') || BreakingTicker.server;
  }

  #build() {
    const root = this.attachShadow({ mode: 'open' });
    this.#view = new View(root, (name) => this.#press(name));
    this.#crawl = new Crawl(this.#view.lines);
    this.#stillness = matchMedia('(prefers-reduced-motion: reduce)');
    root.addEventListener('keydown', ({ key }) => key === 'Escape' && this.#isOpen && this.#press('all'));
  }

  #start() {
    this.#strip = { ...blank(), isPaused: this.#strip.isPaused };
    this.#stage = offStage();
    this.#speak();
    this.#view.bar.hidden = this.#isClosed;
    this.#view.show.hidden = !this.#isClosed;
    if (this.#isClosed) return;
    this.#feed = new Feed(
      {
        server: this.#server,
        feed: this.getAttribute('feed') || 'en',
        size: LINES,
        isShared: true,
        isKept: this.getAttribute('storage') !== 'none',
      },
      (type) => this.#take(type),
    );
    document.addEventListener('visibilitychange', this.#turned);
    this.#tickedMs = nowMs();
    this.#timer = setInterval(() => this.#draw(), DRAW_MS);
    this.#feed.start();
    this.#draw();
  }

  #stop() {
    document.removeEventListener('visibilitychange', this.#turned);
    clearInterval(this.#timer);
    this.#timer = null;
    if (this.#feed) this.#feed.stop();
    this.#feed = null;
    this.#announcer.stop();
    this.#crawl.clear();
    this.#view.drawLines([], null);
  }

  /** Speak the host's language, else the feed's; until the feed has named one, it is guessed from the slug. */
  #speak() {
    const { language, dir = '' } = this.#feed === null ? {} : this.#feed.named;
    const words = wordsFor(this.lang || language || this.getAttribute('feed') || '');
    this.#view.name(this.getAttribute('label') || words.latest);
    this.#view.bound(parseInt(this.getAttribute('rows'), 10) || ROWS);
    if (this.#words && words.language === this.#words.language && dir === this.#dir) return;
    this.#words = words;
    this.#dir = dir;
    this.#view.speak(words, dir);
    if (this.#announcer) this.#announcer.stop();
    const tally = (kind, n) => (n > 1 ? `${words[kind]}: ${n}` : words[kind]);
    this.#announcer = new Announcer(this.#view, { flash: words.flash, tally });
  }

  /** What takes words away is drawn at once; a burst of news is drawn once. */
  #take(type) {
    if (type && type !== 'update') return this.#draw();
    if (!this.#isDue) setTimeout(() => this.#draw(), 0);
    this.#isDue = true;
  }

  #draw() {
    this.#isDue = false;
    if (this.#feed === null) return;
    this.#passTime();
    const { held, serverMs, isConfirmed } = this.#feed;
    this.#speak();
    if (isConfirmed) {
      const isViewed = (line) => this.#isViewed(line);
      const seen = look(this.#strip, held, { serverNowMs: serverMs, nowMs: this.#seenMs, isViewed });
      this.#strip = seen.strip;
      this.#view.drawLines(seen.strip.lines, serverMs);
      this.#announcer.tell(seen.told, (id) => standing(held, id), serverMs);
    }
    this.#move();
    this.#view.drawPause(this.#strip);
    this.#view.drawNotice(isConfirmed && this.#strip.lines.length === 0 ? this.#words.empty : '');
    this.#drawState(held.atMs);
  }

  /** Let the strip's own time pass, which stands still while nobody can see it. */
  #passTime() {
    const passedMs = nowMs() - this.#tickedMs;
    this.#tickedMs += passedMs;
    if (document.hidden) return;
    this.#seenMs += passedMs;
    if (this.#seenMs - this.#retimedMs < RETIME_MS) return;
    this.#retimedMs = this.#seenMs;
    this.#view.retime(this.#feed.serverMs);
  }

  #move() {
    const { lines, isPaused } = this.#strip;
    const nowMs = this.#seenMs;
    const isStill = this.#stillness.matches;
    const isHeld = isPaused || this.#isOpen || document.hidden || this.#view.stage.matches(':hover, :focus-within');
    const isCrawling =
      this.getAttribute('mode') === 'crawl' && !isStill && !this.#isOpen && (this.#crawl.isOn || !isPaused);
    const { serverMs } = this.#feed;
    this.#stage = turn(this.#stage, lines, { nowMs, serverMs, isHeld, isStill, isCrawling });
    const isRunning = isCrawling && !isTaken(this.#stage, lines, { nowMs, serverMs });
    this.#mode = this.#isOpen ? 'all' : isRunning ? 'crawl' : 'flip';
    // What runs through stops before another mode places the lines: it takes off what it had on.
    if (!isRunning) this.#crawl.clear();
    const on = isRunning ? undefined : lines.find(({ id }) => id === this.#stage.id);
    const isOn = (id) => (isRunning ? this.#crawl.shows(this.#view.drawnOf(id)) : on !== undefined && id === on.id);
    this.#view.drawMode(this.#mode, on && levelNow(on.entry, serverMs), isOn);
    if (!isRunning) return;
    this.#crawl.hold(isHeld);
    // What is held stands still, but an empty strip would tell nobody anything.
    if ((!isHeld || !this.#crawl.isOn) && lines.length > 0) this.#letIn(upNext(this.#stage, lines), nowMs);
  }

  #letIn(line, nowMs) {
    const speed = parseFloat(getComputedStyle(this).getPropertyValue('--ticker-speed')) || SPEED_PX;
    if (this.#crawl.advance(this.#view.drawnOf(line.id), speed)) this.#stage = put(this.#stage, line, nowMs);
  }

  /** Tell whether a reader has a line before their eyes. */
  #isViewed({ id }) {
    if (document.hidden) return false;
    if (this.#mode === 'crawl') return this.#crawl.shows(this.#view.drawnOf(id));
    return this.#mode === 'all' || id === this.#stage.id;
  }

  #drawState(atMs) {
    const { spoken, isBarred } = this.#feed;
    const words = this.#words;
    const said = isBarred ? words.barred : words[spoken];
    const text = fill(said, { at: atMs === null ? '' : clock(words, atMs), host: new URL(this.#server).host });
    this.#view.drawState(spoken, text);
    if (spoken === this.#said) return;
    if (ALOUD.has(spoken)) this.#announcer.tellState(text);
    else if (spoken === 'live' && ALOUD.has(this.#said)) this.#announcer.tellState(words.live);
    if (spoken !== 'connecting') this.#said = spoken;
    this.dispatchEvent(new CustomEvent('statechange'));
  }

  #press(name) {
    const { isPaused } = this.#strip;
    if (name === 'pause') this.#strip = { ...this.#strip, isPaused: !isPaused };
    if (name === 'all') this.#isOpen = !this.#isOpen;
    if (name === 'hide' || name === 'show') return this.#close(name === 'hide');
    return this.#draw();
  }

  #close(isClosed) {
    this.#stop();
    this.#isClosed = isClosed;
    // Without storage it is open again on the next page.
    attempt(() => (isClosed ? sessionStorage.setItem(CLOSED, '') : sessionStorage.removeItem(CLOSED)));
    this.#start();
    this.#view[isClosed ? 'show' : 'pause'].focus();
  }
}

function standing({ rows }, id) {
  const row = rows.get(id);
  return row !== undefined && row.pubstatus === 'usable' ? row : undefined;
}
