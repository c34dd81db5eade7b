// What the page says, in each of its languages.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ago, fill } from '../../clients/shared/times.js';
import { count, wordsFor } from '../../clients/reader/words.js';

const LANGUAGES = ['en', 'ar', 'es'];
const NOW_MS = Date.parse('2026-03-01T12:00:00.000Z');
const PLURALS = new Set(['zero', 'one', 'two', 'few', 'many', 'other']);

/** List the paths of a table's texts; the forms of a plural count as one. */
function paths(table, path = '') {
  return Object.entries(table).flatMap(([key, value]) => {
    if (typeof value === 'string') return [`${path}${key}`];
    return Object.keys(value).every((form) => PLURALS.has(form)) ? [`${path}${key}`] : paths(value, `${path}${key}.`);
  });
}

for (const language of LANGUAGES) {
  test(`the words of ${language} are complete`, () => {
    assert.equal(wordsFor(language).language, language);
    assert.deepEqual(paths(wordsFor(language)), paths(wordsFor('en')));
  });

  test(`${language} has every plural form that it needs`, () => {
    const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions();
    const used = pluralCategories.filter((form) => [...Array(200).keys()].some((n) => new Intl.PluralRules(language).select(n) === form));
    for (const forms of [wordsFor(language).waiting, ...Object.values(wordsFor(language).told)]) {
      assert.deepEqual(used.filter((form) => !(form in forms)), []);
    }
  });
}

test('an edition is spoken to in its language, and in English where there is no table', () => {
  assert.equal(wordsFor('ar-EG').language, 'ar');
  assert.equal(wordsFor('EN-sport').language, 'en');
  assert.equal(wordsFor('fr').language, 'en');
  assert.equal(wordsFor('').language, 'en');
});

test('counts are plural in Arabic too', () => {
  const words = wordsFor('ar');
  assert.equal(count(words, words.told.new, 2), 'خبران جديدان');
  assert.match(count(words, words.told.new, 5), /أخبار جديدة/);
});

test('values are filled in as they are', () => {
  assert.equal(fill('since {at}', { at: '$& {at}' }), 'since $& {at}');
});

test('times are told by the server’s clock', () => {
  const words = wordsFor('en');
  assert.equal(ago(words, NOW_MS - 9_999, NOW_MS), 'now');
  assert.equal(ago(words, NOW_MS - 59_999, NOW_MS), '50 seconds ago');
  assert.equal(ago(words, NOW_MS - 60_000, NOW_MS), '1 minute ago');
  assert.equal(ago(words, NOW_MS - 3_600_000, NOW_MS), '1 hour ago');
  assert.match(ago(words, NOW_MS - 86_400_000, NOW_MS), /2026/);
});

test('what seems to lie ahead is now', () => {
  assert.equal(ago(wordsFor('en'), NOW_MS + 5_000, NOW_MS), 'now');
});

test('without the server’s clock a time of day is told, and no age', () => {
  assert.match(ago(wordsFor('en'), NOW_MS, null), /^[0-9]{1,2}:[0-9]{2}/);
});
