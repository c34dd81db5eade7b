// The screens of an edition in one line, and behind it each of them: what it has on air, how far behind it is.

import { element, place, setText } from '../shared/dom.js';
import { withNumbers } from '../shared/numbers.js';
import { clock, fill } from '../shared/times.js';
import { removalButton } from '../desk/surfaces.js';
import { count } from '../desk/words.js';

export class SurfacesView {
  #words;
  #summary = element('summary', {});
  #list = element('ul', { role: 'list' });
  #drawn = '';
  #feed;

  /** @param {function} feed gives the slug of the edition in sight */
  constructor(words, feed) {
    this.#words = words;
    this.#feed = feed;
    this.element = element('details', { class: 'surfaces' }, this.#summary, this.#list);
  }

  /** Draw what the service told, null while it has not; without the words of what `isTaken(shown)` tells of. */
  draw(view, isTaken) {
    this.element.hidden = view === null;
    if (view === null) return;
    const words = this.#words.surfaces;
    const silent = view.surfaces.filter((surface) => surface.silent).length;
    const reporting = view.surfaces.length - silent;
    const parts = view.surfaces.length === 0 ? [words.none] : [count(this.#words, words.some, reporting)];
    if (silent > 0) parts.push(count(this.#words, words.silent, silent));
    setText(this.#summary, parts.join(this.#words.receipt.and));
    this.element.dataset.silent = String(silent > 0);
    const surfaces = view.surfaces.map((surface) => ({ ...surface, shown: surface.shown.map((one) => (isTaken(one) ? { id: one.id } : one)) }));
    const drawn = JSON.stringify([this.#feed(), surfaces.map(({ at, ...surface }) => [surface, surface.silent && at])]);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    place(this.#list, surfaces.map((surface) => this.#draw(surface)));
  }

  #draw(surface) {
    const words = this.#words.surfaces;
    const stands = surface.silent
      ? element('span', { class: 'silent' }, fill(words.since, { at: clock(this.#words, Date.parse(surface.at)) }))
      : element('span', {}, surface.shown.length > 0 ? words.onAir : words.empty);
    const behind = surface.behind > 0 ? element('span', { class: 'behind' }, count(this.#words, words.behind, surface.behind)) : null;
    const shown = surface.shown.filter(({ headline }) => headline !== undefined);
    const lines = shown.map(({ headline, language, dir }) => element('bdi', { class: 'words', lang: language, dir }, ...withNumbers(headline)));
    const remove = surface.silent ? removalButton({ words: this.#words, feed: this.#feed(), name: surface.name, removed: () => this.#summary.focus() }) : null;
    return element('li', {}, element('strong', { dir: 'auto' }, surface.name), ' ', stands, behind ? ' ' : null, behind, ...lines, remove ? ' ' : null, remove);
  }
}
