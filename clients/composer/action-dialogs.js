// The questions that come before an act: correct and refile with the whole draft, hold and release with a reason, and
// the confirmation of a loud level. Killing has its own in `kill-dialog.js`.

import { element, place } from '../shared/dom.js';
import { fill } from '../shared/times.js';
import { Dialog } from '../desk/dialog.js';
import { bodyOf, fieldsOf, missing } from './draft.js';
import { FormFields } from './form-fields.js';
import { suggestionIn } from './pasted-text.js';
import { drawHeadline, levelLabel } from './preview.js';
import { count, number } from '../desk/words.js';

const NAMES = { corrections: 'correct', refiles: 'refile', hold: 'hold', release: 'release' };

/** Ask for a correction or a refile. It follows what stands: whoever files sees which version that is. */
export class EditDialog {
  #entry;
  #context;
  #act;
  #stands = element('div', { class: 'stands' });
  #split = element('div', { class: 'split' });
  #dialog;

  /**
   * @param {object} context `words`, `constraints`, `feed`, `tell`, `nowMs()`; `file({act, entry, body, fields})`
   * @param {object} given `act` · `entry` that stands · `fields` to begin with · `isConflict`: they were refused before
   */
  constructor(context, { act, entry, fields = null, isConflict = false, closed }) {
    const { words, constraints } = context;
    this.#context = context;
    this.#act = act;
    this.#entry = entry;
    const begin = fields || fieldsOf(entry, context.feed.dir);
    const form = new FormFields({ prefix: 'edit', ...context, changed: () => this.#drawSplit(form) });
    const parts = [
      element('p', { class: 'hint' }, words[NAMES[act]].says),
      this.#stands,
      act === 'corrections' ? form.text('note', { isOptional: false }) : null,
      form.text('statement', { tag: 'textarea', rows: '3', isOptional: false }),
      this.#split,
      element('div', { class: 'who' }, form.text('name', { isOptional: false }), form.text('role'), form.kind(constraints.source_kinds)),
      form.levels(),
      form.text('short'),
      element('details', {}, element('summary', {}, words.more), form.text('section'), form.text('region'), form.text('slug'), form.text('link', { type: 'url' }), form.stays(begin.expires), form.direction()),
    ].filter(Boolean);
    const agree = () => this.#agree(form);
    this.#dialog = new Dialog({ title: words[NAMES[act]].title, go: words[NAMES[act]].go, words, parts, agree, closed });
    form.set(begin);
    this.#drawSplit(form);
    this.#drawStanding(isConflict);
    this.#dialog.open(form.input(act === 'corrections' ? 'note' : 'statement'));
  }

  /** Follow what stands while somebody is writing. */
  draw({ entry }) {
    if (!entry || entry.version <= this.#entry.version) return;
    this.#entry = entry;
    this.#drawStanding(true);
  }

  /** Offer to take a level, else a source, out of the statement: what was pasted here says it as often as elsewhere. */
  #drawSplit(form) {
    const offer = suggestionIn(form.value, this.#context.words, (found) => {
      form.set({ ...form.value, ...found });
      this.#drawSplit(form);
      form.input('statement').focus();
    });
    place(this.#split, [offer].filter(Boolean));
  }

  #drawStanding(isNews) {
    const { words } = this.#context;
    const version = number(words, this.#entry.version, 0);
    const says = this.#entry.pubstatus === 'usable' ? drawHeadline(this.#entry) : words.heldWords;
    place(this.#stands, [element('p', {}, fill(words.outbox.stands, { version }), ' ', says)]);
    this.#dialog.complain(isNews ? fill(words.conflictNow, { version }) : '');
  }

  #agree(form) {
    const lacking = missing(form.value, this.#act);
    form.showMissing(lacking);
    if (lacking.length > 0 || !form.prepare()) return false;
    const body = bodyOf(form.value, this.#act, this.#context.nowMs());
    this.#context.file({ act: this.#act, entry: this.#entry, body, fields: form.value });
    return true;
  }
}

/** Ask before a hold or a release, with a reason for the desk. */
export class AskDialog {
  #entry;

  /** @param {object} given `spoken`: the words that the act is about, where this page knows them */
  constructor(context, { act, entry, spoken, closed }) {
    const { words } = context;
    this.#entry = entry;
    const form = new FormFields({ prefix: 'ask', ...context, changed: () => {} });
    const says = element('p', { class: 'stands' }, spoken ? drawHeadline(spoken) : words.heldWords);
    const parts = [says, element('p', { class: 'hint' }, words[act].says), form.text('reason')];
    const agree = () => form.prepare() && context.file({ act, entry: this.#entry, body: reasonIn(form) });
    new Dialog({ title: words[act].title, go: words[act].go, words, parts, agree, closed }).open();
  }

  draw({ entry }) {
    if (entry && entry.version > this.#entry.version) this.#entry = entry;
  }
}

/** Give what is sent of a reason: nothing of an empty one. */
export function reasonIn(form) {
  const reason = form.value.reason.trim();
  return reason === '' ? {} : { reason };
}

/** Ask whether a line is meant to be as loud as it says, and say what that does. */
export function confirmLevel({ words, entry, feed, agree }) {
  const level = words.levels[entry.level];
  const does = words.confirmLevel.does[entry.level];
  const parts = [element('p', { class: 'stands' }, drawHeadline(entry)), does ? element('p', { class: 'hint' }, fill(does, { feed: feed.title })) : null].filter(Boolean);
  const titles = { title: fill(words.confirmLevel.title, { level }), go: fill(words.confirmLevel.go, { level }) };
  return new Dialog({ ...titles, words, parts, agree }).open();
}

/** Ask whether those of a series that are loud are meant to be. */
export function confirmSeries({ words, n, entries, agree }) {
  const list = element('ul', { role: 'list' }, ...entries.map((entry) => element('li', {}, levelLabel(entry, words), ' ', drawHeadline(entry))));
  const title = count(words, words.series.confirm, entries.length);
  return new Dialog({ title, go: count(words, words.series.file, n), words, parts: [element('div', { class: 'stands' }, list)], agree }).open();
}

/** Show what the keyboard does. */
export function showHelp(words) {
  const rows = words.help.keys.map(([keys, does]) => element('div', {}, element('dt', {}, element('kbd', { dir: 'ltr' }, keys)), element('dd', {}, does)));
  return new Dialog({ title: words.help.title, words, parts: [element('dl', { class: 'keys' }, ...rows)] }).open();
}
