// From the form into the outbox: what must be there, whether it is meant to be so loud, and the key under which it files.

import { confirmLevel, confirmSeries } from './action-dialogs.js';
import { bodyOf, isBlank, missing, previewOf } from './draft.js';
import { printOf } from './outbox.js';
import { fieldsOfSeries } from './pasted-text.js';

export class Filing {
  #context;

  /**
   * @param {object} context `words`, `constraints`, `sender`, `drafts`, `sources`; `form()`, `feed()`, `nowMs()`;
   *   `filed(line)` is called with what went into the outbox
   */
  constructor(context) {
    this.#context = context;
  }

  /** File what is written, once: the form is empty before anybody can press again. */
  file() {
    const { words, constraints } = this.#context;
    const form = this.#context.form();
    const { series, statement } = form.value;
    const isSeries = series.length > 0 && statement.trim() === '';
    const linesOf = (fields) => (isSeries ? fieldsOfSeries(series, fields) : [fields]);
    const lacking = [...new Set(linesOf(form.value).flatMap((one) => missing(one, 'updates')))];
    form.showMissing(lacking);
    if (lacking.length > 0 || !form.prepare()) return;
    const filed = linesOf(form.value);
    const feed = this.#context.feed();
    const at = new Date(this.#context.nowMs()).toISOString();
    const lines = filed.map((one) => ({ fields: one, entry: previewOf(one, feed, at) }));
    const isAsked = ({ entry }) => constraints.levels.some(({ level, confirm }) => level === entry.level && confirm);
    const loud = lines.filter(isAsked).map(({ entry }) => entry);
    const agree = () => this.#send(lines, isSeries);
    if (loud.length === 0) agree();
    else if (isSeries) confirmSeries({ words, n: lines.length, entries: loud, agree });
    else confirmLevel({ words, entry: loud[0], feed, agree });
  }

  /** Throw away what is written. */
  clear() {
    this.#begin();
    this.#context.form().focus();
  }

  /** Another tab may have filed what stands in this form too, or something else that began as the same draft. */
  lineChanged(line) {
    const { drafts } = this.#context;
    const fields = this.#context.form().value;
    if (line.key.startsWith(`${drafts.key}-`) && fields.series.length > 0) this.#withoutSeries(fields);
    if (line.key !== drafts.key) return;
    if (printOf(this.#textOf(fields)) === line.mark) this.#begin();
    else drafts.part(fields);
  }

  #withoutSeries(fields) {
    const rest = { ...fields, series: [] };
    if (isBlank(rest)) return this.#begin();
    this.#context.drafts.part(rest);
    return this.#context.form().set(rest);
  }

  /** File lines in their order; a series has keys that another tab with the same draft would give it too. */
  #send(lines, isSeries) {
    const { drafts } = this.#context;
    const form = this.#context.form();
    const { key } = drafts;
    const waiting = isSeries ? [] : form.value.series;
    this.#begin();
    if (waiting.length > 0) form.setSeries(waiting);
    lines.forEach((line, order) => this.#take({ ...line, order, key: isSeries ? `${key}-${order}` : key }));
    form.drawSources();
    form.focus();
  }

  #take({ fields, entry, key, order }) {
    const { sender, sources, filed } = this.#context;
    const { slug } = this.#context.feed();
    const { attribution, statement, language, dir, level } = entry;
    const line = sender.take({ key, order, feed: slug, act: 'updates', body: this.#bodyOf(fields), shows: { attribution, statement, language, dir, level } });
    sources.use(slug, attribution);
    filed(line);
  }

  #begin() {
    this.#context.drafts.begin();
    this.#context.form().clear();
  }

  #bodyOf(fields) {
    return bodyOf(fields, 'updates', this.#context.nowMs());
  }

  #textOf(fields) {
    return JSON.stringify(this.#bodyOf(fields));
  }
}
