// How a draft will look: as a line of the strip, and on a lower third.

import { element, place, setText, tongue } from '../shared/dom.js';
import { levelOf } from '../shared/levels.js';

export class Preview {
  #words;
  #strip = element('div', { class: 'previewStrip' });
  #third = element('div', { class: 'thirdStage' });
  #warning = element('p', { class: 'warning', hidden: '' });

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
    );
  }

  draw(entry) {
    const isEmpty = entry.statement === '' && entry.attribution.name === '';
    this.element.hidden = isEmpty;
    place(this.#strip, [this.#drawLine(entry)]);
    const third = drawThird(entry, this.#words);
    place(this.#third, [third]);
    const text = third.querySelector('.thirdText');
    const isLong = !isEmpty && text.scrollHeight > text.clientHeight + 1;
    this.#warning.hidden = !isLong;
    setText(this.#warning, isLong ? this.#words.screenLong : '');
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
    element('bdi', { class: 'statement' }, entry.statement || '…'),
  );
}

function drawThird(entry, words) {
  const { name, role } = entry.attribution;
  const said = tongue(entry);
  return element(
    'div',
    { class: `third ${levelOf(entry)}`, ...said },
    element('p', { class: 'thirdWho' }, levelLabel(entry, words), element('bdi', { class: 'name' }, name || '…'), role ? element('bdi', { class: 'role' }, role) : null),
    element('p', { class: 'thirdText' }, element('bdi', {}, entry.short || entry.statement || '…')),
  );
}
