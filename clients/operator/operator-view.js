// The page of whoever is signed in: one edition, its screens, its kills, its lines. It reads the feed on a connection
// of its own: a lower third that leads would stop it when its host hides it.

import { Bar } from '../desk/bar.js';
import { Surfaces } from '../desk/surfaces.js';
import { LiveRegion } from '../desk/live-region.js';
import { SERVER } from '../desk/requests.js';
import { element } from '../shared/dom.js';
import { Feed } from '../shared/feed.js';
import { shown } from '../shared/fold.js';
import { clock } from '../shared/times.js';
import { LocalScreens } from './local-screens.js';
import { ReceiptsView } from './receipts-view.js';
import { ScreensView } from './screens-view.js';
import { CommandsView } from './commands-view.js';

const SIZE = 30;
const TURN_MS = 1000;

export class OperatorView {
  #words;
  #feed;
  #liveRegion = new LiveRegion();
  #surfaces;
  #bar;
  #screens;
  #receipts;
  #commands;
  #localScreens;
  #timer = null;
  #heardMs = null;
  #lost;

  /** @param {object} given `words`, `who`, `feeds`, `slug`; `face(slug)`, `speak`, `signOut`, `lost()` are called */
  constructor({ words, who, feeds, slug, face, speak, signOut, lost }) {
    this.#words = words;
    this.#lost = lost;
    this.#bar = new Bar({ words, who, feeds, feed: slug, face, speak, signOut, help: () => {} });
    this.#screens = new ScreensView(words, slug);
    this.#receipts = new ReceiptsView(words, (text) => this.#liveRegion.say(text));
    this.#surfaces = new Surfaces(() => this.#told());
    this.#feed = new Feed({ server: SERVER, feed: slug, size: SIZE, isShared: false, isKept: false }, () => this.#draw());
    this.#localScreens = new LocalScreens(slug, () => this.#draw());
    this.#commands = new CommandsView({ words, localScreens: this.#localScreens });
    this.slug = slug;
    this.#bar.element.querySelector('.skip').remove();
    for (const help of this.#bar.element.querySelectorAll('.helpButton')) help.remove();
    const title = element('h1', { class: 'unseen' }, words.page);
    const main = element('main', { class: 'gallery' }, title, this.#screens.element, this.#receipts.element, this.#commands.element);
    this.element = element('div', { lang: words.language, dir: words.dir }, this.#bar.element, main, ...this.#liveRegion.elements);
  }

  start() {
    this.#timer = setInterval(() => this.#draw(), TURN_MS);
    this.#surfaces.watch(this.slug);
    this.#feed.start();
    this.#localScreens.start();
    this.#draw();
  }

  stop() {
    clearInterval(this.#timer);
    this.#timer = null; // from now on nothing is drawn
    this.#surfaces.stop();
    this.#feed.stop();
    this.#localScreens.stop();
    this.#liveRegion.stop();
    this.element.remove();
  }

  #told() {
    this.#heardMs = Date.now();
    this.#draw();
  }

  /** What screens show is known only while the service tells it. */
  #draw() {
    if (this.#timer === null) return;
    const { view, isStale } = this.#surfaces;
    const spoken = isStale ? 'stale' : view === null ? 'connecting' : 'live';
    this.#bar.draw(spoken, this.#heardMs === null ? '…' : clock(this.#words, this.#heardMs));
    this.element.dataset.stands = spoken;
    this.#screens.draw(view);
    this.#receipts.draw(view);
    const { held, serverMs } = this.#feed;
    this.#commands.draw(serverMs === null ? [] : shown(held, serverMs));
    if (spoken !== 'live') this.#lost();
  }
}
