// The composer's own readers: of the edition that is in sight, and of those to which a line is under way, so that it is
// known when it is on air. Of the one in sight also the archive: what is held, what was killed, what is older.

import { Feed } from '../shared/feed.js';
import { emptyArchive, withHeld, withLog } from './visible-updates.js';
import { askService, SERVER, unreachable } from '../desk/requests.js';

const SIZE = 30;
const PAGE = 500;
const PAGES_MAX = 20;
const RELOAD_MS = 10000;

export class FeedReaders {
  #changed;
  #feeds = new Map(); // slug -> Feed
  #current = null;
  #isEditor;
  #loading = null; // the reading of the log that is under way, and is still wanted
  #triedMs = -Infinity;

  /** @param {function} changed called with the slug of a feed of which something is new */
  constructor({ isEditor, changed }) {
    this.#isEditor = isEditor;
    this.#changed = changed;
    this.archive = emptyArchive();
    this.remembered = new Map(); // id -> the words of what is held, in this page's memory alone
  }

  /** Have one edition in sight, and follow these others; let go of the rest. */
  follow(current, others) {
    const wanted = new Set([current, ...others]);
    for (const [slug, feed] of this.#feeds) {
      if (wanted.has(slug)) continue;
      this.#feeds.delete(slug);
      feed.stop();
    }
    if (current !== this.#current) this.#turnTo(current);
    for (const slug of wanted) if (!this.#feeds.has(slug)) this.#open(slug);
  }

  /** Let go of everything: whatever is still under way changes nothing and asks for nothing any more. */
  stop() {
    const feeds = [...this.#feeds.values()];
    this.#feeds.clear();
    this.#turnTo(null);
    for (const feed of feeds) feed.stop();
  }

  /** The reader of the edition in sight. */
  get current() {
    return this.#feeds.get(this.#current);
  }

  /** Give what a reader holds; an empty map where there is none. */
  rows(slug) {
    const feed = this.#feeds.get(slug);
    return feed ? feed.held.rows : new Map();
  }

  /** Give what stands under an id, as far as we know: an entry, or one without words. */
  entry(slug, id) {
    const row = this.rows(slug).get(id);
    const archived = slug === this.#current ? this.archive.rows.get(id) : undefined;
    return row && (!archived || row.version > archived.version) ? row : archived || row;
  }

  /** Ask the service what stands of an update that our readers do not show; null if it does not say. */
  async lookUp(slug, id) {
    const answer = await askService('GET', `v1/feeds/${encodeURIComponent(slug)}/updates/${encodeURIComponent(id)}`).catch(unreachable);
    return answer && answer.ok ? answer.body : null;
  }

  #turnTo(slug) {
    this.#current = slug;
    this.archive = emptyArchive();
    this.remembered = new Map();
    this.#loading = null;
    this.#triedMs = -Infinity;
    if (this.#feeds.has(slug)) this.#archive();
  }

  #open(slug) {
    const feed = new Feed({ server: SERVER, feed: slug, size: SIZE, isShared: true, isKept: false }, () => {
      if (this.#feeds.get(slug) !== feed) return; // it was let go of
      if (slug === this.#current) this.#archive();
      this.#changed(slug);
    });
    this.#feeds.set(slug, feed);
    feed.start();
  }

  #archive() {
    const { current } = this;
    const nowMs = current.serverMs === null ? Date.now() : current.serverMs;
    const before = this.archive.rows;
    this.archive = withHeld(this.archive, current.held, new Date(nowMs).toISOString());
    for (const [id, row] of this.archive.rows) this.#remember(row, before.get(id));
    if (this.#isEditor && current.isConfirmed && this.archive.isBehind) this.#load();
  }

  /** Keep the words of what is held, in case it is to be corrected, and of nothing that was killed. */
  #remember(row, known) {
    if (known && known.version === row.version && known.pubstatus === row.pubstatus) return;
    const areItsWords = known && known.pubstatus === 'usable' && known.version + 1 === row.version; // else it may be held with others
    if (row.pubstatus === 'withheld' && areItsWords) this.remembered.set(row.id, known);
    else this.remembered.delete(row.id);
  }

  /** Read the whole log, but not again and again. */
  async #load() {
    if (this.#loading !== null || performance.now() - this.#triedMs < RELOAD_MS) return;
    const loading = {};
    this.#loading = loading;
    this.#triedMs = performance.now();
    const slug = this.#current;
    const { seq } = this.current.held;
    const entries = await this.#log(slug).catch(unreachable);
    if (this.#loading !== loading) return; // another edition is in sight, or none
    this.#loading = null;
    if (entries === null) return;
    this.archive = withLog(this.archive, entries, seq);
    this.#archive();
    this.#changed(slug);
  }

  async #log(slug) {
    const entries = [];
    let after = '';
    for (let page = 0; page < PAGES_MAX; page += 1) {
      const answer = await askService('GET', `v1/feeds/${encodeURIComponent(slug)}/entries?limit=${PAGE}${after}`);
      if (!answer.ok) return null;
      entries.push(...answer.body.entries);
      if (!answer.body.more) break;
      after = `&after=${encodeURIComponent(answer.body.cursor)}`;
    }
    return entries;
  }
}
