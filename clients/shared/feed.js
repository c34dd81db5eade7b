// One feed, kept up to date: the timers, the wakings and the ways around `connection.js`, and the fold of what came.
// Tabs share one connection if asked to; what is held is kept for the next page. It draws nothing.

import { isOn, next, spoken, unconnected } from './connection.js';
import { empty, fold, position, serverMs } from './fold.js';
import { keep, recall } from './feed-storage.js';
import { TabSharing } from './tab-sharing.js';
import { nowMs, attempt } from './attempt.js';
import { TRANSPORTS, openTransport } from './transports.js';

const TICK_MS = 1000;
const KEEP_MS = 1000;
/** A clock that leapt so far between two ticks: the machine slept, and the connection with it. */
const ASLEEP_MS = 15000;

export class Feed {
  /**
   * @param {object} options `server`: its address, to the slash before `v1` · `feed`: the slug · `size`: N of the
   *   fold · `isShared`: one connection for all tabs · `isKept`: keep what is held for the next page ·
   *   `ways`: those to use, best first
   * @param {function} changed called after every change, with the type of what was received if that was it
   */
  constructor({ server, feed, size, isShared, isKept, ways = TRANSPORTS }, changed) {
    this._feed = feed;
    this._address = new URL(`v1/feeds/${encodeURIComponent(feed)}`, server).href;
    this._name = `ticker ${this._address} ${size}`;
    this._isKept = isKept;
    this._changed = changed;
    this._state = unconnected(ways);
    this._sharing = isShared ? new TabSharing(this._name, this) : null;
    this._isLeading = false;
    this._close = null;
    this._timer = null;
    this._keeping = null;
    this._endings = [];
    this._tickedMs = 0;
    this._clockMs = 0; // when the server's clock was last heard
    this.held = empty(size);
    this.cursor = null;
    this.named = {}; // the last snapshot's title, language and dir
    this.isBarred = false; // the page's own policy lets it read nothing from this server
    this.isConfirmed = false; // a status came: what is held is what stands
  }

  /** Tell how the feed stands: live, degraded, connecting, stale or refused. */
  get spoken() {
    return spoken(this._state, nowMs());
  }

  /** Give the server's time; null while nobody has said it. */
  get serverMs() {
    return serverMs(this.held, nowMs() - this._clockMs);
  }

  start() {
    const kept = this._isKept && recall(this._name, this.held.size);
    if (kept) Object.assign(this, kept);
    this._listen(self, 'online', () => this._wake(true));
    this._listen(self, 'offline', () => this._happen('offline'));
    this._listen(document, 'securitypolicyviolation', (told) => this._violate(told));
    this._listen(self, 'pagehide', () => this._suspend());
    this._listen(self, 'pageshow', (shown) => shown.persisted && this._begin());
    for (const name of ['visibilitychange', 'resume']) {
      this._listen(document, name, () => document.hidden || this._wake(false));
    }
    this._begin();
  }

  stop() {
    this._suspend();
    for (const end of this._endings) end();
    this._endings = [];
  }

  _listen(target, name, call) {
    target.addEventListener(name, call);
    this._endings.push(() => target.removeEventListener(name, call));
  }

  _begin() {
    this._tickedMs = Date.now();
    this._timer = setInterval(() => this._tick(), TICK_MS);
    if (this._sharing) this._sharing.start();
    else this._happen('lead');
  }

  /** Let go of everything that another tab, or this page when it is shown again, must be able to take up. */
  _suspend() {
    clearInterval(this._timer);
    this._keep();
    this._happen('stop');
    this._isLeading = false;
    if (this._sharing) this._sharing.stop();
  }

  _tick() {
    const leaptMs = Date.now() - this._tickedMs;
    this._tickedMs = Date.now();
    if (leaptMs > ASLEEP_MS && !document.hidden) this._wake(true);
    this._happen('tick');
  }

  _wake(force) {
    if (force) this._tell({ force });
    this._happen('wake', { force });
  }

  /** A page that may not connect to the server says so; nobody else would. */
  _violate({ effectiveDirective, blockedURI }) {
    const isOurs = attempt(() => new URL(blockedURI).host === new URL(this._address).host, false);
    if (effectiveDirective !== 'connect-src' || !isOurs) return;
    this.isBarred = true;
    this._happen('barred');
  }

  _happen(type, more) {
    const before = this._state;
    const after = next(before, Object.assign({ type, nowMs: nowMs(), random: Math.random() }, more));
    this._state = after;
    if (after.connection !== before.connection) this._open();
    else if (!isOn(after)) this._shut();
    if (after.takeovers !== before.takeovers) this._sharing.takeOver();
    else if (after.asks !== before.asks) this._tell({});
    if (after.phase !== before.phase) this._tellAll();
    if (after !== before) this._changed();
  }

  _open() {
    this._shut();
    const { ways, way } = this._state;
    this._close = openTransport(ways[way], this._address, this.cursor, {
      received: (received) => this._receive(received),
      closed: (code) => this._happen('closed', { code }),
    });
  }

  _shut() {
    if (this._close) this._close();
    this._close = null;
  }

  _receive(received) {
    const { type, cursor } = received;
    this.held = fold(this.held, received);
    const place = position(cursor);
    if (place && place.epoch === this.held.epoch && place.seq === this.held.seq) this.cursor = cursor;
    if (type === 'snapshot') this.named = { title: received.title, language: received.language, dir: received.dir };
    if (type === 'status') this._hear(received);
    // Words that were taken back or put right leave the browser's disk at once; what is new comes there soon.
    else if (type !== 'update') this._keep();
    else if (!this._keeping) this._keeping = setTimeout(() => this._keep(), KEEP_MS);
    this._tellAll();
    this._changed(type);
  }

  _hear({ state, heads, at }) {
    if (Date.parse(at)) this._clockMs = nowMs();
    this.isConfirmed = true;
    this._happen('status', { server: state, head: heads[this._feed], cursor: this.cursor });
  }

  _keep() {
    clearTimeout(this._keeping);
    this._keeping = null;
    if (this._isKept && this.cursor !== null && this._state.phase !== 'following') keep(this._name, this);
  }

  // What the tabs of a browser say to each other: who follows asks, who leads tells all that it has.

  lead() {
    this._isLeading = true;
    this._happen('lead');
  }

  follow() {
    this._isLeading = false;
    this._happen('follow');
  }

  alone() {
    this._happen('lead');
  }

  told({ force, whole, heardAgoMs, clockAgoMs, phase, server }) {
    if (this._isLeading && !whole) {
      if (force) this._wake(force);
      this._tick(); // a hidden tab's own timers are slow
      this._tellAll();
    }
    if (this._isLeading || !whole) return;
    const { epoch, seq } = this.held;
    // Who has just taken the lead may be behind.
    if (epoch !== whole.held.epoch || seq <= whole.held.seq) {
      Object.assign(this, whole, { _clockMs: nowMs() - clockAgoMs });
    }
    this._happen('led', { phase, server, heardMs: heardAgoMs === null ? null : nowMs() - heardAgoMs });
    this._changed('whole');
  }

  _tellAll() {
    if (!this._isLeading) return;
    const { held, cursor, named, isBarred, isConfirmed } = this;
    const { phase, server, heardMs } = this._state;
    const heardAgoMs = heardMs === null ? null : nowMs() - heardMs;
    const whole = { held, cursor, named, isBarred, isConfirmed };
    this._tell({ whole, heardAgoMs, clockAgoMs: nowMs() - this._clockMs, phase, server });
  }

  _tell(words) {
    if (this._sharing) this._sharing.tell(words);
  }
}
