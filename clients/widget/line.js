// One line of the strip as elements: attribution told apart from statement, each isolated in its own direction.

import { element, tongue } from '../shared/dom.js';
import { levelNow, levelOf } from '../shared/levels.js';
import { withNumbers } from '../shared/numbers.js';
import { ago } from '../shared/times.js';
import { attempt } from '../shared/attempt.js';

/** Make the `li` of a line that `strip.js` gave. */
export function drawLine({ entry, gone, mark, before }, words, serverNowMs) {
  if (gone) return element('li', { class: 'line gone' }, element('p', { class: 'text' }, words[gone]));
  const { lang, dir } = tongue(entry);
  const correction = drawCorrection(entry, mark, before, words);
  return element(
    'li',
    { class: `line ${levelNow(entry, serverNowMs)}${correction ? ' amended' : ''}${mark ? ' marked' : ''}`, dir },
    element('span', { class: 'level', lang: words.language, dir: 'auto' }, words[levelOf(entry)]),
    element(
      'div',
      { class: 'text', lang },
      element(
        'p',
        { class: 'words' },
        drawSource(entry.attribution),
        ' ',
        entry.short ? element('bdi', { class: 'short', dir }, ...withNumbers(entry.short)) : null,
        element('bdi', { class: 'statement', dir }, ...withNumbers(entry.statement)),
      ),
      correction,
    ),
    drawTime(entry.first_created, words, serverNowMs),
    drawLink(entry.link),
  );
}

/** Tell whether two lines look the same, so that the element that is there can stay. */
export function isSameLine(one, other) {
  return appearance(one) === appearance(other);
}

/** Write the time of a line anew, and let it look like a flash no longer than it is one. */
export function retime(drawn, { entry }, words, serverNowMs) {
  const time = drawn.querySelector('time');
  if (time) time.textContent = ago(words, Date.parse(time.dateTime), serverNowMs);
  if (!drawn.classList.contains('flash') || levelNow(entry, serverNowMs) === 'flash') return;
  drawn.classList.replace('flash', 'alert');
  drawn.part.replace('flash', 'alert');
}

/** A version alone does not tell: a new epoch may give it again. */
function appearance({ entry, gone, mark, before }) {
  return JSON.stringify([{ ...entry, cursor: 0 }, gone, mark, before]);
}

function drawSource({ name, role }) {
  return element(
    'span',
    { class: 'source' },
    element('bdi', { class: 'name' }, name),
    role ? element('bdi', { class: 'role' }, ` ${role}`) : null,
  );
}

function drawTime(at, words, serverNowMs) {
  const atMs = Date.parse(at);
  if (Number.isNaN(atMs)) return null;
  const attributes = { class: 'time', datetime: at, lang: words.language, dir: 'auto' };
  return element('time', attributes, ago(words, atMs, serverNowMs));
}

function drawCorrection({ type, note, dir }, mark, before, words) {
  const isCorrection = type === 'correction';
  if (!isCorrection && !mark) return null;
  return element(
    'p',
    { class: 'correction' },
    element('strong', { lang: words.language }, isCorrection ? words.corrected : words.changed),
    note ? ': ' : null,
    note ? element('bdi', { class: 'note', dir }, ...withNumbers(note)) : null,
    before ? element('span', { class: 'before' }, ` ${words.before}: `, element('del', { dir }, ...withNumbers(before))) : null,
  );
}

function drawLink(link) {
  const url = attempt(() => new URL(link));
  if (!url || url.protocol !== 'https:') return null;
  const attributes = { class: 'link', href: url.href, rel: 'noopener noreferrer', target: '_blank', dir: 'ltr' };
  return element('a', attributes, url.hostname);
}
