// Questions that stand above the page. The browser keeps the focus inside and gives it back; Esc says no.

import { element, setText } from '../shared/dom.js';

let numbered = 0;

export class Dialog {
  #dialog;
  #heading;
  #text = element('p', { class: 'dialogError', role: 'alert' });
  #isBusy = false;

  /**
   * @param {object} options `title` · `words` · `go`: the text of the button that says yes, none without one ·
   *   `isGrave`: it looks so, and yes is not where the focus begins · `parts`: what stands between ·
   *   `content`: stands there instead of a question · `agree(dialog)`: yes was said; the dialog closes unless it gives
   *   false · `closed()`: it is gone, either way
   */
  constructor({ title, words, go = null, isGrave = false, parts = [], content = null, agree = () => true, closed = () => {} }) {
    numbered += 1;
    const heading = element('h2', { id: `dialog-${numbered}` }, title);
    this.#heading = heading;
    const no = button(go ? words.cancel : words.close, 'quiet', () => this.close());
    this.no = no;
    this.yes = go ? element('button', { type: 'submit', class: isGrave ? 'grave' : 'main' }, go) : null;
    const form = element('form', { method: 'dialog' }, heading, this.#text, ...parts, element('div', { class: 'buttons' }, this.yes, no));
    this.form = form;
    const inside = content ? [heading, content, this.no] : [form];
    this.#dialog = element('dialog', { 'aria-labelledby': heading.id, lang: words.language, dir: words.dir }, ...inside);
    const say = (happened) => {
      happened.preventDefault();
      if (this.yes && !this.yes.disabled && agree(this) !== false) this.close();
    };
    form.addEventListener('submit', say);
    form.addEventListener('keydown', (pressed) => isSubmitting(pressed) && say(pressed));
    this.#dialog.addEventListener('close', () => {
      this.#dialog.remove();
      closed();
    });
    this.isGrave = isGrave;
  }

  /** Show it; the focus begins at `first`, else where no harm is done. */
  open(first = this.isGrave || !this.yes ? this.no : this.yes) {
    document.body.append(this.#dialog);
    this.#dialog.showModal();
    first.focus();
    return this;
  }

  get isOpen() {
    return this.#dialog.open;
  }

  close() {
    if (this.#dialog.open) this.#dialog.close();
  }

  /** Say what is wrong, above everything else and wherever somebody is writing. */
  complain(text) {
    setText(this.#text, text);
  }

  /** Let yes be said no more: it has been, and `title` is what comes of it. */
  settle(words, title) {
    if (this.#isBusy) return;
    this.#isBusy = true;
    setText(this.#heading, title);
    this.yes.hidden = true;
    this.yes.disabled = true;
    setText(this.no, words.close);
    this.no.focus();
  }
}

/** Ask something that needs no more than a yes. */
export function confirm({ words, title, go, says, agree }) {
  const parts = says.map((text) => element('p', {}, text));
  return new Dialog({ title, go, words, parts, isGrave: true, agree }).open();
}

/** Make a button. */
export function button(text, look, press) {
  const made = element('button', { type: 'button', class: look }, text);
  made.addEventListener('click', press);
  return made;
}

/** Tell whether keys say yes: Ctrl or Command, and Enter. */
export function isSubmitting({ key, ctrlKey, metaKey, isComposing }) {
  return key === 'Enter' && (ctrlKey || metaKey) && !isComposing;
}
