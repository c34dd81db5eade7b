// The desk of somebody who is signed in: puts the form, the outbox, the feed and the questions together.
// What is known flows into what is drawn; what somebody does flows into the outbox; nothing flows the other way.

import { element } from '../shared/dom.js';
import { clock } from '../shared/times.js';
import { showHelp } from './action-dialogs.js';
import { Actions } from './actions.js';
import { Bar } from '../desk/bar.js';
import { OutboxSender } from './outbox-sender.js';
import { DraftStorage } from './draft-storage.js';
import { isTakenBack, visibleUpdates } from './visible-updates.js';
import { FeedView } from './feed-view.js';
import { Filing } from './filing.js';
import { Form } from './form.js';
import { UNTOLD, withRules } from './text-checks.js';
import { holdUp, isDone, isWaiting } from './outbox.js';
import { OutboxAnnouncements, OutboxView } from './outbox-view.js';
import { FeedReaders } from './feed-readers.js';
import { onScreens, saidReceipt } from '../desk/receipts.js';
import { feedToBegin, seesSurfaces } from '../desk/rights.js';
import { SourceTemplates } from './source-templates.js';
import { Surfaces } from '../desk/surfaces.js';
import { SurfacesView } from './surfaces-view.js';
import { LiveRegion } from '../desk/live-region.js';

const FRAME_MS = 16;
const SECOND_MS = 1000;
const OLDER = 30;
/** A line is looked for on the feeds for so long; later it has left them. */
const UNDER_WAY_MS = 600000;
const OVERDUE_MS = 10000;

export class Workspace {
  #given;
  #words;
  #who;
  #feed;
  #liveRegion = new LiveRegion();
  #sources;
  #drafts;
  #sender;
  #readers;
  #surfaces;
  #views;
  #actions;
  #filing;
  #announcements;
  #older = 0;
  #due = null;
  #timer = null;
  #said = null;
  #looked = new Set();
  #endings = [];

