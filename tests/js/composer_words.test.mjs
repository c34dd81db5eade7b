// What the composer makes of words: lengths, directions, likeness, drafts.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { blankDraft, bodyOf, fieldsIn, fieldsOf, headlineOf, isBlank, missing, onOneLine, previewOf, sourceIn } from '../../clients/composer/draft.js';
import { graphemes, judge } from '../../clients/composer/text-checks.js';
import { fieldsOfSeries, levelIn, linesIn } from '../../clients/composer/pasted-text.js';
import { likeness, nearest, shingles } from '../../clients/composer/similar-updates.js';

const NOW = '2026-03-01T12:00:00.000Z';
const NOW_MS = Date.parse(NOW);
const LIMITS = { recommended: 2, editorial: 4, hard: 6 };

test('people’s characters are counted, not bytes: flags, families, vowel signs', () => {
  assert.equal(graphemes('  🇱🇧👩‍👩‍👧 é بِسْمِ '), 8);
  assert.equal(graphemes('e\u0301'), 1);
  assert.equal(graphemes(''), 0);
});

test('each of three limits has its own word', () => {
  const grades = ['ab', 'abcd', 'abcdef', 'abcdefg'].map((text) => judge(text, LIMITS));
  assert.deepEqual(grades.map(({ grade }) => grade), ['fine', 'long', 'over', 'refused']);
  assert.deepEqual(grades.map(({ limit }) => limit), [2, 4, 6, 6]);
});

test('a draft says a direction, or its letters do', () => {
  const feed = { slug: 'ar', language: 'ar', dir: 'rtl' };
  const fields = { ...blankDraft('urgent'), statement: 'UNIFIL: لا صحة لما يُشاع', name: 'A' };
  assert.equal(previewOf(fields, feed, NOW).dir, 'rtl');
  assert.equal(previewOf({ ...fields, dir: 'ltr' }, feed, NOW).dir, 'ltr');
  assert.equal(bodyOf(fields, 'updates', NOW_MS).dir, undefined);
  assert.equal(bodyOf({ ...fields, dir: 'ltr' }, 'updates', NOW_MS).dir, 'ltr');
});

test('a direction that somebody said stays when the line is corrected', () => {
  const entry = { attribution: { name: 'A' }, statement: 'UNIFIL', level: 'urgent', dir: 'rtl' };
  assert.equal(fieldsOf(entry, 'ltr').dir, 'rtl');
  assert.equal(fieldsOf({ ...entry, dir: 'ltr' }, 'ltr').dir, '');
  assert.equal(fieldsOf({ ...entry, statement: 'الجيش' }, 'rtl').dir, '');
  assert.equal(fieldsIn({ ...entry, dir: 'rtl' }).dir, 'rtl');
  assert.equal(fieldsIn({ ...entry, dir: undefined }).dir, '');
});

function standing(statement, more = {}) {
  return { id: 'u1', order: 1, pubstatus: 'usable', statement, first_created: '2026-03-01T11:58:00.000Z', ...more };
}

test('nearly the same, filed minutes ago, is found', () => {
  const draft = { statement: 'The bridge over the Litani is closed.', slug: '' };
  const same = standing('Bridge over Litani closed');
  assert.equal(nearest(draft, [standing('Talks resume in Geneva'), same], { nowMs: NOW_MS }), same);
  assert.equal(nearest(draft, [same], { nowMs: NOW_MS, except: new Set(['u1']) }), null);
  assert.equal(nearest(draft, [{ ...same, first_created: '2026-03-01T11:40:00.000Z' }], { nowMs: NOW_MS }), null);
  assert.equal(nearest(draft, [{ ...same, pubstatus: 'withheld' }], { nowMs: NOW_MS }), null);
  assert.equal(nearest({ statement: 'Closed', slug: '' }, [same], { nowMs: NOW_MS }), null);
});

test('other news is not nearly the same', () => {
  const draft = { statement: 'The airport in Beirut is closed until noon.', slug: '' };
  assert.equal(nearest(draft, [standing('Two killed in a strike on the road to Tyre.')], { nowMs: NOW_MS }), null);
});

test('under one slug less likeness is enough', () => {
  const draft = { statement: 'Civil defence: bridge over the Litani reopened to cars', slug: 'LITANI' };
  const other = standing('The bridge over the Litani is closed.', { slug: 'LITANI' });
  assert.equal(nearest(draft, [other], { nowMs: NOW_MS }), other);
  assert.equal(nearest({ ...draft, slug: '' }, [other], { nowMs: NOW_MS }), null);
});

test('Arabic is alike whatever its vowel signs and forms of letters', () => {
  assert.ok(likeness(shingles('إغلاقُ جسرِ الليطاني'), shingles('اغلاق جسر الليطانى')) > 0.9);
});

test('a draft is filed without what is empty', () => {
  const fields = { ...blankDraft('urgent'), statement: ' Open. ', name: 'Civil Defense', short: ' ' };
  assert.equal(JSON.stringify(bodyOf(fields, 'updates', NOW_MS)), '{"attribution":{"name":"Civil Defense"},"statement":"Open.","level":"urgent"}');
});

test('a note goes with a correction alone', () => {
  const fields = { ...blankDraft('urgent'), statement: 'Open.', name: 'A', note: 'It was closed.' };
  assert.equal(bodyOf(fields, 'corrections', NOW_MS).note, 'It was closed.');
  assert.equal(bodyOf(fields, 'refiles', NOW_MS).note, undefined);
});

