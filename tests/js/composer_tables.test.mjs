// What the composer says, in each of its languages.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { count, LANGUAGES, toTheSecond, wordsFor } from '../../clients/composer/words.js';

const PLURALS = new Set(['zero', 'one', 'two', 'few', 'many', 'other']);

function isPlural(value) {
  return Object.keys(value).every((form) => PLURALS.has(form));
}

/** List the paths of a table's texts; the forms of a plural count as one. */
function paths(table, path = '') {
  return Object.entries(table).flatMap(([key, value]) => {
    if (typeof value === 'string') return [`${path}${key}`];
    return isPlural(value) ? [`${path}${key} (plural)`] : paths(value, `${path}${key}.`);
  });
}

function plurals(table) {
  return Object.values(table).flatMap((value) => {
    if (typeof value === 'string') return [];
    return isPlural(value) ? [value] : plurals(value);
  });
}

function texts(table) {
  return Object.values(table).flatMap((value) => (typeof value === 'string' ? [value] : texts(value)));
}

const places = (text) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort().join();

for (const { language } of LANGUAGES) {
  const words = wordsFor(language);

  test(`the words of ${language} are complete`, () => {
    assert.deepEqual(paths(words).sort(), paths(wordsFor('en')).sort());
    assert.ok(texts(words).every((text) => text !== '' || text === words.grades.fine));
  });

  test(`${language} has every plural form that it needs, or says it without one`, () => {
    const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions();
    for (const forms of plurals(words)) {
      const lacking = pluralCategories.filter((form) => !(form in forms));
      assert.ok(lacking.length === 0 || Object.keys(forms).join() === 'other', JSON.stringify(forms));
    }
  });
}

test('both languages fill in the same', () => {
  const at = (table, path) => path.replace(' (plural)', '').split('.').reduce((found, key) => found[key], table);
  for (const path of paths(wordsFor('en'))) {
    const [english, arabic] = ['en', 'ar'].map((language) => at(wordsFor(language), path));
    if (typeof english === 'string') assert.equal(places(arabic), places(english), path);
    else assert.equal(places(arabic.other), places(english.other), path);
  }
});

test('numbers are counted in the language', () => {
  const words = wordsFor('ar');
  assert.equal(count(words, words.signOut.waiting, 2), 'سطران لم يُرسلا بعد.');
  assert.match(count(words, words.signOut.waiting, 5), /سطور/);
});

test('times are told to the second', () => {
  assert.match(toTheSecond(wordsFor('en'), Date.parse('2026-03-01T12:04:05.000Z')), /^\d\d:\d\d:05$/);
});

test('what has no table is English', () => assert.equal(wordsFor('fr').language, 'en'));
