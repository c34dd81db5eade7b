// What an operator says from elsewhere in the same browser: by an event, as obs-websocket's vendor request makes one,
// or from the operator's page in a dock, which shares nothing with this page but the name of a channel.

import { attempt } from '../../shared/attempt.js';
import { COMMAND_CHANNEL, ROLL_CALL } from '../../shared/command-channel.js';

/** Let a graphic do what is said to all, or to it by its name; to whoever spoke over the channel it says that it did. */
export function listenForCommands(graphic) {
  const obey = (order) => {
    if (!graphic.isConnected || order === null || typeof order !== 'object') return false; // its host has taken it off
    if (order.name !== undefined && order.name !== graphic.name) return false;
    if (order.feed !== undefined && order.feed !== graphic.feed) return false;
    return order.command === ROLL_CALL || graphic.command(order.command, { id: order.id || null }) === 200;
  };
  window.addEventListener('ticker-command', (event) => obey(event.detail));
  attempt(() => {
    const channel = new BroadcastChannel(COMMAND_CHANNEL);
    channel.onmessage = (event) => {
      if (obey(event.data)) channel.postMessage({ heard: event.data.command, name: graphic.name, feed: graphic.feed });
    };
  }, null);
}