  /** @param {object} given `storage`, `who`, `words`, `feeds`, `constraints` or null; `speak`, `signOut`, `needKey()` are called */
  constructor(given) {
    const { storage, who, feeds } = given;
    const constraints = given.constraints || UNTOLD;
    const words = withRules(given.words, constraints);
    this.#given = { ...given, words, constraints };
    this.#words = words;
    this.#who = who;
    this.#feed = feedToBegin(feeds, [storage.get('feed')], words.language);
    this.#sources = new SourceTemplates(storage);
    this.#drafts = new DraftStorage(storage, who);
    this.#sender = new OutboxSender(storage, (key) => this.#lineChanged(key));
    this.#readers = new FeedReaders({ isEditor: seesSurfaces(who), changed: (slug) => this.#feedChanged(slug) });
    this.#surfaces = new Surfaces(() => this.#redrawSoon());
    this.#announcements = new OutboxAnnouncements(words, this.#liveRegion);
    const shared = {
      words,
      constraints,
      sender: this.#sender,
      drafts: this.#drafts,
      form: () => this.#views.form,
      feed: () => this.#feed,
      nowMs: () => this.#nowMs,
    };
    this.#actions = new Actions({
      ...shared,
      readers: this.#readers,
      feedOf: (slug) => feeds.find((feed) => feed.slug === slug),
      view: () => this.#surfaces.known,
      say: (receipt, surfaces) => saidReceipt(receipt, surfaces, words),
      tell: (text) => this.#liveRegion.say(text),
      changed: () => this.#redrawSoon(),
    });
    this.#filing = new Filing({ ...shared, sources: this.#sources, filed: (line) => this.#filed(line) });
    this.#views = this.#build();
    this.element = element('div', { class: 'desk', lang: words.language, dir: words.dir }, this.#views.bar.element, this.#views.main, ...this.#liveRegion.elements);
  }

  #build() {
    const { storage, words, feeds, constraints } = this.#given;
    const speak = (language) => {
      storage.set('feed', this.#feed.slug); // another language is no reason to file somewhere else
      this.#given.speak(language);
    };
    const bar = new Bar({ words, who: this.#who, feeds, feed: this.#feed.slug, face: (slug) => this.#face(slug), speak, signOut: () => this.#signOut(), help: () => showHelp(words) });
    const form = new Form({
      words,
      constraints,
      feed: this.#feed,
      sources: this.#sources,
      tell: (text) => this.#liveRegion.say(text),
      standing: () => ({ entries: [...this.#readers.rows(this.#feed.slug).values()], nowMs: this.#reader ? this.#reader.serverMs : null, own: this.#sender.own }),
      changed: () => this.#drafts.keep(form.value),
      clear: () => this.#filing.clear(),
      file: () => this.#filing.file(),
    });
    const outbox = new OutboxView(words, this.#actions.forOutbox);
    const surfaces = new SurfacesView(words, () => this.#feed.slug);
    const feed = new FeedView(words, { ...this.#actions.forFeed, older: () => this.#showOlder() }, surfaces.element);
    const desk = element('div', { class: 'writing' }, form.element, outbox.element);
    return { bar, form, outbox, feed, surfaces, main: element('main', {}, desk, feed.element) };
  }

  start() {
    const left = this.#drafts.recall();
    if (left !== null) this.#views.form.set(left);
    this.#follow();
    this.#announcements.begin(this.#mine);
    this.#sender.start(this.#who);
    if (seesSurfaces(this.#who)) this.#surfaces.watch(this.#feed.slug);
    this.#timer = setInterval(() => {
      this.#redraw();
      this.#lookAfter();
    }, SECOND_MS);
    for (const name of ['online', 'offline']) this.#listen(self, name, () => this.#redraw());
    this.#listen(document, 'keydown', (pressed) => this.#press(pressed));
    this.#redraw();
  }

  stop() {
    clearInterval(this.#timer);
    clearTimeout(this.#due);
    this.#timer = null; // from now on nothing is drawn
    for (const end of this.#endings) end();
    this.#sender.stop();
    this.#readers.stop();
    this.#surfaces.stop();
    this.#liveRegion.stop();
    this.#actions.stop();
    this.element.remove();
  }

  /** The session is back: what waited for it goes. */
  resume() {
    this.#sender.wake();
  }

  #listen(target, name, call) {
    target.addEventListener(name, call);
    this.#endings.push(() => target.removeEventListener(name, call));
  }

  get #reader() {
    return this.#readers.current;
  }

  get #nowMs() {
    const known = this.#reader && this.#reader.serverMs;
    return known === null || known === undefined ? Date.now() : known;
  }

  get #mine() {
    return this.#sender.lines.filter(({ who }) => who === this.#who.id);
  }

  #face(slug) {
    this.#feed = this.#given.feeds.find((feed) => feed.slug === slug);
    this.#given.storage.set('feed', slug);
    this.#older = 0;
    this.#views.form.face(this.#feed);
    this.#follow();
    if (seesSurfaces(this.#who)) this.#surfaces.watch(slug);
    this.#redraw();
  }

  /** Read the edition in sight, and those to which a line is under way. */
  #follow() {
    const isUnderWay = (line) => !isDone(line) && Date.now() - line.madeMs < UNDER_WAY_MS;
    const known = new Set(this.#given.feeds.map(({ slug }) => slug));
    const slugs = this.#mine.filter(isUnderWay).map(({ feed }) => feed);
    this.#readers.follow(this.#feed.slug, slugs.filter((slug) => known.has(slug)));
  }

  #feedChanged(slug) {
    this.#sender.stands(slug, (id) => this.#readers.entry(slug, id));
    this.#redrawSoon();
  }

  /** Ask for what was filed a while ago and is in no reader: a correction of an old update, say. */
  async #lookAfter() {
    const isOverdue = ({ filed, airedMs }) => filed !== null && airedMs === null && Date.now() - filed.atMs > OVERDUE_MS;
    const line = this.#mine.find((one) => isOverdue(one) && !this.#looked.has(one.key));
    if (line === undefined || navigator.onLine === false) return;
    this.#looked.add(line.key);
    const entry = await this.#readers.lookUp(line.feed, line.filed.id);
    if (this.#timer === null) return;
    if (entry === null) this.#looked.delete(line.key);
    else this.#sender.stands(line.feed, (id) => (id === entry.id ? entry : undefined));
  }

  #lineChanged(key) {
    const line = this.#sender.line(key);
    if (line !== null) this.#filing.lineChanged(line);
    if (line !== null && line.needsKey) this.#given.needKey();
    this.#actions.lineChanged(line);
    this.#announcements.look(this.#mine);
    this.#redrawSoon();
    // Its entry may have come before the answer did, and nothing else for a while.
    if (line !== null && line.filed !== null && line.airedMs === null) this.#feedChanged(line.feed);
  }

  #filed(line) {
    this.#actions.filedHere.add(line.key);
    this.#follow();
    if (navigator.onLine === false) this.#liveRegion.say(this.#words.told.queued);
  }

  #signOut() {
    const waiting = this.#mine.filter((line) => isWaiting(line, this.#who.id)).length;
    const forget = () => {
      this.#drafts.forget();
      this.#sources.forget();
      this.#sender.forgetDone();
    };
    this.#given.signOut({ waiting, forget });
  }

  #redrawSoon() {
    if (this.#due === null && this.#timer !== null) this.#due = setTimeout(() => this.#redraw(), FRAME_MS);
  }

  #redraw() {
    clearTimeout(this.#due);
    this.#due = null;
    const lines = this.#mine;
    this.#drawState(lines);
    const isTaken = (shown) => isTakenBack(shown, this.#readers.entry(this.#feed.slug, shown.id), lines);
    this.#views.surfaces.draw(this.#surfaces.known, isTaken);
    this.#views.form.draw();
    const screens = (entry) => onScreens(this.#surfaces.known, entry.id, entry.version);
    this.#views.outbox.draw({
      lines,
      others: this.#sender.lines.filter((line) => line.who !== this.#who.id && isWaiting(line, line.who)).length,
      standing: (line) => this.#readers.entry(line.feed, line.update || (line.filed && line.filed.id)),
      screens,
      isLasting: this.#given.storage.isLasting,
    });
    this.#views.form.drawLatest(this.#views.outbox.latest(lines, Date.now()));
    this.#drawFeed(lines, screens);
    this.#actions.draw(this.#surfaces.known);
  }

  #drawState(lines) {
    const spoken = navigator.onLine === false ? 'offline' : this.#reader.spoken;
    const { atMs } = this.#reader.held;
    const text = this.#views.bar.draw(spoken, atMs === null ? '…' : clock(this.#words, atMs));
    if (this.#said !== null && spoken !== this.#said && spoken !== 'connecting') this.#liveRegion.say(text);
    this.#said = spoken;
    this.#views.form.drawHoldUp(holdUp(lines, spoken !== 'offline' && spoken !== 'stale'));
  }

  #drawFeed(lines, screens) {
    const given = {
      who: this.#who,
      words: this.#words,
      held: this.#reader.held,
      archive: this.#readers.archive,
      view: this.#surfaces.known,
      own: this.#sender.own,
      nowMs: this.#nowMs,
      older: this.#older,
      lines,
      screens,
    };
    this.#views.feed.draw(visibleUpdates(given));
  }

  #showOlder() {
    this.#older += OLDER;
    this.#redraw();
  }

  /** F6 goes from region to region. */
  #press(pressed) {
    if (pressed.key !== 'F6' || document.querySelector('dialog[open]')) return;
    const regions = [this.#views.form, this.#views.outbox, this.#views.feed];
    const at = regions.findIndex((region) => region.element.contains(document.activeElement));
    const step = pressed.shiftKey ? regions.length - 1 : 1;
    regions[at < 0 ? 0 : (at + step) % regions.length].focus();
    pressed.preventDefault();
  }
}
