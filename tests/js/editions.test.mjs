// Which edition a reader gets who asked for none.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { editionFor } from '../../clients/reader/editions.js';

const feed = (slug, language = slug) => ({ slug, language });
const FEEDS = [feed('en'), feed('en-sport', 'en'), feed('ar'), feed('pt'), feed('pt-br', 'pt-BR')];
const slugFor = (...languages) => editionFor(languages, FEEDS).slug;

test('the first language that the browser names and that there is an edition in decides', () => {
  assert.equal(slugFor('ar', 'en'), 'ar');
  assert.equal(slugFor('fr', 'de', 'ar-EG', 'en'), 'ar');
});

test('of several editions in a language the first one in the configured order is it', () => {
  assert.equal(slugFor('en-GB'), 'en');
});

test('an edition in the very language goes before one that is near', () => {
  assert.equal(slugFor('pt-BR'), 'pt-br');
  assert.equal(slugFor('pt-PT'), 'pt');
  assert.equal(slugFor('PT-br-x-private'), 'pt-br');
});

test('whoever speaks none of the languages gets the first edition', () => {
  assert.equal(slugFor('fr'), 'en');
  assert.equal(slugFor(), 'en');
});

test('where there is no edition there is none for anybody', () => {
  assert.equal(editionFor(['en'], []), undefined);
});
