// What the composer and the operator's page say, in each of their languages.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { LANGUAGES, signInWords, spokenOf } from '../../clients/desk/languages.js';
import { count, toTheSecond, wordsFor } from '../../clients/desk/words.js';
import { operatorWords } from '../../clients/operator/words.js';

/** Read alike in another language, and meant to. */
const SAME = { ar: ['dir'], es: ['dir', 'levels.flash', 'roles.editor'] };
/** Millions of things are never counted here. */
const FORMS_NEVER_USED = { es: ['many'] };
/** The names of keys stand on the keyboard. */
const IS_KEYS = /^help\.keys\.\d\.0$/;

const PLURALS = new Set(['zero', 'one', 'two', 'few', 'many', 'other']);

function isPlural(value) {
  return Object.keys(value).every((form) => PLURALS.has(form));
}

const TABLES = new Map();
for (const { language } of LANGUAGES) {
  TABLES.set(language, { composer: await wordsFor('composer', language), operator: await operatorWords(language) });
}

function composer(language) {
  return TABLES.get(language).composer;
}

function operator(language) {
  return TABLES.get(language).operator;
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

/** List every text with its path, each form of a plural too. */
function spoken(table, path = '') {
  return Object.entries(table).flatMap(([key, value]) => (typeof value === 'string' ? [[`${path}${key}`, value]] : spoken(value, `${path}${key}.`)));
}

const isWords = (text) => /\p{L}/u.test(text.replace(/\{\w+\}/g, ''));

const places = (text) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort().join();

test('the pages speak English, Arabic and Spanish', () => {
  assert.deepEqual(LANGUAGES.map(({ language }) => language), ['en', 'ar', 'es']);
});

for (const { language } of LANGUAGES) {
  const words = operator(language);

  test(`the words of ${language} are complete`, () => {
    assert.deepEqual(paths(words).sort(), paths(operator('en')).sort());
    assert.deepEqual(paths(composer(language)).sort(), paths(composer('en')).sort());
    assert.ok(texts(words).every((text) => text !== '' || text === words.grades.fine));
  });

  test(`${language} has every plural form that it needs, or says it without one`, () => {
    const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions();
    for (const forms of plurals(words)) {
      const lacking = pluralCategories.filter((form) => !(form in forms) && !(FORMS_NEVER_USED[language] || []).includes(form));
      assert.ok(lacking.length === 0 || Object.keys(forms).join() === 'other', JSON.stringify(forms));
    }
  });
}

for (const [language, same] of Object.entries(SAME)) {
  test(`nothing in ${language} is English by accident`, () => {
    const english = new Map([...spoken(operator('en')), ...spoken(composer('en'))]);
    const own = [...spoken(operator(language)), ...spoken(composer(language))];
    const left = own.filter(([path, text]) => isWords(text) && text === english.get(path) && !IS_KEYS.test(path)).map(([path]) => path);
    assert.deepEqual(left.filter((path) => !same.includes(path)), []);
  });
}

test('Arabic calls a line of news a piece of news, and counts in one kind of digits', () => {
  const said = [...spoken(operator('ar')), ...spoken(composer('ar'))];
  assert.deepEqual(said.filter(([, text]) => /سطر|سطور|[٠-٩]/.test(text)), []);
});

test('every language fills in the same', () => {
  const at = (table, path) => path.replace(' (plural)', '').split('.').reduce((found, key) => found[key], table);
  for (const { language } of LANGUAGES) {
    for (const path of paths(operator('en'))) {
      const [english, other] = ['en', language].map((one) => at(operator(one), path));
      if (typeof english === 'string') assert.equal(places(other), places(english), path);
      else assert.equal(places(other.other), places(english.other), path);
    }
  }
});

test('numbers are counted in the language', () => {
  const words = composer('ar');
  assert.equal(count(words, words.signOut.waiting, 2), 'خبران لم يُرسلا بعد.');
  assert.match(count(words, words.signOut.waiting, 5), /أخبار/);
  assert.equal(count(composer('es'), composer('es').signOut.waiting, 1), 'Queda 1 noticia sin enviar.');
});

test('times are told to the second', () => {
  assert.match(toTheSecond(composer('en'), Date.parse('2026-03-01T12:04:05.000Z')), /^\d\d:\d\d:05$/);
});

test('the first language that has a table is spoken, else English', () => {
  assert.equal(spokenOf(null, 'fr', 'es-419', 'ar'), 'es');
  assert.equal(spokenOf('AR-lb'), 'ar');
  assert.equal(spokenOf('fr', 'constructor'), 'en');
});

test('a page goes on saying what its sign-in form has said', () => {
  for (const [language, pages] of TABLES) {
    for (const [page, words] of Object.entries(pages)) assert.deepEqual(words, { ...words, ...signInWords(page, language) });
  }
});
