// Killing an update: what will vanish from where, one confirmation, and then the receipt, live.

import { element, place, setText } from '../shared/dom.js';
import { clock, fill } from '../shared/times.js';
import { reasonIn } from './action-dialogs.js';
import { Dialog } from '../desk/dialog.js';
import { FormFields } from './form-fields.js';
import { problemText, queuedText } from './outbox-view.js';
import { drawHeadline } from './preview.js';
import { receiptOf, whereShown } from '../desk/receipts.js';
import { count, number, toTheSecond } from '../desk/words.js';

export class KillDialog {
  #context;
  #entry;
  #key = null;
  #dialog;
  #stands = element('div', { class: 'stands' });
  #where = element('ul', { class: 'where' });
  #notes = element('ul', { class: 'notes', role: 'list' });
  #question;
  #result = element('div', { class: 'receipt', hidden: '' });
  #state = element('p', { class: 'receiptState' });
  #receipt = element('p', { class: 'receiptText' });

  /**
   * @param {object} context `words`, `constraints`, `feed`, `tell`; `file({act, entry, body})` gives the line;
   *   `say(receipt, surfaces)` its text · @param {object} given `entry` · `isConflict` · `closed()`
   */
  constructor(context, { entry, isConflict = false, closed }) {
    const { words } = context;
    this.#context = context;
    this.#entry = entry;
    const form = new FormFields({ prefix: 'kill', ...context, changed: () => {} });
    this.#question = element('div', {}, element('p', { class: 'hint' }, words.kill.says), this.#where, this.#notes, form.text('reason'));
    this.#result.append(this.#state, this.#receipt);
    this.#result.setAttribute('role', 'status');
    const agree = () => this.#agree(form);
    this.#dialog = new Dialog({ title: words.kill.title, go: words.kill.go, words, isGrave: true, parts: [this.#stands, this.#question, this.#result], agree, closed });
    if (isConflict) this.#complain();
    this.#drawStanding();
    this.draw({ entry, view: context.view(), line: null });
    this.#dialog.open();
  }

  /** Give the key of the kill's line in the outbox, once there is one. */
  get key() {
    return this.#key;
  }

  close() {
    this.#dialog.close();
  }

  /** Draw what is known now: `entry` that stands, `view` of the surfaces, `line` of the outbox. */
  draw({ entry, view, line }) {
    if (this.#key === null) this.#follow(entry, view);
    else this.#drawResult(line, view);
  }

  #agree(form) {
    const { words } = this.#context;
    if (!form.prepare()) return false;
    this.#key = this.#context.file({ act: 'kill', entry: this.#entry, body: reasonIn(form) }).key;
    this.#question.hidden = true;
    this.#stands.hidden = true;
    place(this.#stands, []);
    this.#result.hidden = false;
    this.#dialog.settle(words, words.receipt.title);
    this.#dialog.complain('');
    return false;
  }

  #follow(entry, view) {
    if (entry && entry.version > this.#entry.version) {
      this.#entry = entry;
      this.#complain();
      this.#drawStanding();
      if (entry.pubstatus === 'canceled') this.#dialog.close();
    }
    const { places, notes } = this.#whereTexts(view);
    if (this.#where.dataset.texts === JSON.stringify([places, notes])) return;
    this.#where.dataset.texts = JSON.stringify([places, notes]);
    const row = ({ look, text }) => element('li', { class: look }, text);
    place(this.#where, places.map(row));
    place(this.#notes, notes.map(row));
  }

  #complain() {
    const { words } = this.#context;
    this.#dialog.complain(fill(words.kill.conflict, { version: number(words, this.#entry.version, 0) }));
  }

  #drawStanding() {
    const { words } = this.#context;
    place(this.#stands, [element('p', {}, this.#entry.pubstatus === 'usable' ? drawHeadline(this.#entry) : words.heldWords)]);
  }

  /** Give the places that the words vanish from, and apart from them what is to be known of the other screens. */
  #whereTexts(view) {
    const { words, feed } = this.#context;
    const said = words.kill;
    const plain = (text) => ({ look: '', text });
    const everywhere = [plain(fill(said.readers, { feed: feed.title })), plain(said.history)];
    if (view === null) return { places: everywhere, notes: [plain(said.unseen)] };
    if (view.surfaces.length === 0) return { places: everywhere, notes: [plain(said.noScreens)] };
    const { showing, clear, silent } = whereShown(view, this.#entry.id);
    const delayed = clear.filter((surface) => surface.delay_s > 0);
    const others = clear.length - delayed.length;
    const airing = showing.map(({ name }) => ({ look: 'airing', text: fill(said.airing, { name }) }));
    const notes = [
      ...silent.map(({ name, at, isShowing }) => ({ look: 'silent', text: fill(isShowing ? said.silentAiring : said.silent, { name, at: clock(words, Date.parse(at)) }) })),
      ...delayed.map(({ name, delay_s: s }) => plain(fill(said.delayed, { name, s: number(words, s, 0) }))),
      ...(others > 0 ? [plain(count(words, said.notAiring, others))] : []),
    ];
    return { places: [...airing, ...everywhere], notes };
  }

  #drawResult(line, view) {
    const { words, say } = this.#context;
    const isFiled = line !== null && line.state === 'filed';
    setText(this.#state, stateText(line, words));
    this.#state.dataset.state = isFiled ? 'done' : 'working';
    const receipt = isFiled ? receiptOf(view, this.#entry.id) : null;
    const waits = isFiled && view !== null ? words.receipt.fetching : '';
    setText(this.#receipt, receipt ? say(receipt, view.surfaces) : waits);
  }
}

function stateText(line, words) {
  if (line === null) return words.outbox.queued;
  if (line.state === 'filed') return fill(words.kill.done, { at: toTheSecond(words, line.filed.atMs) });
  if (line.state === 'refused') return problemText(line.problem, words);
  if (line.state === 'queued' && line.tries > 0) return `${words.outbox.queued}: ${queuedText(line, words)}`;
  return line.state === 'sending' ? words.kill.working : words.outbox[line.state];
}
