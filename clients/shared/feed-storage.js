// What a browser keeps of a feed between two pages, for an hour: the place, and the lines at it.
// Whoever reads it must not show it before the server has said what became of it. Without storage nothing is kept.

import { empty } from './fold.js';
import { attempt } from './attempt.js';

const KEPT_MS = 3600000;

/** Keep what is held, under a name. */
export function keep(name, { held, cursor, named }) {
  const { epoch, seq, covered, horizon, rows } = held;
  const kept = { atMs: Date.now(), cursor, named, place: { epoch, seq, covered, horizon }, rows: [...rows] };
  attempt(() => localStorage.setItem(name, JSON.stringify(kept)));
}

/** Give what was kept under a name not long ago, else null. */
export function recall(name, size) {
  return attempt(() => {
    const { atMs, cursor, named, place, rows } = JSON.parse(localStorage.getItem(name));
    const held = Object.assign(empty(size), place, { rows: new Map(rows) });
    if (Math.abs(Date.now() - atMs) < KEPT_MS) return { held, cursor, named };
    localStorage.removeItem(name);
    return null;
  }, null);
}
