// Says aloud how far the lines of the outbox have come.

import { fill } from '../shared/times.js';
import { isDone } from './outbox.js';
import { goneText, problemText } from './outbox-view.js';
import { toTheSecond } from '../desk/words.js';

export class OutboxAnnouncements {
  #words;
  #liveRegion;
  #known = new Map(); // key -> how far it had come

  constructor(words, liveRegion) {
    this.#words = words;
    this.#liveRegion = liveRegion;
  }

  /** What is there already is nothing new. */
  begin(lines) {
    this.#known = new Map(lines.map((line) => [line.key, stageOf(line)]));
  }

  look(lines) {
    const before = this.#known;
    this.begin(lines);
    for (const line of lines) if (before.get(line.key) !== stageOf(line)) this.#tell(line);
  }

  #tell(line) {
    const { told, acts } = this.#words;
    const about = line.act === 'updates' ? '' : `${acts[line.act]}: `;
    if (line.state === 'refused') this.#liveRegion.alert(about + fill(told.refused, { why: problemText(line.problem, this.#words) }));
    else if (line.state === 'conflict') this.#liveRegion.alert(about + told.conflict);
    else if (isDone(line)) this.#liveRegion.say(about + (line.gone ? goneText(line, this.#words) : told.aired));
    else if (line.state === 'filed') this.#liveRegion.say(about + fill(told.filed, { at: toTheSecond(this.#words, line.filed.atMs) }));
  }
}

function stageOf({ state, airedMs }) {
  return `${state} ${airedMs !== null}`;
}
