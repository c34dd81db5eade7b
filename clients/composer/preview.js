// How a draft will look: as a line of the strip, and on a lower third, whose own measure says how large and how often.

import { labelIn } from '../shared/lower-third/labels.js';
import { Renderer } from '../shared/lower-third/renderer.js';
import { element, place, setText, tongue } from '../shared/dom.js';
import { levelOf } from '../shared/levels.js';
import { withNumbers } from '../shared/numbers.js';
import { count } from '../desk/words.js';

/** The picture in whose pixels a lower third measures. */
const PICTURE_WIDTH = 1920;

export class Preview {
  #words;
  #strip = element('div', { class: 'previewStrip' });
  #third = element('div', { class: 'thirdStage' });
  #warning = element('p', { class: 'warning', hidden: '' });
  #measure = element('div', { class: 'thirdMeasure' });
  #renderer = new Renderer(this.#measure, () => {});
  #drawn = 0;

  constructor(words) {
    this.#words = words;
    this.element = element(
      'section',
      { class: 'preview', 'aria-label': words.preview },
      element('h2', {}, words.onStrip),
      this.#strip,
      element('h2', {}, words.onScreen),
      this.#third,
      this.#warning,
      element('div', { class: 'unseen' }, this.#measure),
    );
  }

  draw(entry) {
    const isEmpty = entry.statement === '' && entry.attribution.name === '';
    this.element.hidden = isEmpty;
    place(this.#strip, [this.#drawLine(entry)]);
    if (isEmpty) {
      place(this.#third, []);
      return;
    }
    this.#renderer.measure();
    this.#drawn += 1; // another version each time: nothing that was measured before is of this one
    const { size, pages } = this.#renderer.fit({ ...entry, version: this.#drawn }, { label: null, form: 'short' });
    place(this.#third, [drawThird(entry, { size, said: pages[0] })]);
    this.#warning.hidden = pages.length === 1;
    setText(this.#warning, pages.length > 1 ? count(this.#words, this.#words.screenPages, pages.length) : '');
  }

  #drawLine(entry) {
    const line = element('p', { class: `stripLine ${levelOf(entry)}` }, levelLabel(entry, this.#words), ' ', drawHeadline(entry));
    line.dir = tongue(entry).dir;
    return line;
  }
}

/** Make the label of an entry's level. */
export function levelLabel(entry, words) {
  const level = levelOf(entry);
  return element('span', { class: `levelLabel ${level}`, lang: words.language, dir: words.dir }, words.levels[level]);
}

/** Make who says it and what, each isolated in its own direction. */
export function drawHeadline(entry) {
  const { name, role } = entry.attribution;
  return element(
    'span',
    { class: 'headline', ...tongue(entry) },
    element('bdi', { class: 'name' }, name || '…'),
    role ? element('bdi', { class: 'role' }, ` ${role}`) : null,
    ' ',
    element('bdi', { class: 'statement', dir: tongue(entry).dir }, ...withNumbers(entry.statement || '…')),
  );
}

function drawThird(entry, { size, said }) {
  const { name, role } = entry.attribution;
  const level = levelOf(entry);
  const label = labelIn(entry.language, level);
  const third = element(
    'div',
    { class: `third ${level}`, ...tongue(entry) },
    element('p', { class: 'thirdWho' }, element('span', { class: `levelLabel ${level}`, lang: label.language, dir: label.dir }, label.text), element('bdi', { class: 'name' }, name || '…'), role ? element('bdi', { class: 'role' }, role) : null),
    element('p', { class: 'thirdText' }, element('bdi', { dir: tongue(entry).dir }, ...withNumbers(said || '…'))),
  );
  third.style.setProperty('--size', `${(100 * size) / PICTURE_WIDTH}cqi`);
  return third;
}
