// A screen's key from a file beside the template, so that it stands in no rundown. Where there is none, or the host does
// not let a page read it, the screen reports nothing.

import { attempt } from '../../shared/attempt.js';

const KEY_FORM = /^\s*(tk_[\w-]+)\s*$/;

/** Read the key in a file; '' where there is none. */
export function keyIn(address) {
  return new Promise((resolve) => {
    attempt(() => {
      const asked = new XMLHttpRequest(); // unlike fetch it may read from disk, where the host allows it
      asked.onloadend = () => {
        const found = KEY_FORM.exec(asked.responseText);
        resolve(found ? found[1] : '');
      };
      asked.open('GET', address);
      asked.send();
    }, null);
  });
}
