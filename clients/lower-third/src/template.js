// The page of the lower third: one element over the whole picture, and the words of the systems that play it.
// OBS and vMix open the address and need nothing more. CasparCG and SPX call update, play, stop, next and remove.

import { warnOfBarredServer } from './server-warning.js';
import { LowerThird } from './element.js';
import { listenForCommands } from './command-listener.js';
import { optionsOfAddress } from './options.js';
import { COMMANDS } from './rundown.js';
import { readTemplateData } from './template-data.js';

const TAG = 'ticker-lower-third';
/** CasparCG, all versions, puts a `remove` of its own into the window: it empties the layer. */
const hostRemove = typeof window.remove === 'function' ? window.remove : null;
const graphic = begin();

function begin() {
  warnOfBarredServer();
  customElements.define(TAG, LowerThird);
  const made = document.createElement(TAG);
  made.setAttribute('role', 'main'); // all that there is to this page
  const told = optionsOfAddress(window.location);
  made.configure(told);
  document.body.append(made);
  // A playout system says itself when to go on air.
  if (hostRemove === null && told.wait === undefined) made.play();
  return made;
}

window.update = (given) => {
  const told = readTemplateData(given);
  graphic.configure(told);
  if (COMMANDS.includes(told.command)) graphic.command(told.command, { id: told.id || null });
};
window.play = () => graphic.play();
window.stop = () => graphic.command('clear');
window.next = () => graphic.command('next');
window.remove = () => {
  graphic.remove();
  if (hostRemove !== null) hostRemove();
};
window.take = (id) => graphic.command('take', { id: id || null });
window.hold = () => graphic.command('hold');
window.clear = () => graphic.command('clear');
window.auto = () => graphic.command('auto');
window.tickerLowerThird = graphic;

listenForCommands(graphic);
