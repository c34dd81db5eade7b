// Keeps one feed's stream open: the EventSource, the timers and the page's wakings around `connection.js`.
// It hands over what it received and how it stands; it knows nothing of news or of the page's looks.

import { position } from '../clients/shared/fold.js';
import { next, unconnected } from './connection.js';

const TYPES = ['update', 'correction', 'refile', 'hold', 'release', 'kill', 'snapshot', 'gap', 'status'];
const TICK_MS = 1_000;
const HIDDEN_MS = 60_000;
const ASLEEP_MS = 15_000;

export class Stream {
  #feed;
  #url;
  #onReceived;
  #onState;
  #onRefused;
  #state = unconnected();
  #source = null;
  #cursor = null;
  #head = null;
  #hiddenMs = null;
  #tickedMs = 0;
  #timer = null;
  #stopping = new AbortController();

  /**
   * @param {string} feed the feed's slug
   * @param {object} calls `received(object)`, `stands(connectionState)`, and `refused()`, which tells
   *   whether the feed is unknown after the server has ended a connection for good
   */
  constructor(feed, { received, stands, refused }) {
    this.#feed = feed;
    this.#url = new URL(`v1/feeds/${encodeURIComponent(feed)}/stream`, document.baseURI);
    this.#onReceived = received;
    this.#onState = stands;
    this.#onRefused = refused;
  }

  start() {
    const { signal } = this.#stopping;
    addEventListener('pageshow', (event) => event.persisted && this.#wake(true), { signal });
    addEventListener('pagehide', () => this.#happen({ type: 'sleep' }), { signal });
    addEventListener('online', () => this.#wake(true), { signal });
    addEventListener('offline', () => this.#happen({ type: 'offline' }), { signal });
    document.addEventListener('visibilitychange', () => this.#turn(), { signal });
    this.#tickedMs = Date.now();
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
    this.#turn();
    this.#wake(false);
  }

  stop() {
    this.#stopping.abort();
    clearInterval(this.#timer);
    this.#close();
  }

  #turn() {
    this.#hiddenMs = document.hidden ? performance.now() : null;
    if (!document.hidden && this.#state.connection > 0) this.#wake(false);
  }

  #tick() {
    // A clock that leapt between two ticks: the machine slept, and the connection with it.
    const leaptMs = Date.now() - this.#tickedMs;
    this.#tickedMs = Date.now();
    if (this.#hiddenMs !== null) {
      // A browser allows six streams per host: hidden pages give theirs back and resume by cursor.
      if (performance.now() - this.#hiddenMs > HIDDEN_MS && this.#state.phase !== 'asleep') {
        this.#happen({ type: 'sleep' });
      }
    } else if (leaptMs > ASLEEP_MS) {
      this.#wake(true);
    }
    this.#happen({ type: 'tick' });
  }

  #wake(force) {
    this.#happen({ type: 'wake', force });
  }

  #happen(happened) {
    const before = this.#state;
    this.#state = next(before, { random: Math.random(), ...happened }, performance.now());
    if (this.#state.connection !== before.connection) this.#open();
    else if (this.#state.phase === 'waiting' || this.#state.phase === 'asleep') this.#close();
    if (this.#state !== before) this.#onState(this.#state);
  }

  #open() {
    this.#close();
    if (this.#cursor !== null) this.#url.searchParams.set('after', this.#cursor);
    const source = new EventSource(this.#url);
    this.#source = source;
    this.#head = null;
    for (const type of TYPES) {
      source.addEventListener(type, (event) => this.#source === source && this.#take(event));
    }
    source.addEventListener('error', () => this.#source === source && this.#fail(source));
  }

  #close() {
    this.#source?.close();
    this.#source = null;
  }

  async #fail(source) {
    const final = source.readyState === EventSource.CLOSED;
    this.#happen({ type: 'error', final });
    if (final && (await this.#onRefused()) && this.#state.phase === 'waiting') this.#happen({ type: 'refused' });
  }

  #take({ data }) {
    let received;
    try {
      received = JSON.parse(data);
    } catch {
      return this.#wake(true); // cut short on its way: ask again from the last cursor
    }
    if (typeof received.cursor === 'string') this.#cursor = received.cursor;
    this.#onReceived(received);
    if (received.type === 'status') this.#hear(received);
  }

  #hear({ state, heads }) {
    const isBehind = isBelow(position(this.#cursor), this.#head);
    this.#head = position(heads?.[this.#feed]);
    this.#happen({ type: 'status', state });
    // The head of the status before this one has not come in a whole status interval: it was lost.
    if (isBehind) this.#wake(true);
  }
}

function isBelow(one, other) {
  return one !== null && other !== null && one.epoch === other.epoch && one.seq < other.seq;
}
