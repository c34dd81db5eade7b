// What the desk is told: receipts, who may do what, what the log still holds.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { emptyArchive, heldIn, isTakenBack, killedIn, olderIn, withHeld, withLog } from '../../clients/composer/visible-updates.js';
import { isClear, onScreens, receiptOf, receiptText, whereShown } from '../../clients/desk/receipts.js';
import { feedsOf, feedToBegin, mayAct } from '../../clients/desk/rights.js';
import { count, number, wordsFor } from '../../clients/desk/words.js';
import { fill } from '../../clients/shared/times.js';

const ACTS = ['corrections', 'refiles', 'hold', 'release', 'kill'];

function allowed(role, state) {
  return ACTS.filter((act) => mayAct({ role }, act, { isOwn: false, ...state })).join(' ');
}

test('a correspondent corrects and refiles own updates, and nothing else', () => {
  assert.equal(allowed('correspondent', { pubstatus: 'usable', isOwn: true }), 'corrections refiles');
  assert.equal(allowed('correspondent', { pubstatus: 'withheld', isOwn: true }), 'corrections refiles');
  assert.equal(allowed('correspondent', { pubstatus: 'usable' }), '');
});

test('an editor acts on any update as its state allows', () => {
  assert.equal(allowed('editor', { pubstatus: 'usable' }), 'corrections refiles hold kill');
  assert.equal(allowed('editor', { pubstatus: 'withheld' }), 'corrections refiles release kill');
  assert.equal(allowed('admin', { pubstatus: 'withheld', isExpired: true }), 'corrections refiles kill');
  assert.equal(allowed('editor', { pubstatus: 'canceled' }), '');
});

test('everybody sees the feeds that their key is for', () => {
  const served = [{ slug: 'ar' }, { slug: 'en' }];
  const slugs = (who) => feedsOf(who, served).map(({ slug }) => slug).join(' ');
  assert.equal(slugs({ role: 'correspondent', feeds: ['en'] }), 'en');
  assert.equal(slugs({ role: 'editor', feeds: ['*'] }), 'ar en');
  assert.equal(slugs({ role: 'admin', feeds: [] }), 'ar en');
  assert.equal(slugs({ role: 'surface', feeds: ['*'] }), '');
});

const SURFACES = [
  { name: 'studio-1', silent: false, shown: [{ id: 'u1', version: 2 }], at: '2026-03-01T14:03:00.000Z' },
  { name: 'studio-2', silent: false, shown: [], at: '2026-03-01T14:03:00.000Z' },
  { name: 'lobby', silent: true, shown: [{ id: 'u1', version: 1 }], at: '2026-03-01T14:01:00.000Z' },
];
const VIEW = { surfaces: SURFACES, receipts: [{ id: 'u1', clear: 3 }] };

test('it is known where an update is shown, where not, and where nobody knows', () => {
  const { showing, clear, silent } = whereShown(VIEW, 'u1');
  assert.deepEqual([showing, clear, silent].map((group) => group.map(({ name }) => name).join()), ['studio-1', 'studio-2', 'lobby']);
  assert.ok(silent[0].isShowing);
  assert.deepEqual(onScreens(VIEW, 'u1', 2), { n: 1, of: 2 });
  assert.deepEqual(onScreens(null, 'u1', 2), { n: 0, of: 0 });
  assert.equal(receiptOf(VIEW, 'u1').clear, 3);
  assert.equal(receiptOf(null, 'u1'), null);
});

const TABLES = { en: await wordsFor('composer', 'en'), ar: await wordsFor('composer', 'ar'), es: await wordsFor('composer', 'es') };

function said(receipt, language = 'en', surfaces = SURFACES) {
  const words = TABLES[language];
  const say = {
    count: (forms, n, values) => count(words, forms, n, values),
    fill,
    clock: (ms) => new Date(ms).toISOString().slice(11, 16),
    number: (n, digits) => number(words, n, digits),
  };
  return receiptText({ waiting: [], silent: [], after_ms: null, ...receipt }, surfaces, words.receipt, say);
}

test('a receipt says how many are clear, how soon, and who is silent', () => {
  assert.equal(said({ clear: 3, of: 3, after_ms: 400, silent: ['lobby'] }), '3 of 3 surfaces clear after 0.4 s; 1 silent since 14:01');
  assert.equal(said({ clear: 1, of: 2, after_ms: 400, waiting: ['studio-1'] }), '1 of 2 surfaces clear after 0.4 s; still waiting for studio-1');
  assert.equal(said({ clear: 2, of: 2 }), '2 of 2 surfaces clear');
  assert.equal(said({ clear: 0, of: 0, silent: ['lobby'] }), '1 silent since 14:01');
  assert.equal(said({ clear: 0, of: 0 }), 'No surface reported');
  assert.ok(isClear({ clear: 2, of: 2 }));
});

test('lower thirds are called so where there is nothing else', () => {
  const thirds = SURFACES.map((surface) => ({ ...surface, kind: 'lower-third' }));
  assert.equal(said({ clear: 3, of: 3, after_ms: 400 }, 'en', thirds), '3 of 3 lower thirds clear after 0.4 s');
});

test('a receipt is said in Arabic', () => {
  assert.match(said({ clear: 3, of: 3, after_ms: 400, silent: ['lobby'] }, 'ar'), /14:01/);
});

const NOW = '2026-03-01T12:00:00.000Z';

