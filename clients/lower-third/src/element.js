// The lower third: a feed, a rundown and a stage put together. It paints nothing
// before it is told to, and stops everything that it started.

import { nowMs } from '../../shared/attempt.js';
import { Feed } from '../../shared/feed.js';
import { keyIn } from './key-file.js';
import { defaultOptions, withOptions } from './options.js';
import { Reporter } from './reporter.js';
import { answerTo, commanded, cutOff, decided, offAir, visible } from './rundown.js';
import { Visibility } from './visibility.js';
import { Renderer } from '../../shared/lower-third/renderer.js';
import { asTyped } from './template-data.js';
import { ownLine, originOf, viewOf, viewOfOwn } from './eligible-lines.js';

const TURN_MS = 200;
/** More than a feed's snapshot: a line that is held on air is followed for a hundred newer ones. */
const HELD = 50;
const LOAD_PATIENCE_MS = 3000;

export class LowerThird extends HTMLElement {
  constructor() {
    super();
    this._options = defaultOptions();
    this._state = offAir();
    this._renderer = new Renderer(this, () => this._note());
    this._visibility = new Visibility((isSeen) => this._see(isSeen));
    this._feed = null;
    this._reporter = null;
    this._liveMs = -Infinity; // when a server that is live was last heard of
    this._own = null;
    this._isDue = false; // told to play when there was nothing to be played
    this._isStarted = false;
    this._isRefused = false;
    this._timer = null;
    this._resized = () => this._resize();
    this._waiting = []; // calls that wait for the first word of the feed
  }

  connectedCallback() {
    this._start();
  }

  disconnectedCallback() {
    this._stop();
  }

  // For whoever puts it on a page.

  /** The name under which it reports, and by which it is spoken to. */
  get name() {
    return this._options.name;
  }

  get feed() {
    return this._options.feed;
  }

  /** Take options, any number of them; see `options.js`. */
  configure(told) {
    const before = this._options;
    this._options = withOptions(before, asTyped(told));
    if (OWN.some((name) => this._options[name] !== before[name])) {
      this._own = ownLine(this._options, this._own ? this._own.version + 1 : 1);
    }
    if (!this._isStarted) return;
    if (originOf(this._options) !== originOf(before)) this._turnTo();
    if (SURFACE.some((name) => this._options[name] !== before[name])) this._report();
    this._sync();
  }

  /** Go on air: through the lines, or with one of them, as the mode says. */
  play({ isCut = false } = {}) {
    this.command(this._options.mode === 'manual' ? 'take' : 'auto', { isCut });
    this._isDue = this._state.mode === 'cleared'; // there was no line to take yet
  }

  /** Do what an operator says: take, next, hold, clear or auto; `id` is the line to take. Give an HTTP status: 200, done. */
  command(command, { id = null, isCut = false } = {}) {
    const order = { command, id };
    const view = this._view();
    const answer = answerTo(this._state, order, view);
    if (answer !== 200) return answer;
    this._isDue = false;
    this._resize();
    this._state = commanded(this._state, order, view, nowMs());
    this._sync({ isCut });
    return answer;
  }

  /** Give the place of the line on air among those that could be. */
  get place() {
    const air = visible(this._state);
    const at = air ? this._view().lines.findIndex((line) => line.id === air.entry.id) : -1;
    return at < 0 ? undefined : at;
  }

  // Inside.

  _start() {
    if (this._isStarted) return;
    this._isStarted = true;
    this._timer = setInterval(() => this._sync(), TURN_MS);
    window.addEventListener('resize', this._resized);
    this._visibility.start();
    this._resize();
    this._connect();
    this._report();
  }

  _stop() {
    if (!this._isStarted) return;
    this._isStarted = false;
    clearInterval(this._timer);
    window.removeEventListener('resize', this._resized);
    this._visibility.stop();
    this._state = offAir();
    this._renderer.cut();
    if (this._reporter) this._reporter.stop({ isRemoved: true });
    if (this._feed) this._feed.stop();
    this._feed = null;
    this._reporter = null;
    this._hear();
  }

  /** Let lines come from elsewhere. In auto they follow; in hand the picture is empty until somebody says something. */
  _turnTo() {
    this._state = cutOff(this._state);
    this._renderer.cut();
    this._connect();
  }

