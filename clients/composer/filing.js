// From the form into the outbox: what must be there, whether it is meant to be so loud, and the key under which it files.

import { confirmLevel } from './acts.js';
import { bodyOf, missing, previewOf } from './draft.js';
import { printOf } from './outbox.js';

export class Filing {
  #context;

  /**
   * @param {object} context `words`, `constraints`, `courier`, `drafts`, `sources`; `form()`, `feed()`, `nowMs()`;
   *   `filed(line)` is called with what went into the outbox
   */
  constructor(context) {
    this.#context = context;
  }

  /** File what is written, once: the form is empty before anybody can press again. */
  file() {
    const { words, constraints } = this.#context;
    const form = this.#context.form();
    const fields = form.value;
    const lacking = missing(fields, 'updates');
    form.showMissing(lacking);
    if (lacking.length > 0) return;
    const level = constraints.levels.find((one) => one.level === fields.level);
    const entry = previewOf(fields, this.#context.feed(), new Date(this.#context.nowMs()).toISOString());
    if (level && level.confirm) confirmLevel({ words, entry, agree: () => this.#send(fields, entry) });
    else this.#send(fields, entry);
  }

  /** Throw away what is written. */
  clear() {
    this.#begin();
    this.#context.form().focus();
  }

  /** Another tab may have filed what stands in this form too, or something else that began as the same draft. */
  lineChanged(line) {
    const { drafts } = this.#context;
    if (line.key !== drafts.key) return;
    const fields = this.#context.form().value;
    if (printOf(this.#textOf(fields)) === line.mark) this.#begin();
    else drafts.part(fields);
  }

  #send(fields, entry) {
    const { courier, drafts, sources } = this.#context;
    const form = this.#context.form();
    const { slug } = this.#context.feed();
    const { attribution, statement, language, dir, level } = entry;
    const body = this.#bodyOf(fields);
    const { key } = drafts;
    this.#begin();
    const line = courier.take({ key, feed: slug, act: 'updates', body, shows: { attribution, statement, language, dir, level } });
    sources.use(slug, attribution);
    form.drawSources();
    form.focus();
    this.#context.filed(line);
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
