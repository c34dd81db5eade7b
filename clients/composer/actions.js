// What somebody does to lines and updates: the questions that are asked before, and what then goes into the outbox.

import { AskDialog, EditDialog } from './action-dialogs.js';
import { confirm } from '../desk/dialog.js';
import { fieldsIn, fieldsOf, previewOf } from './draft.js';
import { KillDialog } from './kill-dialog.js';
import { isWaiting, mayStand } from './outbox.js';
import { problemText } from './outbox-view.js';
import { askService, Unreachable } from '../desk/requests.js';

const EDITS = new Set(['corrections', 'refiles']);

export class Actions {
  #context;
  #open = null; // {dialog, feed, id}: the question that is open
  #isOver = false;
  filedHere = new Set();

  /**
   * @param {object} context `words`, `constraints`, `sender`, `readers`, `drafts`; `feed()` the edition in sight,
   *   `feedOf(slug)` another one, `form()`, `nowMs()`, `view()` of the surfaces, `say(receipt, surfaces)`, `tell(text)`, `changed()`
   */
  constructor(context) {
    this.#context = context;
  }

  /** What can be done from the feed. */
  get forFeed() {
    return { act: (act, entry) => this.ask(act, entry), substitute: (entry) => this.#substitute(entry) };
  }

  /** What can be done from the outbox. */
  get forOutbox() {
    return {
      edit: (line) => this.#edit(line),
      discard: (line) => this.#discard(line),
      redo: (line) => this.#redo(line),
      now: () => this.#context.sender.wake(),
      discardOthers: () => this.#discardOthers(),
    };
  }

  /** Ask before an act; `more` is what to begin with. */
  ask(act, entry, more = {}) {
    if (this.#open !== null) return;
    const { readers, feedOf } = this.#context;
    const feed = more.line ? feedOf(more.line.feed) : this.#context.feed(); // a line knows where it goes
    const given = { ...this.#context, feed, file: (filed) => this.#file(feed, filed, more.line) };
    // A browser says so with its next frame, in a tab out of sight much later: by then another question may be open.
    const open = { feed: feed.slug, id: entry.id, dialog: null };
    const closed = () => {
      if (this.#open === open) this.#open = null;
    };
    const held = readers.remembered.get(entry.id);
    const spoken = entry.pubstatus === 'usable' ? entry : held;
    const known = fieldsOf(spoken || { attribution: { name: '' }, level: 'urgent', statement: '' }, feed.dir);
    this.#open = open;
    if (EDITS.has(act)) open.dialog = new EditDialog(given, { act, entry, fields: more.fields || known, isConflict: more.isConflict, closed });
    else if (act === 'kill') open.dialog = new KillDialog(given, { entry, isConflict: more.isConflict, closed });
    else open.dialog = new AskDialog(given, { act, entry, spoken, closed });
  }

  /** Let the question that is open follow what stands. */
  draw(view) {
    if (this.#open === null) return;
    const { dialog, feed, id } = this.#open;
    const line = dialog.key ? this.#context.sender.line(dialog.key) : null;
    dialog.draw({ entry: this.#context.readers.entry(feed, id), view, line });
  }

  close() {
    if (this.#open && this.#open.dialog.close) this.#open.dialog.close();
    for (const open of document.querySelectorAll('dialog')) open.remove();
  }

  /** Ask nothing more: nobody is at this desk any longer. */
  stop() {
    this.#isOver = true;
    this.close();
  }

  /** Take what became of a line: words that were refused come back, and a kill that came too late is asked again. */
  lineChanged(line) {
    if (line === null) return;
    if (line.state === 'refused' && this.filedHere.has(line.key)) this.#giveBack(line);
    if (line.state === 'filed') this.filedHere.delete(line.key);
    const isOurs = this.#open !== null && this.#open.dialog && this.#open.dialog.key === line.key;
    if (isOurs && line.state === 'conflict') {
      this.close();
      this.#open = null;
      this.#redo(line);
    }
  }

  #file(feed, { act, entry, body, fields }, replaced) {
    const { sender, changed } = this.#context;
    if (replaced) sender.drop(replaced.key);
    const shows = fields ? shownOf(fields, feed) : null;
    const line = sender.take({ feed: feed.slug, act, update: entry.id, version: entry.version, body, shows });
    changed();
    return line;
  }

  #substitute(entry) {
    const form = this.#context.form();
    form.set({ ...form.value, replaces: entry.id });
    this.#context.drafts.keep(form.value);
    form.focus();
  }

  #giveBack(line) {
    this.filedHere.delete(line.key);
    const { sender, drafts } = this.#context;
    const form = this.#context.form();
    if (!form.isBlank || this.#open !== null || !form.element.contains(document.activeElement)) return;
    this.#intoForm(line);
    form.showProblem(problemText({ ...line.problem, errors: [] }, this.#context.words), line.problem.errors || []);
    sender.drop(line.key);
    drafts.keep(form.value);
  }

  #intoForm(line) {
    const form = this.#context.form();
    form.set(fieldsIn(JSON.parse(line.body)));
    this.#context.drafts.keep(form.value);
  }

  #edit(line) {
    if (line.act !== 'updates') return this.#redo(line);
    const form = this.#context.form();
    const { words, sender } = this.#context;
    const take = () => {
      // It may have been sent while this was asked.
      const now = sender.line(line.key);
      if (now === null || now.tries !== line.tries) return;
      this.#intoForm(line);
      sender.drop(line.key);
      if (line.problem) form.showProblem(problemText({ ...line.problem, errors: [] }, words), line.problem.errors || []);
      else form.focus();
    };
    if (form.isBlank) return take();
    return confirm({ words, title: words.outbox.edit, go: words.outbox.edit, says: [words.outbox.overwrite], agree: take });
  }

  #discard(line) {
    const { words, sender } = this.#context;
    const says = line.state === 'queued' && mayStand(line) ? [words.outbox.mayStand] : [];
    confirm({ words, title: words.outbox.discardTitle, go: words.outbox.discard, says, agree: () => sender.drop(line.key) });
  }

  #discardOthers() {
    const { words, sender } = this.#context;
    const drop = () => {
      for (const line of sender.lines) if (isWaiting(line, line.who) && !sender.isMine(line)) sender.drop(line.key);
    };
    confirm({ words, title: words.outbox.discardTitle, go: words.outbox.discard, says: [], agree: drop });
  }

  /** Ask again for an act that found another version, beside what stands now. */
  async #redo(line) {
    const { words, sender } = this.#context;
    const entry = await this.#standing(line);
    if (entry === null || this.#isOver) return;
    const fields = EDITS.has(line.act) ? fieldsIn(JSON.parse(line.body)) : null;
    if (line.act === 'kill') sender.drop(line.key);
    if (entry.pubstatus === 'canceled' || (line.act === 'release' && entry.pubstatus !== 'withheld')) {
      confirm({ words, title: words.outbox.conflict, go: words.outbox.discard, says: [words.problems['not-allowed-in-state']], agree: () => sender.drop(line.key) });
      return;
    }
    this.ask(line.act, entry, { line, fields, isConflict: true });
  }

  async #standing(line) {
    const { readers } = this.#context;
    try {
      const answer = await askService('GET', `v1/feeds/${encodeURIComponent(line.feed)}/updates/${encodeURIComponent(line.update)}`);
      if (answer.ok) return answer.body;
    } catch (failed) {
      if (!(failed instanceof Unreachable)) throw failed;
    }
    return readers.entry(line.feed, line.update) || null;
  }
}

/** Give what the outbox shows of words that are under way. */
function shownOf(fields, feed) {
  const { attribution, statement, language, dir, level } = previewOf(fields, feed, new Date().toISOString());
  return { attribution, statement, language, dir, level };
}