  _connect() {
    if (this._feed) this._feed.stop();
    const { server, feed } = this._options;
    this._feed = null;
    this._liveMs = -Infinity;
    this._isRefused = false;
    if (server === '' || feed === '') return;
    try {
      const made = new Feed({ server, feed, size: HELD, isShared: false, isKept: false }, (type) => {
        if (this._feed === made) this._hear(type);
      });
      this._feed = made;
      made.start();
    } catch (_) {
      this._isRefused = true; // an address that is none
    }
  }

  _hear(type) {
    const feed = this._feed;
    if (feed && type === 'status' && feed.spoken !== 'degraded') this._liveMs = nowMs();
    if (!feed || feed.isConfirmed) {
      for (const call of this._waiting.splice(0)) call();
    }
    if (feed) this._sync();
  }

  _firstWord() {
    return new Promise((resolve) => {
      this._waiting.push(resolve);
      setTimeout(resolve, LOAD_PATIENCE_MS);
    });
  }

  _view() {
    const options = this._options;
    const pagesOf = (air) => this._pages(air).map((page) => page.length);
    if (options.server === '') return viewOfOwn({ own: this._own, options, pagesOf });
    const feed = this._feed;
    if (!feed || !feed.isConfirmed) return viewOfOwn({ own: null, options, pagesOf });
    const isLive = nowMs() - this._liveMs <= options.stale * 1000;
    return viewOf({ held: feed.held, serverMs: feed.serverMs, isLive, options, pagesOf });
  }

  _pages(air) {
    return this._renderer.isMeasured ? this._renderer.fit(air.entry, { label: air.label, form: this._options.text }).pages : [''];
  }

  /** Bring the stage to what is to be seen now. Words that do not stand go first, in this instant. */
  _sync({ isCut = false } = {}) {
    if (!this._isStarted) return;
    const view = this._view();
    if (this._isDue && view.isLive && view.lines.length > 0) {
      this.play({ isCut });
      return;
    }
    this._state = decided(this._state, view, nowMs());
    this._renderer.cutUnless((entry) => ['stands', 'waits'].includes(view.stateOf(entry)));
    const air = this._visibility.isSeen ? visible(this._state) : null;
    if (this._renderer.isMeasured) this._renderer.show(air, { isCut, form: this._options.text });
    this._note();
  }

  _resize() {
    if (this._renderer.measure()) this._renderer.cut();
  }

  _see(isSeen) {
    this._renderer.cut(); // what the host painted last may be long gone
    if (isSeen) this._sync({ isCut: true });
    else this._note();
  }

  // The desk.

  _report() {
    if (this._reporter) this._reporter.stop({ isRemoved: !this._reporter.isOf(this._options) });
    const asked = this._options;
    const { server, feed, name, key, keyfile } = asked;
    this._reporter = null;
    if ([server, feed, name].includes('')) return;
    if (key !== '') this._reportWith(key);
    else if (keyfile !== '') keyIn(keyfile).then((found) => found !== '' && this._isStill(asked) && this._reportWith(found));
  }

  _isStill(asked) {
    return this._isStarted && this._reporter === null && SURFACE.every((name) => this._options[name] === asked[name]);
  }

  _reportWith(key) {
    const { server, feed, name } = this._options;
    this._reporter = new Reporter({ server, feed, name, key }, () => this._said());
    this._reporter.start();
  }

  _note() {
    if (this._reporter) this._reporter.note();
  }

  _said() {
    const shown = this._renderer.shown.map(({ id, version }) => ({ id, version }));
    const { mode } = this._state;
    const cursor = this._feed ? this._feed.cursor : null;
    return { kind: 'lower-third', cursor, shown, state: this._word(), mode, delay_s: this._options.delay };
  }

  /** Say in one word how it is. */
  _word() {
    if (!this._visibility.isSeen) return 'hidden';
    if (this._isRefused || !this._feed) return 'refused';
    return this._state.isBlank && this._feed.spoken === 'live' ? 'stale' : this._feed.spoken;
  }
}

const OWN = ['attribution', 'statement', 'level', 'dir', 'language'];
const SURFACE = ['server', 'feed', 'name', 'key', 'keyfile'];
