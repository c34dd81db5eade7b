// The outbox as the desk sees it: each line, how far it has come, and what can be done about it; and as it is said aloud.

import { element, place, setText } from '../shared/dom.js';
import { fill } from '../shared/times.js';
import { button } from '../desk/dialog.js';
import { count, number, toTheSecond } from '../desk/words.js';
import { isDone, isTakeable, whyQueued } from './outbox.js';
import { drawHeadline } from './preview.js';
import { ruleText } from './text-checks.js';

/** So many are in sight, and always those that are not done. */
const SHOWN = 4;
/** So long after it was written a line that is done is still of interest beside the form. */
const LATEST_MS = 600000;

export class OutboxView {
  #words;
  #calls;
  #rows = new Map(); // key -> {row, drawn, offered, buttons}
  #list = element('ol', { class: 'lines', role: 'list' });
  #notice = element('p', { class: 'notice' });
  #others = element('p', { class: 'notice' });

  /** @param {object} calls `edit(line)`, `discard(line)`, `redo(line)`, `now()`, `discardOthers()` */
  constructor(words, calls) {
    this.#words = words;
    this.#calls = calls;
    const heading = element('h2', { id: 'outbox-title' }, words.outbox.title);
    this.element = element('section', { class: 'outbox', 'aria-labelledby': heading.id, tabindex: '-1' }, heading, this.#notice, this.#others, this.#list);
  }

  /**
   * Draw the lines, the newest first.
   *
   * @param {object} given `lines` of this key · `others`: how many of other keys wait · `standing(line)`: the entry that
   *   stands of its update, if one does · `screens(entry)`: `{n, of}` · `isLasting`: what is kept survives the page
   */
  draw({ lines, others, standing, screens, isLasting }) {
    const shown = [...lines].reverse().sort((one, other) => Number(isDone(one)) - Number(isDone(other))).slice(0, Math.max(SHOWN, lines.filter((line) => !isDone(line)).length));
    const words = this.#words.outbox;
    setText(this.#notice, [shown.length === 0 ? words.empty : '', isLasting ? '' : this.#words.notKept].filter(Boolean).join(' '));
    this.#drawOthers(others);
    const before = this.#rows;
    this.#rows = new Map(shown.map((line) => [line.key, this.#draw(line, before.get(line.key), standing(line), screens)]));
    place(this.#list, [...this.#rows.values()].map(({ row }) => row));
  }

  /** Say how the newest line stands, for where the outbox is out of sight: `{state, text}`; null if nobody waits for it. */
  latest(lines, nowMs) {
    const line = lines[lines.length - 1];
    if (line === undefined || (isDone(line) && nowMs - line.madeMs > LATEST_MS)) return null;
    return { state: stateOf(line), text: `${this.#words.outbox.title}: ${this.#stateText(line)}` };
  }

  focus() {
    (this.#list.querySelector('button') || this.element).focus();
  }

  #drawOthers(others) {
    const text = others > 0 ? count(this.#words, this.#words.outbox.others, others) : '';
    if (this.#others.dataset.text === text) return;
    this.#others.dataset.text = text;
    const discard = button(this.#words.outbox.discard, 'quiet', () => this.#calls.discardOthers());
    this.#others.replaceChildren(...(text ? [text, ' ', discard] : []));
  }

  #draw(line, known, entry, screens) {
    const seen = entry && entry.pubstatus === 'usable' && line.gone === null ? screens(entry) : { n: 0, of: 0 };
    const drawn = JSON.stringify([line, entry && [entry.headline, entry.version, entry.pubstatus], seen, this.#words.language]);
    if (known && known.drawn === drawn) return known;
    const row = known ? known.row : element('li', { class: 'line' });
    row.dataset.state = stateOf(line);
    const hadFocus = row.contains(document.activeElement) ? document.activeElement.className : null;
    // A button that is redrawn between press and release loses the click.
    const offered = JSON.stringify([line, this.#words.language]);
    const buttons = known && known.offered === offered ? known.buttons : this.#buttons(line);
    place(row, [...this.#parts(line, entry, seen), buttons].filter(Boolean));
    if (hadFocus !== null) (row.querySelector(`button[class="${hadFocus}"]`) || row.querySelector('button') || this.element).focus();
    return { row, drawn, offered, buttons };
  }

  #parts(line, entry, seen) {
    const words = this.#words;
    const state = element('span', { class: 'badge' }, this.#stateText(line));
    const act = line.act === 'updates' ? null : element('span', { class: 'act' }, words.acts[line.act]);
    const onScreens = seen.of > 0 ? element('span', { class: seen.n > 0 ? 'screens' : null }, fill(words.outbox.screens, { n: number(words, seen.n, 0), of: number(words, seen.of, 0) })) : null;
    const at = line.filed ? element('time', { datetime: new Date(line.filed.atMs).toISOString() }, toTheSecond(words, line.filed.atMs)) : element('time', { datetime: new Date(line.madeMs).toISOString() }, toTheSecond(words, line.madeMs));
    const meta = element('p', { class: 'meta' }, state, act, onScreens, isDone(line) ? at : null);
    const headline = drawWords(line, entry);
    return [meta, headline, ...this.#explained(line, entry)].filter(Boolean);
  }

  #stateText(line) {
    const words = this.#words.outbox;
    if (line.state === 'filed') {
      if (line.gone !== null) return goneText(line, this.#words);
      if (line.airedMs !== null && line.act === 'release') return words.released;
      return line.airedMs === null ? fill(words.filed, { at: toTheSecond(this.#words, line.filed.atMs) }) : words.onAir;
    }
    return line.state === 'queued' && whyQueued(line) === 'key' ? words.queuedKey : words[line.state];
  }

  #explained(line, entry) {
    const words = this.#words.outbox;
    if (line.state === 'queued' && line.tries > 0) return [element('p', { class: 'hint' }, queuedText(line, this.#words))];
    if (line.gone === 'changed') return this.#changed(entry);
    if (line.state === 'refused') return [element('p', { class: 'error' }, problemText(line.problem, this.#words))];
    if (line.state !== 'conflict') return [];
    const version = entry ? number(this.#words, entry.version, 0) : '…';
    const now = entry && entry.pubstatus === 'usable' ? drawHeadline(entry) : words.noWords;
    return [element('p', { class: 'error' }, problemText(line.problem, this.#words)), element('p', { class: 'stands' }, fill(words.stands, { version }), ' ', now)];
  }

  /** Show what others made of it since as what stands, never as what was filed here. */
  #changed(entry) {
    if (!entry || entry.pubstatus !== 'usable') return [];
    const stands = fill(this.#words.outbox.stands, { version: number(this.#words, entry.version, 0) });
    return [element('p', { class: 'stands' }, stands, ' ', drawHeadline(entry))];
  }

  #buttons(line) {
    const words = this.#words.outbox;
    const { edit, discard, redo, now } = this.#calls;
    const made = [];
    const hasWords = line.act === 'updates' || line.act === 'corrections' || line.act === 'refiles';
    if (line.state === 'conflict') made.push(button(words.redo, 'main redo', () => redo(line)));
    else if (isTakeable(line) && hasWords) made.push(button(words.edit, 'edit', () => edit(line)));
    if (line.state === 'queued') made.push(button(words.now, 'now', now));
    if (line.state !== 'filed' && line.state !== 'sending') made.push(button(words.discard, 'quiet discard', () => discard(line)));
    return made.length > 0 ? element('div', { class: 'buttons' }, ...made) : null;
  }
}

/** Give the words of what stands, else those that were filed and are not on air yet; none of what was taken back. */
function drawWords(line, entry) {
  if (line.gone || (line.filed && (line.act === 'hold' || line.act === 'kill'))) return null;
  const shows = line.airedMs === null && line.shows ? line.shows : entry && entry.pubstatus === 'usable' ? entry : null;
  return shows && element('p', { class: 'words' }, drawHeadline(shows));
}

/** Say what became of a line that was on air; of words that stand elsewhere, nothing. */
function goneText({ gone }, { outbox }) {
  return { canceled: outbox.killed, withheld: outbox.held, changed: outbox.changed }[gone];
}

/** Say why a line that was sent is still in the queue. */
export function queuedText(line, words) {
  const { tries, noKey, answered } = words.outbox;
  const why = whyQueued(line);
  if (why === 'key') return fill(noKey, { status: line.status });
  return count(words, why === 'service' ? answered : tries, line.tries, { status: line.status });
}

function stateOf(line) {
  if (line.state !== 'filed') return line.state;
  return line.gone || (line.airedMs === null ? 'filed' : 'aired');
}

/** Say why the service refused something. */
export function problemText(problem, words) {
  const kind = String(problem.type || '').split(':').pop();
  const said = words.problems[kind];
  const fields = (problem.errors || []).map((error) => `${error.field}: ${ruleText(error, words)}`);
  return [said || fill(words.problems.other, { status: problem.status }), ...fields].join(' ');
}

export class OutboxAnnouncements {
  #words;
  #liveRegion;
  #known = new Map(); // key -> how far it had come

  constructor(words, liveRegion) {
    this.#words = words;
    this.#liveRegion = liveRegion;
  }

  /** What is there already is nothing new. */
  begin(lines) {
    this.#known = new Map(lines.map((line) => [line.key, stageOf(line)]));
  }

  look(lines) {
    const before = this.#known;
    this.begin(lines);
    for (const line of lines) if (before.get(line.key) !== stageOf(line)) this.#tell(line);
  }

  #tell(line) {
    const { told, acts } = this.#words;
    const about = line.act === 'updates' ? '' : `${acts[line.act]}: `;
    if (line.state === 'refused') this.#liveRegion.alert(about + fill(told.refused, { why: problemText(line.problem, this.#words) }));
    else if (line.state === 'conflict') this.#liveRegion.alert(about + told.conflict);
    else if (isDone(line)) this.#liveRegion.say(about + (line.gone ? goneText(line, this.#words) : told.aired));
    else if (line.state === 'filed') this.#liveRegion.say(about + fill(told.filed, { at: toTheSecond(this.#words, line.filed.atMs) }));
  }
}

function stageOf({ state, airedMs }) {
  return `${state} ${airedMs !== null}`;
}
