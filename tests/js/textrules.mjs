// What the clients make of texts: reads {constraints, texts} from standard input, and writes an answer for each text.
// tests/unit/newsroom/test_textrules.py holds the answers against the newsroom's own.

import { readFileSync } from 'node:fs';

import { directionOf, TextRules } from '../../clients/shared/text-rules.js';

const { constraints, texts } = JSON.parse(readFileSync(0, 'utf8'));
const rules = new TextRules(constraints.text);
const { hard } = constraints.fields.statement;

const answers = texts.map((given) => {
  const { text, cleaned } = rules.clean(given);
  const mended = rules.mended(given);
  return {
    text,
    cleaned,
    broken: rules.broken(text, hard),
    dirs: ['ltr', 'rtl'].map((usual) => directionOf(text, usual)),
    mended,
    left: rules.broken(mended, hard).map(({ rule }) => rule),
  };
});
process.stdout.write(JSON.stringify(answers));