function entry(type, id, version, order, pubstatus = 'usable') {
  return { type, id, version, order, pubstatus, version_created: NOW, statement: `${id}@${version}` };
}

function held(seq, rows, more = {}) {
  return { epoch: 'k3v9d2qa', seq, covered: 0, rows: new Map(rows.map((row) => [row.id, row])), ...more };
}

const LOG = [entry('update', 'a', 1, 1), entry('hold', 'b', 2, 2, 'withheld'), entry('update', 'c', 1, 3)];
const ids = (rows) => rows.map(({ id }) => id).join();

function read() {
  return withLog(withHeld(emptyArchive(), held(4, [LOG[2]]), NOW), LOG, 4);
}

test('held and older updates are found in the log', () => {
  assert.ok(withHeld(emptyArchive(), held(4, [LOG[2]]), NOW).isBehind);
  assert.ok(!read().isBehind);
  assert.equal(ids(heldIn(read())), 'b');
  assert.equal(ids(olderIn(read(), 3, 10)), 'a');
});

test('what the reader shows of an act needs no reading', () => {
  const state = withHeld(read(), held(5, [{ id: 'c', version: 2, order: 3, pubstatus: 'withheld' }]), NOW);
  assert.ok(!state.isBehind);
  assert.equal(ids(heldIn(state)), 'b,c');
  assert.ok(!JSON.stringify([...state.rows]).includes('c@1'));
});

test('an act below what the reader has makes the log be read again', () => {
  const state = withHeld(read(), held(5, [LOG[2]]), NOW);
  assert.ok(state.isBehind);
  const released = withLog(state, [LOG[0], entry('release', 'b', 3, 2), LOG[2]], 5);
  assert.equal(ids(heldIn(released)), '');
});

test('a killed update is known for an hour, without words', () => {
  const state = withHeld(read(), held(5, [{ id: 'c', version: 2, order: 3, pubstatus: 'canceled' }]), NOW);
  assert.equal(ids(killedIn(state, Date.parse(NOW))), 'c');
  assert.equal(ids(killedIn(state, Date.parse(NOW) + 3600001)), '');
  assert.ok(!JSON.stringify([...state.rows]).includes('c@1'));
});

test('of a killed update stay its order, when it was filed and how loud it was, also once the log was read', () => {
  const known = { ...LOG[2], level: 'flash', first_created: '2026-03-01T11:00:00.000Z' };
  const before = withHeld(emptyArchive(), held(4, [known]), NOW);
  const killed = { id: 'c', version: 2, order: 3, pubstatus: 'canceled' };
  const live = withHeld(before, held(5, [killed]), NOW);
  const reread = withLog(live, [LOG[0], LOG[1], { ...killed, type: 'kill', first_created: known.first_created, version_created: NOW }], 5);
  for (const state of [live, reread]) {
    const [row] = killedIn(state, Date.parse(NOW));
    assert.deepEqual([row.order, row.level, row.first_created], [3, 'flash', known.first_created]);
    assert.equal(row.statement, undefined);
  }
});

test('what leaves the reader leaves the archive', () => {
  const empty = withHeld(read(), held(4, [], { covered: 4 }), NOW);
  assert.equal(ids(olderIn(empty, 9, 9)), '');
  assert.equal(ids(heldIn(empty)), 'b');
  const state = withHeld(read(), held(5, [LOG[0], entry('update', 'd', 1, 5)]), NOW);
  assert.equal(ids(olderIn(state, 9, 9)), 'd,a');
});

test('another epoch begins anew', () => {
  const state = withHeld(read(), held(1, [entry('update', 'z', 1, 1)], { epoch: 'm0t5x8zr' }), NOW);
  assert.equal(ids([...state.rows.values()]), 'z');
  assert.ok(state.isBehind);
});

test('what came while the log was read is not undone', () => {
  const later = withHeld(read(), held(6, [LOG[2], entry('update', 'd', 1, 5), entry('update', 'a', 2, 1)]), NOW);
  const state = withLog(later, LOG, 4);
  assert.equal(state.rows.get('a').version, 2);
  assert.ok(state.rows.has('d'));
});

test('what a screen reported last has no words here once it was taken back', () => {
  const screen = { id: 'a', version: 1, headline: 'a@1' };
  const killed = { act: 'kill', filed: { id: 'a', version: 2, atMs: 0 } };
  assert.ok(!isTakenBack(screen, undefined, []));
  assert.ok(!isTakenBack(screen, entry('correction', 'a', 2, 1), []));
  assert.ok(isTakenBack(screen, { id: 'a', version: 2, order: 1, pubstatus: 'withheld' }, []));
  assert.ok(isTakenBack(screen, entry('update', 'a', 1, 1), [killed]), 'answered before our own reader has it');
  assert.ok(!isTakenBack(screen, entry('release', 'a', 3, 1), [{ ...killed, act: 'hold' }]));
});

test('the edition to begin with is the one that was chosen, else one in the language of the page, else the first', () => {
  const feeds = [{ slug: 'ar', language: 'ar' }, { slug: 'mx', language: 'es-MX' }, { slug: 'en', language: 'en' }];
  const begun = (slugs, language) => feedToBegin(feeds, slugs, language).slug;
  assert.equal(begun([null, 'en'], 'ar'), 'en');
  assert.equal(begun(['gone'], 'en'), 'en');
  assert.equal(begun([], 'es'), 'mx');
  assert.equal(begun([], 'de'), 'ar');
});
