// Each screen of an edition: what it has on air now, how it stands and how far behind it is.

import { element, place } from '../shared/dom.js';
import { levelOf } from '../shared/levels.js';
import { withNumbers } from '../shared/numbers.js';
import { clock, fill } from '../shared/times.js';
import { removalButton } from '../desk/surfaces.js';
import { count, number } from '../desk/words.js';

export class ScreensView {
  #words;
  #list = element('ul', { role: 'list', class: 'screens' });
  #none;
  #drawn = new Map(); // name -> {key, card}
  #feed;

  /** @param {string} feed the slug of the edition whose screens these are */
  constructor(words, feed) {
    this.#words = words;
    this.#feed = feed;
    this.#none = element('p', { class: 'notice' }, words.operator.noScreens);
    const title = element('h2', { id: 'screens-title' }, words.operator.onAir);
    this.element = element('section', { 'aria-labelledby': title.id, class: 'air', tabindex: '-1' }, title, this.#none, this.#list);
  }

  /** Draw what the service told; null while it has not. */
  draw(view) {
    const surfaces = view === null ? [] : view.surfaces;
    this.#none.hidden = view === null || surfaces.length > 0;
    const cards = new Map(surfaces.map((surface) => [surface.name, this.#card(surface)]));
    this.#drawn = cards;
    place(this.#list, [...cards.values()].map(({ card }) => card));
  }

  #card(surface) {
    const { at, ...rest } = surface;
    const key = JSON.stringify([rest, surface.silent && at]);
    const known = this.#drawn.get(surface.name);
    if (known !== undefined && known.key === key) return known;
    const name = element('h3', { dir: 'auto' }, surface.name);
    const how = element('p', { class: 'how' }, ...spaced(this.#how(surface)));
    const lines = surface.shown.length > 0 ? surface.shown.map((shown) => this.#line(shown)) : [element('p', { class: 'empty' }, this.#words.operator.nothing)];
    const behind = element('p', { class: 'behind' }, this.#behind(surface));
    const look = surface.silent ? 'silent' : surface.state;
    const remove = surface.silent ? removalButton({ words: this.#words, feed: this.#feed, name: surface.name, removed: () => this.element.focus() }) : null;
    return { key, card: element('li', { class: 'screen', 'data-look': look }, name, how, ...lines, behind, remove) };
  }

  #how({ silent, at, state, mode }) {
    const own = this.#words.operator;
    const stands = silent
      ? fill(this.#words.surfaces.since, { at: clock(this.#words, Date.parse(at)) })
      : own.states[state] || state;
    const told = mode === null || mode === undefined ? null : element('span', { class: 'mode' }, own.modes[mode] || mode);
    return [element('strong', {}, stands), told];
  }

  #line({ id, version, headline, language, dir, level }) {
    const own = this.#words.operator;
    if (headline === undefined) return element('p', { class: 'gone', 'data-id': id }, own.gone);
    const mark = element('span', { class: `level ${levelOf({ level })}` }, this.#words.levels[levelOf({ level })]);
    const words = element('bdi', { class: 'words', lang: language, dir }, ...withNumbers(headline));
    return element('p', { class: 'shown', 'data-id': id, 'data-version': version }, mark, ' ', words);
  }

  #behind({ behind, delay_s: delayS }) {
    const own = this.#words.operator;
    const parts = [];
    if (behind === null) parts.push(own.unknown);
    else parts.push(behind > 0 ? count(this.#words, this.#words.surfaces.behind, behind) : own.upToDate);
    if (delayS > 0) parts.push(fill(own.delay, { s: number(this.#words, delayS, delayS % 1 === 0 ? 0 : 1) }));
    return parts.join(' · ');
  }
}

/** Put spaces between what is there. */
function spaced(parts) {
  return parts.filter((part) => part !== null).flatMap((part) => [part, ' ']);
}
