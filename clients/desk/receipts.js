// What the desk is told of surfaces: which show an update, and what became of a kill. Pure: values to values.

import { clock, fill } from '../shared/times.js';
import { count, number } from './words.js';

/** Give the surfaces by what they do with an update: `showing` it, `clear` of it, `silent` for too long. */
export function whereShown(view, id) {
  const groups = { showing: [], clear: [], silent: [] };
  for (const surface of (view && view.surfaces) || []) {
    const isShowing = surface.shown.some((shown) => shown.id === id);
    if (surface.silent) groups.silent.push({ ...surface, isShowing });
    else groups[isShowing ? 'showing' : 'clear'].push(surface);
  }
  return groups;
}

/** Count the surfaces that report, and those that show this version. */
export function onScreens(view, id, version) {
  const reporting = ((view && view.surfaces) || []).filter(({ silent }) => !silent);
  const showing = reporting.filter(({ shown }) => shown.some((one) => one.id === id && one.version === version));
  return { n: showing.length, of: reporting.length };
}

/** Give the receipt of an update's kill, or null. */
export function receiptOf(view, id) {
  return ((view && view.receipts) || []).find((receipt) => receipt.id === id) || null;
}

/** Say a receipt in the language of the page. */
export function saidReceipt(receipt, surfaces, words) {
  return receiptText(receipt, surfaces, words.receipt, {
    count: (forms, n, values) => count(words, forms, n, values),
    fill,
    clock: (ms) => clock(words, ms),
    number: (n, digits) => number(words, n, digits),
  });
}

/**
 * Say a receipt: `3 of 3 lower thirds clear after 0.4 s; 1 silent since 14:01`.
 *
 * @param {object} words the receipt's texts: `clear`, `clearAfter`, `lowerThirds`, `surfaces`, `none`, `waiting`, …
 * @param {object} say `count(forms, n, values)`, `fill(text, values)`, `clock(ms)`, `number(n, digits)`
 */
export function receiptText(receipt, surfaces, words, say) {
  const { clear, of, waiting, silent, after_ms: afterMs } = receipt;
  if (of === 0 && silent.length === 0) return words.none;
  const areLowerThirds = surfaces.length > 0 && surfaces.every(({ kind }) => kind === 'lower-third');
  const kind = say.count(areLowerThirds ? words.lowerThirds : words.surfaces, of, {});
  const values = { clear: say.number(clear, 0), s: afterMs === null ? '' : say.number(afterMs / 1000, 1), kind };
  const parts = of === 0 ? [] : [say.count(afterMs === null ? words.clear : words.clearAfter, of, values)];
  if (waiting.length > 0) parts.push(say.fill(words.waiting, { names: waiting.join(', ') }));
  if (silent.length > 0) parts.push(silentText(silent, surfaces, words, say));
  return parts.join(words.and);
}

/** Tell whether nothing more is to come of a receipt: every surface that reports is clear. */
export function isClear({ clear, of }) {
  return clear === of;
}

function silentText(names, surfaces, words, say) {
  const last = surfaces.filter(({ name }) => names.includes(name)).map(({ at }) => Date.parse(at));
  const since = last.length > 0 ? Math.min(...last) : NaN;
  if (Number.isNaN(since)) return say.count(words.silent, names.length, {});
  return say.count(words.silentSince, names.length, { at: say.clock(since) });
}
