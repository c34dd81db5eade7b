// What comes into the statement with the statement: a level in front, a source, several lines at once; and the button
// that takes it out of there.

import { fill } from '../shared/times.js';
import { button } from '../desk/dialog.js';
import { sourceIn } from './draft.js';

/** How correspondents write a level in front, in any language: whoever files in Spanish pastes from others too. */
const SAID = {
  flash: ['flash', 'فلاش', 'عاجل جدا', 'عاجل جدًا'],
  alert: ['alert', 'breaking news', 'breaking', 'alerta', 'última hora', 'ultima hora', 'تنبيه', 'خبر عاجل'],
  urgent: ['urgente', 'urgent', 'عاجل'],
};
const LEVEL_OF = new Map(Object.entries(SAID).flatMap(([level, texts]) => texts.map((text) => [text, level])));
/** The longer first, so that none is found inside another. */
const ANY = [...LEVEL_OF.keys()].sort((one, other) => other.length - one.length).join('|');
const AROUND = '\\[(*#\\])|\\p{Extended_Pictographic}\\ufe0f';
/** It stands between marks, or something that is no word follows: a flash of light is no level. */
const IN_FRONT = new RegExp(`^[\\s${AROUND}]*(${ANY})(?:\\s*[${AROUND}:：!/]+\\s*[-–—]?|\\s+[-–—]+(?=\\s)|[-–—]+(?=\\s))\\s*(\\S.*)$`, 'isu');

const BREAKS = /[\n\v\f\r\u0085\u2028\u2029]+/;
const BULLET = /^(?:[•·▪◦*–-]|\d{1,2}[.)])\s+/u;

/** Find a level that somebody wrote before the statement, as `URGENT: The road is open.`; null if there is none. */
export function levelIn(statement) {
  const found = IN_FRONT.exec(statement.normalize('NFC'));
  return found && { level: LEVEL_OF.get(found[1].toLowerCase()), said: found[1], statement: found[2] };
}

/** Give the lines of a text, without what is empty and without the bullets of a list. */
export function linesIn(text) {
  const lines = text.split(BREAKS).map((line) => line.trim()).filter(Boolean);
  return lines.length > 1 && lines.every((line) => BULLET.test(line)) ? lines.map((line) => line.replace(BULLET, '')) : lines;
}

/**
 * Give the fields of each line of a series: what the form says, but for what a line says itself. A source that a line
 * names counts only where the form names none; a short version belongs to one line.
 */
export function fieldsOfSeries(lines, fields) {
  return lines.map((line) => {
    const loud = levelIn(line);
    const statement = loud ? loud.statement : line;
    const source = fields.name.trim() === '' ? sourceIn(statement) : null;
    return { ...fields, series: [], short: '', statement, level: loud ? loud.level : fields.level, ...source };
  });
}

/** Make the button for what is found in front of a statement; null if nothing is. `take(found)` takes it out of there. */
export function suggestionIn({ statement, name }, words, take) {
  const loud = levelIn(statement);
  const found = loud || (name.trim() === '' ? sourceIn(statement) : null);
  if (found === null) return null;
  const { said, ...fields } = found;
  const text = loud ? fill(words.isLevel, { level: words.levels[loud.level], said }) : fill(words.isSource, { name: found.name });
  return button(text, 'chip', () => take(fields));
}
