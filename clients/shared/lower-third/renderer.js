// The one place where lines are seen: puts plates on and takes them off, and knows which are there.
// A plate that is cut is gone in the same instant, whatever it was doing.

import { element } from '../dom.js';
import { fitted, sized } from './fit.js';
import { graphicOf } from './graphic.js';
import { STYLE } from './style.js';

const LEAVING_MS = 260;
const FITS_KEPT = 100;

export class Renderer {
  /** @param {function} changed called whenever other plates are there than before */
  constructor(host, changed) {
    this._host = host;
    this._changed = changed;
    this._root = host.attachShadow({ mode: 'open' });
    this._box = element('div', { class: 'stage' });
    this._shown = null; // {key, plate, entry}
    this._leaving = null; // {plate, entry, timer}
    this._waiting = []; // calls that wait until it has left
    this._coming = null; // what follows when the one that leaves has left
    this._fits = new Map();
    this._shape = 'landscape';
    this._size = '';
    dress(this._root);
    this._root.append(this._box);
  }

  /** Tell which entries are to be seen right now, those on their way out too. */
  get shown() {
    return [this._shown, this._leaving].filter(Boolean).map(({ entry }) => entry);
  }

  /** Tell whether the picture has a size, so that words can be fitted into it. */
  get isMeasured() {
    return this._size !== '';
  }

  /** Take the picture's size; say whether it is another one, so that everything must be fitted anew. */
  measure() {
    const width = this._host.clientWidth;
    const height = this._host.clientHeight;
    const size = `${width} ${height}`;
    if (size === this._size || width === 0 || height === 0) return false;
    this._size = size;
    this._shape = height > width ? 'portrait' : 'landscape';
    const unit = this._shape === 'portrait' ? width / 1080 : Math.min(width / 1920, height / 1080);
    this._box.style.setProperty('--u', `${unit}px`);
    this._box.className = `stage ${this._shape}`;
    this._fits.clear();
    return true;
  }

  /** Give the pages of an entry's words as they are fitted here. */
  fit(entry, { label, form }) {
    const key = [entry.id, entry.version, label, form, JSON.stringify(entry.statement)].join(' ');
    if (!this._fits.has(key)) {
      if (this._fits.size > FITS_KEPT) this._fits.clear();
      this._fits.set(key, fitted(this._box, entry, { label, form, shape: this._shape }));
    }
    return this._fits.get(key);
  }

  /**
   * Show a page of an entry, or nothing (null).
   *
   * @param {object} manner `isCut`: without any way out or in; `form`: short or full
   */
  show(air, { isCut, form }) {
    const key = air === null ? null : [air.entry.id, air.entry.version, air.page, air.label].join(' ');
    const isSame = this._shown !== null && this._shown.key === key;
    if (isCut && !isSame) this.cut();
    if (isSame || (air === null && this._shown === null && this._coming === null)) return;
    this._coming = null;
    this._leave();
    if (air === null) return;
    if (this._leaving) this._coming = () => this._enter(key, air, form, false);
    else this._enter(key, air, form, isCut);
  }

  /** Wait until what is on its way out has left the picture. */
  gone() {
    return new Promise((resolve) => (this._leaving ? this._waiting.push(resolve) : resolve()));
  }

  /** Take everything off in this instant. */
  cut() {
    const had = this._shown || this._leaving;
    if (this._leaving) clearTimeout(this._leaving.timer);
    this._shown = null;
    this._leaving = null;
    this._coming = null;
    this._box.textContent = '';
    this._release();
    if (had) this._changed();
  }

  /** Take off in this instant whatever shows an entry of which the claim does not hold. */
  cutUnless(holds) {
    if (this.shown.some((entry) => !holds(entry))) this.cut();
  }

  _enter(key, air, form, isCut) {
    const { size, pages } = this.fit(air.entry, { label: air.label, form });
    const page = Math.min(air.page, pages.length - 1);
    const plate = graphicOf(air.entry, { words: pages[page], label: air.label, page, pages: pages.length });
    sized(plate, size);
    if (!isCut) plate.classList.add('entering');
    this._box.append(plate);
    this._shown = { key, plate, entry: air.entry };
    if (!isCut) {
      plate.getBoundingClientRect(); // the browser must have seen it outside before it comes in
      plate.classList.remove('entering');
    }
    this._changed();
  }

  _leave() {
    if (!this._shown) return;
    if (this._leaving) this._gone();
    const { plate, entry } = this._shown;
    this._shown = null;
    plate.classList.add('leaving');
    this._leaving = { plate, entry, timer: setTimeout(() => this._gone(), LEAVING_MS) };
  }

  _gone() {
    clearTimeout(this._leaving.timer);
    this._leaving.plate.remove();
    this._leaving = null;
    this._release();
    const come = this._coming;
    this._coming = null;
    if (come) come();
    else this._changed();
  }

  _release() {
    for (const call of this._waiting.splice(0)) call();
  }
}

/** Give a shadow its style: as a sheet where the browser has them, which no host page's policy can block. */
function dress(root) {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    root.adoptedStyleSheets = [sheet];
  } catch (_) {
    root.append(element('style', null, STYLE));
  }
}
