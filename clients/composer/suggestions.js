// Offers what somebody typed into the statement in one go, a level or a source, as what it is.

import { fill } from '../shared/times.js';
import { button } from '../desk/dialog.js';
import { sourceIn } from './draft.js';
import { levelIn } from './pasted-text.js';

/** Make the button for what is found in front of a statement; null if nothing is. `take(found)` takes it out of there. */
export function suggestionIn({ statement, name }, words, take) {
  const loud = levelIn(statement);
  const found = loud || (name.trim() === '' ? sourceIn(statement) : null);
  if (found === null) return null;
  const { said, ...fields } = found;
  const text = loud ? fill(words.isLevel, { level: words.levels[loud.level], said }) : fill(words.isSource, { name: found.name });
  return button(text, 'chip', () => take(fields));
}
