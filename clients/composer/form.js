// The line that is being written: its fields, attributions to begin with, what speaks against it, how it will look.

import { directionOf } from '../shared/text-rules.js';
import { element, place, setText } from '../shared/dom.js';
import { ago, fill } from '../shared/times.js';
import { button, isSubmitting } from '../desk/dialog.js';
import { blankDraft, isBlank, previewOf } from './draft.js';
import { FormFields } from './form-fields.js';
import { suggestionIn } from './pasted-text.js';
import { drawHeadline, Preview } from './preview.js';
import { SeriesView } from './series-view.js';
import { nearest } from './similar-updates.js';
import { templatesFor } from './source-templates.js';
import { count } from '../desk/words.js';

export class Form {
  #context;
  #words;
  #fields;
  #preview;
  #heading = element('h1', { id: 'composing' });
  #sources = element('div', { class: 'sources' });
  #split = element('div', { class: 'split' });
  #warnings = element('div', { class: 'warnings', role: 'status' });
  #replaces = element('p', { class: 'replaces' });
  #note = element('p', { class: 'problem', role: 'alert' });
  #latest = element('p', { class: 'latest', 'aria-hidden': 'true', hidden: '' });
  #file;
  #series;
  #holdUp = null;
  #warned = '';

  /**
   * @param {object} context `words`, `constraints`, `feed`, `sources`, `tell`; `file()`, `clear()` and `changed()` are
   *   called, and `standing()` gives `{entries, nowMs, own}` to hold the line against
   */
  constructor(context) {
    this.#context = context;
    this.#words = context.words;
    this.#fields = new FormFields({ prefix: 'new', ...context, changed: () => this.#written(), pasted: (lines) => this.#paste(lines) });
    this.#series = new SeriesView({ words: context.words, constraints: context.constraints, changed: (lines) => this.setSeries(lines), join: (lines) => this.#join(lines) });
    this.#preview = new Preview(this.#words);
    this.#file = element('button', { type: 'submit', class: 'main file', 'aria-keyshortcuts': 'Control+Enter' });
    this.element = this.#build();
    this.face(context.feed);
    this.set(blankDraft('urgent'));
  }

