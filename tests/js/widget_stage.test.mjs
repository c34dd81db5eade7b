// Which line is on: taking turns, what is new, what is held.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { FLASH_MS, aloud, levelNow } from '../../clients/shared/levels.js';
import { isTaken, offStage, put, turn, upNext } from '../../clients/widget/rotation.js';

const NOON = '2026-03-01T12:00:00.000Z';
const NOON_MS = Date.parse(NOON);
const TIMES = { first_created: NOON, version_created: NOON };
const line = (id, level = 'urgent', version = 1) => ({ id, entry: { level, version, headline: 'twenty characters ok', ...TIMES } });
const gone = (id) => ({ id, gone: 'canceled' });
const FREE = { serverMs: NOON_MS, isHeld: false, isStill: false, isCrawling: false };

/** Turn a stage through steps, each [nowMs, lines, how]. */
function turned(...steps) {
  return steps.reduce((stage, [nowMs, lines, how]) => turn(stage, lines, { ...FREE, nowMs, ...how }), offStage());
}

const THREE = [line('c'), line('b', 'alert'), line('a', 'routine')];

test('the newest is on first, whatever its level', () => {
  assert.equal(turned([0, THREE]).id, 'c');
});

test('what came before any line did changes nothing of that', () => {
  assert.equal(turned([0, []], [5, THREE]).id, 'c');
});

test('a flash that stands is on first', () => {
  assert.equal(turned([0, [line('c'), line('b', 'flash')]]).id, 'b');
});

test('lines take turns, each for as long as it takes to read', () => {
  assert.equal(turned([0, THREE], [4799, THREE]).id, 'c');
  assert.equal(turned([0, THREE], [4800, THREE]).id, 'b');
  assert.equal(turned([0, THREE], [4800, THREE], [9600, THREE]).id, 'a');
  assert.equal(turned([0, THREE], [4800, THREE], [9600, THREE], [14400, THREE]).id, 'c');
});

test('what is new comes on as soon as the line before could be read', () => {
  const four = [line('d'), ...THREE];
  assert.equal(turned([0, THREE], [100, four]).id, 'c');
  assert.equal(turned([0, THREE], [3000, four]).id, 'd');
});

test('of several new lines the most pressing comes on first', () => {
  const lines = [line('e', 'routine'), line('d', 'alert'), ...THREE];
  assert.equal(turned([0, THREE], [3000, lines]).id, 'd');
  assert.equal(turned([0, THREE], [3000, lines], [6000, lines]).id, 'e');
});

test('a flash waits for nothing, not even for a pause', () => {
  const lines = [line('f', 'flash'), ...THREE];
  assert.equal(turned([0, THREE], [1, lines, { isHeld: true }]).id, 'f');
  assert.equal(turned([0, THREE], [1, lines, { isCrawling: true }]).id, 'f');
});

test('what is held stays, until it goes', () => {
  assert.equal(turned([0, THREE], [60000, [line('d'), ...THREE], { isHeld: true }]).id, 'c');
  assert.equal(turned([0, THREE], [10, THREE.slice(1), { isHeld: true }]).id, 'b');
});

test('a line that is corrected while it is on stays on, and has its time anew', () => {
  const corrected = [line('c', 'urgent', 2), ...THREE.slice(1)];
  assert.equal(turned([0, THREE], [4000, corrected], [8700, corrected]).id, 'c');
  assert.equal(turned([0, THREE], [4000, corrected], [8800, corrected]).id, 'b');
});

test('a line that was on before comes on again when it is corrected', () => {
  const corrected = [THREE[0], THREE[1], line('a', 'routine', 2)];
  assert.equal(turned([0, THREE], [3000, corrected]).id, 'a');
});

test('a notice in the place of the line that is on is on', () => {
  assert.equal(turned([0, THREE], [10, [gone('c'), ...THREE.slice(1)]]).id, 'c');
});

test('a still stage takes no turns, but what is new comes on', () => {
  assert.equal(turned([0, THREE], [60000, THREE, { isStill: true }]).id, 'c');
  assert.equal(turned([0, THREE], [60000, [line('d'), ...THREE], { isStill: true }]).id, 'd');
});

test('a flash has the strip to itself for a while', () => {
  const lines = [line('f', 'flash')];
  const stage = turned([0, lines]);
  assert.ok(isTaken(stage, lines, { nowMs: 11999, serverMs: NOON_MS }));
  assert.ok(!isTaken(stage, lines, { nowMs: 12000, serverMs: NOON_MS }));
  assert.ok(!isTaken(stage, [], { nowMs: 1, serverMs: NOON_MS }));
});

test('a flash that is ten minutes old takes nothing over: it waits its turn as an alert does', () => {
  const late = { serverMs: NOON_MS + FLASH_MS };
  const lines = [line('c'), line('b', 'flash')];
  assert.equal(turned([0, lines, { serverMs: late.serverMs - 1 }]).id, 'b');
  assert.equal(turned([0, lines, late]).id, 'c');
  assert.equal(turned([0, THREE, late], [1, [line('f', 'flash'), ...THREE], late]).id, 'c');
  assert.equal(turned([0, THREE, late], [3000, [line('f', 'flash'), ...THREE], late]).id, 'f');
  assert.ok(!isTaken(turned([0, [line('f', 'flash')]]), [line('f', 'flash')], { nowMs: 1, ...late }));
});

test('a correction makes a flash news again, a refile does not', () => {
  const later = { level: 'flash', first_created: NOON, version_created: '2026-03-01T13:00:00.000Z' };
  const serverMs = NOON_MS + 3600000;
  assert.equal(levelNow({ ...later, type: 'correction' }, serverMs), 'flash');
  assert.equal(levelNow({ ...later, type: 'refile' }, serverMs), 'alert');
});

test('without the service\u2019s time nothing is treated as a flash', () => {
  assert.equal(levelNow(line('f', 'flash').entry, null), 'alert');
  assert.equal(levelNow({ level: 'flash' }, NOON_MS), 'alert');
});

test('a flash interrupts those who hear the page for ten minutes, no longer', () => {
  const { entry } = line('f', 'flash');
  assert.equal(aloud(entry, NOON_MS + FLASH_MS - 1), 'assertive');
  assert.equal(aloud(entry, NOON_MS + FLASH_MS), 'polite');
});

test('nothing is on where nothing stands, and a later line is', () => {
  assert.equal(turned([0, THREE], [5, []], [10, [line('z')]]).id, 'z');
});

test('while lines crawl, whoever lets them in goes down the list', () => {
  let stage = turned([0, THREE, { isCrawling: true }]);
  const order = [];
  for (let n = 0; n < 4; n += 1) {
    const next = upNext(stage, THREE);
    order.push(next.id);
    stage = put(stage, next, n);
  }
  assert.deepEqual(order, ['c', 'b', 'a', 'c']);
});

test('what has left the strip is forgotten', () => {
  assert.equal(turned([0, THREE], [5, [line('z')]]).had.size, 1);
});
