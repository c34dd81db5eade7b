// Taking a screen that is gone off the list, after a question. One that still reports is there again with its next report.

import { fill } from '../shared/times.js';
import { element } from '../shared/dom.js';
import { button, Dialog } from './dialog.js';
import { askService, unreachable } from './requests.js';

const GONE = 404;

/** Make the button beside a silent screen; `removed()` is called when it is off the list. */
export function removalButton({ words, feed, name, removed }) {
  const made = button(words.surfaces.remove, 'plain remove', () => askRemoval({ words, feed, name, removed }));
  made.setAttribute('aria-label', fill(words.surfaces.removeOne, { name }));
  return made;
}

function askRemoval({ words, feed, name, removed }) {
  const { remove, removeTitle, removeSays } = words.surfaces;
  const parts = [element('p', {}, removeSays)];
  const agree = (dialog) => {
    askToRemove({ words, feed, name, removed, dialog });
    return false; // it stays until the service has answered
  };
  new Dialog({ title: fill(removeTitle, { name }), go: remove, words, parts, isGrave: true, agree }).open();
}

async function askToRemove({ words, feed, name, removed, dialog }) {
  dialog.yes.disabled = true;
  const path = `v1/feeds/${encodeURIComponent(feed)}/surfaces/${encodeURIComponent(name)}`;
  const answer = await askService('DELETE', path).catch(unreachable);
  dialog.yes.disabled = false;
  if (answer === null) return dialog.complain(words.surfaces.notRemoved);
  if (!answer.ok && answer.status !== GONE) return dialog.complain(fill(words.problems.other, { status: answer.status }));
  if (!dialog.isOpen) return undefined;
  dialog.close();
  return removed();
}