test('what stands is corrected as a whole and comes down when it would have', () => {
  const entry = {
    type: 'update', id: 'u1', version: 2, level: 'alert', attribution: { name: 'A', role: 'B', kind: 'official' },
    statement: 'S', short: 'T', slug: 'U', link: 'https://example.org/', expires: '2026-03-01T14:00:00.000Z',
  };
  const { note, ...draft } = bodyOf(fieldsOf(entry), 'corrections', NOW_MS);
  const { type, id, version, ...filed } = entry;
  assert.deepEqual(JSON.parse(JSON.stringify(draft)), filed);
  assert.equal(note, undefined);
  assert.equal(bodyOf(fieldsOf(entry), 'refiles', Date.parse('2026-03-01T15:00:00.000Z')).expires, undefined);
});

test('how long a line stays is counted from now, and never past what the service takes', () => {
  const stays = (hours) => bodyOf({ ...blankDraft('urgent'), stays: hours }, 'updates', NOW_MS).expires;
  assert.equal(stays('6'), '2026-03-01T18:00:00.000Z');
  assert.ok(Date.parse(stays('168')) < NOW_MS + 7 * 86400000);
});

test('who and what must be there', () => {
  assert.deepEqual(missing({ ...blankDraft('urgent'), name: ' ' }, 'updates'), ['statement', 'name']);
  assert.deepEqual(missing({ ...blankDraft('urgent'), name: 'A', statement: 'B' }, 'corrections'), ['note']);
  assert.ok(isBlank(blankDraft('flash')));
});

test('headlines have the punctuation of their language', () => {
  assert.equal(headlineOf({ name: 'A', role: 'B' }, 'C', 'en-GB'), 'A, B: C');
  assert.equal(headlineOf({ name: 'الجيش', role: 'متحدث' }, 'نعم', 'ar'), 'الجيش، متحدث: نعم');
  assert.equal(headlineOf({ name: 'A' }, 'C', 'fr'), 'A\u00a0: C');
});

test('a preview looks the way it is being typed', () => {
  const feed = { slug: 'ar', language: 'ar', dir: 'rtl' };
  assert.equal(previewOf(blankDraft('urgent'), feed, NOW).dir, 'rtl');
  assert.equal(previewOf({ ...blankDraft('urgent'), statement: 'UN: talks' }, feed, NOW).dir, 'ltr');
});

test('a source typed before the statement is found', () => {
  assert.deepEqual(sourceIn('Civil Defense: The road is open.'), { name: 'Civil Defense', role: '', statement: 'The road is open.' });
  assert.deepEqual(sourceIn('الجيش، المتحدث: الطريق مفتوح'), { name: 'الجيش', role: 'المتحدث', statement: 'الطريق مفتوح' });
  assert.equal(sourceIn('The road opens at 12:30 today'), null);
  assert.equal(sourceIn('The road is open'), null);
});

test('a field has one line', () => {
  assert.equal(onOneLine('one\r\ntwo\tthree\u2028four'), 'one two three four');
});

for (const [typed, level, left] of [
  ['URGENT: The road is open.', 'urgent', 'The road is open.'],
  ['Urgent - road open', 'urgent', 'road open'],
  ['[FLASH] The king is dead', 'flash', 'The king is dead'],
  ['🚨BREAKING🚨 The road is open', 'alert', 'The road is open'],
  ['ALERT – Tsunami', 'alert', 'Tsunami'],
  ['عاجل: الطريق مفتوح', 'urgent', 'الطريق مفتوح'],
  ['🔴 عاجل | الطريق مفتوح', 'urgent', 'الطريق مفتوح'],
  ['عاجل جدًا: الطريق مفتوح', 'flash', 'الطريق مفتوح'],
  ['خبر عاجل: الطريق مفتوح', 'alert', 'الطريق مفتوح'],
  ['URGENTE: Abierta', 'urgent', 'Abierta'],
  ['U\u0301LTIMA HORA: Abierta', 'alert', 'Abierta'],
]) {
  test(`${typed} begins with a level`, () => {
    const { said, ...found } = levelIn(typed);
    assert.deepEqual(found, { level, statement: left });
  });
}

for (const typed of ['Flash floods hit the valley: 3 dead', 'Alert level raised: two', 'Urgently needed: blood', 'URGENT:', 'عاجلًا: لا', 'The road: URGENT: open', '']) {
  test(`${JSON.stringify(typed)} begins with no level`, () => assert.equal(levelIn(typed), null));
}

test('lines are taken without what is empty and without the bullets of a list', () => {
  assert.deepEqual(linesIn('one\r\n\n two \u2028three\n'), ['one', 'two', 'three']);
  assert.deepEqual(linesIn('• one\n• two'), ['one', 'two']);
  assert.deepEqual(linesIn('1. one\n2) two'), ['one', 'two']);
  assert.deepEqual(linesIn('- 5 degrees at noon\nRain at night'), ['- 5 degrees at noon', 'Rain at night']);
  assert.deepEqual(linesIn('- 5 degrees'), ['- 5 degrees']);
});

test('each line of a series has what the form says, but for what it says itself', () => {
  const form = { ...blankDraft('routine'), short: 'S', section: 'sport', series: ['a', 'b'] };
  const [one, other] = fieldsOfSeries(['URGENT: Civil Defense, Spokesman: Open.', 'Closed.'], form);
  assert.deepEqual([one.level, one.name, one.role, one.statement, one.short, one.section], ['urgent', 'Civil Defense', 'Spokesman', 'Open.', '', 'sport']);
  assert.deepEqual([other.level, other.name, other.statement, other.series], ['routine', '', 'Closed.', []]);
  assert.equal(fieldsOfSeries(['Army: Open.'], { ...form, name: 'Reuters' })[0].statement, 'Army: Open.');
});

test('what was pasted is not nothing', () => assert.ok(!isBlank({ ...blankDraft('urgent'), series: ['a'] })));
