// What became of each kill, the newest first.

import { isClear, saidReceipt } from '../desk/receipts.js';
import { element, place } from '../shared/dom.js';
import { fill } from '../shared/times.js';
import { toTheSecond } from '../desk/words.js';

const SHOWN = 8;

export class ReceiptsView {
  #words;
  #tell;
  #none;
  #list = element('ol', { role: 'list', class: 'receipts' });
  #drawn = '';
  #newest = null;

  /** @param {function} tell says something aloud */
  constructor(words, tell) {
    this.#words = words;
    this.#tell = tell;
    this.#none = element('p', { class: 'notice' }, words.operator.noReceipts);
    const title = element('h2', { id: 'receipts-title' }, words.operator.receipts);
    this.element = element('section', { 'aria-labelledby': title.id, class: 'kills' }, title, this.#none, this.#list);
  }

  draw(view) {
    if (view === null) return;
    const said = view.receipts.slice(0, SHOWN).map((receipt) => ({ receipt, text: saidReceipt(receipt, view.surfaces, this.#words) }));
    this.#none.hidden = said.length > 0;
    const drawn = JSON.stringify(said);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    place(this.#list, said.map(({ receipt, text }) => this.#row(receipt, text)));
    const newest = said.length > 0 ? said[0].text : '';
    if (this.#newest !== null && this.#newest !== newest) this.#tell(newest);
    this.#newest = newest;
  }

  #row(receipt, text) {
    const at = fill(this.#words.operator.killed, { at: toTheSecond(this.#words, Date.parse(receipt.at)) });
    const look = isClear(receipt) && receipt.silent.length === 0 ? 'clear' : 'open';
    return element('li', { 'data-id': receipt.id, 'data-look': look }, element('span', { class: 'when' }, at), ' ', element('strong', {}, text));
  }
}
