// One line of the strip as elements: attribution told apart from statement, each in its own language and direction.

import { element, tongue } from '../shared/dom.js';
import { levelNow, levelOf } from '../shared/levels.js';
import { withNumbers } from '../shared/numbers.js';
import { ago, fill } from '../shared/times.js';
import { moment } from './words.js';

/** Make the `li` of a line that `strip.js` gave. */
export function drawLine(line, words, serverNowMs) {
  return line.gone ? drawGone(line, words) : drawEntry(line, words, serverNowMs);
}

/** Tell whether two lines say the same, so that the element that is there can stay. */
export function isSameLine(one, other) {
  return one.gone === other.gone && (one.entry === other.entry || content(one.entry) === content(other.entry));
}

/** Take the marks of a change off again: the old words go, a correction stays labelled as one. */
export function settle(drawn, { entry }) {
  drawn.classList.remove('marked');
  drawn.querySelector('.before')?.remove();
  if (entry.type !== 'correction') drawn.querySelector('.correction')?.remove();
}

/** Write the times of a line anew, and let it look like a flash as long as it is one. */
export function retime(drawn, { entry }, words, serverNowMs) {
  for (const time of drawn.querySelectorAll('time')) {
    const text = ago(words, Date.parse(time.dateTime), serverNowMs);
    if (time.textContent !== text) time.textContent = text;
  }
  if (levelOf(entry) !== 'flash') return;
  const isFlash = levelNow(entry, serverNowMs) === 'flash';
  drawn.classList.toggle('flash', isFlash);
  drawn.classList.toggle('alert', !isFlash);
}

/** Give an entry without its place: a version alone does not tell, because a new epoch may give it again. */
function content(entry) {
  return JSON.stringify({ ...entry, cursor: null });
}

function drawGone({ id, gone }, words) {
  return element('li', { class: 'line gone', 'data-id': id }, element('p', { class: 'body' }, words[gone]));
}

function drawEntry({ id, entry, mark, before }, words, serverNowMs) {
  const classes = ['line', levelNow(entry, serverNowMs), mark ? 'marked' : null].filter(Boolean).join(' ');
  return element(
    'li',
    { class: classes, 'data-id': id, 'data-version': entry.version },
    element(
      'p',
      { class: 'meta' },
      element('span', { class: 'level' }, words.levels[levelOf(entry)]),
      ' ',
      drawTime(entry.first_created, words, serverNowMs),
    ),
    element(
      'div',
      { class: 'body' },
      drawWords(entry, words),
      drawCorrection(entry, mark, words, serverNowMs),
      before === null ? null : drawBefore(entry, before, words),
      entry.replaces === undefined ? null : element('p', { class: 'aside' }, words.replaces),
      drawLink(entry.link, words),
    ),
  );
}

function drawTime(at, words, serverNowMs) {
  const atMs = Date.parse(at);
  if (Number.isNaN(atMs)) return null;
  return element('time', { datetime: at, title: moment(words, atMs) }, ago(words, atMs, serverNowMs));
}

function drawWords(entry, words) {
  const { name, role, kind } = entry.attribution;
  const { lang, dir } = tongue(entry);
  return element(
    'div',
    { class: 'words', lang, dir },
    element(
      'p',
      { class: 'source' },
      element('bdi', { class: 'name' }, name),
      role ? element('bdi', { class: 'role' }, role) : null,
      kind === 'unnamed' ? element('bdi', { class: 'role', lang: words.language }, words.unnamed) : null,
    ),
    element('p', { class: 'statement' }, ...withNumbers(entry.statement)),
  );
}

function drawCorrection(entry, mark, words, serverNowMs) {
  if (entry.type !== 'correction' && mark === null) return null;
  const label = entry.type === 'correction' ? words.corrected : words.changed;
  return element(
    'p',
    { class: 'correction' },
    element('strong', {}, label),
    ' ',
    drawTime(entry.version_created, words, serverNowMs),
    entry.note ? element('bdi', { class: 'note', ...tongue(entry) }, ...withNumbers(entry.note)) : null,
  );
}

function drawBefore(entry, before, words) {
  return element(
    'p',
    { class: 'before' },
    element('span', { class: 'aside' }, words.before),
    ' ',
    element('del', tongue(entry), ...withNumbers(before)),
  );
}

function drawLink(link, words) {
  const url = URL.canParse(link ?? '') ? new URL(link) : null;
  if (url?.protocol !== 'https:') return null;
  const attributes = { class: 'more', href: url.href, rel: 'noopener noreferrer', target: '_blank' };
  const [start, end] = words.more.split('{host}');
  return element('a', attributes, start, element('bdi', { dir: 'ltr' }, url.hostname), fill(end, {}));
}
