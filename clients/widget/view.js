// The strip's elements in its shadow: the lines, how it stands, the buttons, what is said aloud. It decides nothing.

import { element, place, setText } from '../shared/dom.js';
import { attempt } from '../shared/attempt.js';
import { drawLine, isSameLine, retime } from './line.js';
import { STYLES } from './styles.js';

export class View {
  /** Build the strip under `root`; `press(name)` is called when a button is. */
  constructor(root, press) {
    const button = (name) => {
      const made = element('button', { class: `button ${name}`, type: 'button' });
      made.addEventListener('click', () => press(name));
      return made;
    };
    this._drawn = new Map(); // id -> {line, drawn}
    this.lines = element('ol', { class: 'lines', role: 'list' });
    this._notice = element('p', { class: 'notice' });
    this._state = element('p', { class: 'state' });
    this.pause = button('pause');
    this._all = button('all');
    this._hide = button('hide');
    this.stage = element('div', { class: 'stage' }, this.lines, this._notice);
    this.bar = element('section', { class: 'strip' }, this.stage, this._state, this.pause, this._all, this._hide);
    this.show = button('show');
    this.polite = element('p', { class: 'unseen', role: 'status' });
    this.assertive = element('p', { class: 'unseen', role: 'alert' });
    dress(root);
    [this.bar, this.show].forEach(expose);
    root.append(this.bar, this.show, this.polite, this.assertive);
  }

  /** Give the strip a name, for those who hear it. */
  name(label) {
    if (this.bar.getAttribute('aria-label') !== label) this.bar.setAttribute('aria-label', label);
  }

  /** Let a line that is on by itself have so many rows. */
  bound(rows) {
    this.bar.style.setProperty('--rows', Math.min(9, Math.max(1, rows)));
  }

  /** Speak another language from now on. */
  speak(words, dir) {
    this._words = words;
    this._drawn.clear();
    for (const part of [this.bar, this.show]) Object.assign(part, { lang: words.language, dir });
    setText(this.show, words.latest);
    setText(this._hide, words.hide);
  }

  /** Bring the elements to `lines`; those that look the same stay, so that focus and selection do. */
  drawLines(lines, serverNowMs) {
    const before = this._drawn;
    const root = this.lines.getRootNode();
    const hadFocus = this.lines.contains(root.activeElement);
    this._drawn = new Map(lines.map((line) => [line.id, this._draw(line, before.get(line.id), serverNowMs)]));
    place(this.lines, [...this._drawn.values()].map(({ drawn }) => drawn));
    if (hadFocus && !root.activeElement) this.pause.focus({ preventScroll: true });
  }

  _draw(line, known, serverNowMs) {
    if (known && isSameLine(known.line, line)) return { line, drawn: known.drawn };
    const drawn = drawLine(line, this._words, serverNowMs);
    expose(drawn);
    return { line, drawn };
  }

  drawnOf(id) {
    return (this._drawn.get(id) || {}).drawn;
  }

  retime(serverNowMs) {
    for (const { line, drawn } of this._drawn.values()) retime(drawn, line, this._words, serverNowMs);
  }

  /**
   * Show the lines one at a time, running through, or all. `level` is that of the line that is on by itself, if one
   * is; `isOn(id)` tells of each line whether it is on, and no other one is, whatever the mode was before.
   */
  drawMode(mode, level, isOn) {
    this.bar.dataset.mode = mode;
    this.bar.dataset.level = mode === 'all' ? '' : level || '';
    setText(this._all, mode === 'all' ? this._words.less : this._words.all);
    this._all.setAttribute('aria-expanded', mode === 'all');
    this.lines.tabIndex = mode === 'all' ? 0 : -1;
    for (const [id, { drawn }] of this._drawn) drawn.classList.toggle('on', isOn(id));
  }

  drawState(spoken, text) {
    this.bar.dataset.state = spoken;
    setText(this._state, text);
  }

  drawNotice(text) {
    setText(this._notice, text);
  }

  drawPause({ isPaused, waiting }) {
    const { pause, resume } = this._words;
    setText(this.pause, isPaused ? `${resume}${waiting > 0 ? ` (${waiting})` : ''}` : pause);
  }
}

/** Let hosts reach an element and what is in it by ::part(): the classes that they begin with are their parts. */
function expose(made) {
  for (const one of [made, ...made.querySelectorAll('[class]')]) one.setAttribute('part', one.className);
}

/** A sheet of our own needs no leave of the host's policy; an old browser gets a style element. */
function dress(root) {
  const isDressed = attempt(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLES);
    root.adoptedStyleSheets = [sheet];
    return true;
  });
  if (!isDressed) root.append(element('style', {}, STYLES));
}