  #build() {
    const { constraints, clear } = this.#context;
    const fields = this.#fields;
    const words = this.#words;
    const form = element(
      'form',
      { class: 'compose', 'aria-labelledby': 'composing', tabindex: '-1', novalidate: '', autocomplete: 'off' },
      this.#heading,
      this.#replaces,
      fields.text('statement', { tag: 'textarea', rows: '3', isOptional: false, enterkeyhint: 'done' }),
      this.#split,
      this.#warnings,
      this.#series.element,
      element('div', { class: 'who' }, fields.text('name', { isOptional: false, list: 'recent-names' }), fields.text('role'), fields.kind(constraints.source_kinds)),
      this.#sources,
      fields.levels(),
      fields.text('short'),
      element(
        'details',
        {},
        element('summary', {}, words.more),
        element('div', { class: 'moreFields' }, fields.text('section', { spellcheck: 'false' }), fields.text('region', { spellcheck: 'false' }), fields.text('slug', { spellcheck: 'false' }), fields.stays(''), fields.direction()),
        fields.text('link', { type: 'url', inputmode: 'url', spellcheck: 'false' }),
      ),
      element('div', { class: 'buttons fileButtons' }, this.#note, this.#latest, this.#file, button(words.clear, 'quiet', clear)),
      this.#preview.element,
    );
    form.addEventListener('submit', (happened) => this.#submit(happened));
    form.addEventListener('keydown', (pressed) => isSubmitting(pressed) && this.#submit(pressed));
    return form;
  }

  get value() {
    return { ...this.#fields.value, series: this.#series.lines };
  }

  get isBlank() {
    return isBlank(this.value);
  }

  set(fields) {
    this.#fields.set(fields);
    this.#series.lines = fields.series || [];
    this.#fields.showErrors([]);
    setText(this.#note, '');
    this.#written(true);
  }

  /** Begin a new line. */
  clear() {
    this.set(blankDraft('urgent'));
  }

  focus() {
    this.#fields.input('statement').focus();
  }

  /** Clean what is written, and tell whether the service would take it. */
  prepare() {
    return this.#fields.prepare();
  }

  showMissing(names) {
    this.#fields.showMissing(names);
  }

  /** Say why the service refused the line. */
  showProblem(text, errors) {
    const others = this.#fields.showErrors(errors);
    setText(this.#note, [text, ...others].join(' '));
  }

  /** Write for another edition from now on. */
  face(feed) {
    this.#context.feed = feed;
    setText(this.#heading, fill(this.#words.fileTo, { feed: feed.title }));
    this.#fields.face(feed);
    this.drawSources();
  }

  /** Say whether what is filed goes now (null), or for what it waits: `network`, `service`, `key`. */
  drawHoldUp(why) {
    this.#holdUp = why;
    const { value } = this;
    const waiting = value.statement.trim() === '' ? value.series.length : 0;
    const now = waiting > 0 ? count(this.#words, this.#words.series.file, waiting) : this.#words.file;
    setText(this.#file, why === null ? now : this.#words.fileLater[why]);
  }

  /** Show what became of the line that was filed last, where the outbox is below the form. It is said aloud elsewhere. */
  drawLatest(latest) {
    this.#latest.hidden = latest === null;
    this.#latest.dataset.state = latest ? latest.state : '';
    setText(this.#latest, latest ? latest.text : '');
  }

  drawSources() {
    const { feed, sources } = this.#context;
    const recent = sources.recent(feed.slug);
    const chip = (source, text) => {
      const made = button(text, 'chip', () => this.#attribute(source));
      made.lang = feed.language;
      made.dir = directionOf(text, feed.dir);
      return made;
    };
    const row = (title, chips) =>
      element('div', { class: 'chips', role: 'group', 'aria-label': title }, element('span', { class: 'chipsTitle' }, title), ...chips);
    const named = recent.map((source) => chip(source, source.role ? `${source.name}, ${source.role}` : source.name));
    const names = element('datalist', { id: 'recent-names' }, ...recent.map(({ name }) => element('option', { value: name })));
    const templates = templatesFor(feed.language).map((template) => chip(template, template.label));
    const rows = named.length > 0 ? [row(this.#words.recent, named)] : [];
    place(this.#sources, [...rows, row(this.#words.templates, templates), names]);
  }

  /** Draw what depends on what stands and on the time. */
  draw() {
    const fields = this.#fields.value;
    const { feed, standing } = this.#context;
    const { entries, nowMs, own } = standing();
    const found = nearest(fields, entries, { nowMs, except: own });
    const isOtherWay = directionOf(fields.statement, feed.dir) !== feed.dir;
    const warned = JSON.stringify([found && found.id, found && found.version, isOtherWay, feed.slug]);
    if (warned === this.#warned) return;
    this.#warned = warned;
    const alike = found && element('p', { class: 'warning alike' }, fill(this.#words.alike, { ago: ago(this.#words, Date.parse(found.first_created), nowMs) }), ' ', drawHeadline(found));
    const otherWay = isOtherWay ? element('p', { class: 'warning' }, fill(this.#words.otherWay, { feed: feed.title })) : null;
    place(this.#warnings, [alike, otherWay].filter(Boolean));
  }

  #submit(happened) {
    happened.preventDefault();
    this.#context.file();
  }

  #paste(lines) {
    this.#series.lines = [...this.#series.lines, ...lines];
    this.#context.tell(count(this.#words, this.#words.series.title, this.#series.lines.length));
  }

  /** Let these lines wait to be filed each by itself. */
  setSeries(lines) {
    this.#series.lines = lines;
    this.#written();
    if (lines.length === 0) this.focus();
  }

  #join(lines) {
    const { statement } = this.#fields.value;
    this.#series.lines = [];
    this.#fields.set({ ...this.#fields.value, statement: [statement, ...lines].filter(Boolean).join(' ') });
    this.#written();
    this.focus();
  }

  #attribute({ name, role, kind }) {
    const fields = { ...this.#fields.value, role, kind };
    this.#fields.set(name === '' ? fields : { ...fields, name });
    this.#written();
    const next = name === '' && fields.name === '' ? 'name' : 'statement';
    this.#fields.input(next).focus();
  }

  #written(isByUs = false) {
    const fields = this.#fields.value;
    this.#preview.draw(previewOf(fields, this.#context.feed, new Date().toISOString()));
    this.#drawSplit(fields);
    this.#series.draw(fields, this.#context.feed);
    this.drawHoldUp(this.#holdUp);
    setText(this.#replaces, fields.replaces ? this.#words.replaces : '');
    if (isByUs) return;
    if (!this.#fields.isFaulty) setText(this.#note, '');
    this.draw();
    this.#context.changed();
  }

  /** Offer to take a level, else a source, out of the statement, where somebody typed it in one go. */
  #drawSplit(fields) {
    const offer = suggestionIn(fields, this.#words, (found) => {
      this.#fields.set({ ...this.#fields.value, ...found });
      this.#written();
      this.focus();
    });
    place(this.#split, [offer].filter(Boolean));
  }
}
