// What an operator says from elsewhere in the same browser: by an event, as obs-websocket's vendor request makes one,
// or from the operator's page in a dock, which shares nothing with this page but the name of a channel.

import { tried } from '../../shared/tried.js';

export const ORDERS = 'ticker lower third';

/** Let a graphic do what is said to all, or to it by its name. */
export function listenForCommands(graphic) {
  const obey = (order) => {
    if (order === null || typeof order !== 'object') return;
    if (order.name !== undefined && order.name !== graphic.name) return;
    if (order.feed !== undefined && order.feed !== graphic.feed) return;
    graphic.command(order.command, { id: typeof order.id === 'string' ? order.id : null });
  };
  window.addEventListener('ticker-command', (event) => obey(event.detail));
  tried(() => {
    new BroadcastChannel(ORDERS).onmessage = (event) => obey(event.data);
  }, null);
}

/** Say something to the lower thirds of this browser. */
export function giveOrder(order) {
  return tried(() => {
    const channel = new BroadcastChannel(ORDERS);
    channel.postMessage(order);
    channel.close();
    return true;
  }, false);
}
