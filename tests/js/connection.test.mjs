// The stream's supervision, with a clock and dice of the test's own.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { PATIENCE_MS, backoffMs, next, spoken, unconnected } from '../../ticker/pages/connection.js';

/** Run happenings through `next`; each is [nowMs, happened]. */
function live(...happenings) {
  return happenings.reduce((state, [nowMs, happened]) => next(state, { random: 0.5, ...happened }, nowMs), unconnected());
}

const OPENED = [[0, { type: 'wake' }], [10, { type: 'status', state: 'live' }]];
const LOST = { type: 'error', final: false };
const REFUSED = { type: 'error', final: true };
const TICK = { type: 'tick' };

test('the first waking connects', () => {
  const state = live([0, { type: 'wake' }]);
  assert.equal(state.phase, 'connecting');
  assert.equal(state.connection, 1);
  assert.equal(spoken(state, 0), 'connecting');
});

test('a stream is live from its first status on', () => {
  assert.equal(spoken(live(...OPENED), 20), 'live');
});

test('a degraded service is said to be degraded, and a draining one is live to its end', () => {
  assert.equal(spoken(live(...OPENED, [20, { type: 'status', state: 'degraded' }]), 21), 'degraded');
  assert.equal(spoken(live(...OPENED, [20, { type: 'status', state: 'draining' }]), 21), 'live');
});

test('the browser comes back by itself after one clean end, when the server said', () => {
  const state = live(...OPENED, [20, LOST]);
  assert.equal(state.phase, 'connecting');
  assert.equal(state.connection, 1);
});

test('from the second failure on the page waits by its own back-off', () => {
  const state = live(...OPENED, [20, LOST], [100, LOST]);
  assert.equal(state.phase, 'waiting');
  assert.equal(state.dueMs, 100 + backoffMs(2, 0.5));
});

test('an end for good is waited out, because the browser would not come back', () => {
  assert.equal(live(...OPENED, [20, REFUSED]).phase, 'waiting');
});

test('a wait ends when it is due, with a new connection', () => {
  const waiting = live(...OPENED, [20, REFUSED]);
  assert.equal(next(waiting, { ...TICK, random: 0 }, waiting.dueMs - 1).phase, 'waiting');
  const state = next(waiting, { ...TICK, random: 0 }, waiting.dueMs);
  assert.equal(state.phase, 'connecting');
  assert.equal(state.connection, 2);
});

test('a stream without a status for two intervals is stale, and is left', () => {
  const open = live(...OPENED);
  const lateMs = 10 + PATIENCE_MS;
  assert.equal(spoken(open, lateMs), 'live');
  assert.equal(next(open, { ...TICK, random: 0 }, lateMs).phase, 'open');
  assert.equal(spoken(open, lateMs + 1), 'stale');
  assert.equal(next(open, { ...TICK, random: 0 }, lateMs + 1).phase, 'waiting');
});

test('it stays stale while it reconnects, until a status comes', () => {
  const lateMs = 10 + PATIENCE_MS + 1;
  const again = live(...OPENED, [lateMs, TICK], [lateMs + 60_000, TICK]);
  assert.equal(again.phase, 'connecting');
  assert.equal(spoken(again, lateMs + 60_001), 'stale');
  assert.equal(spoken(next(again, { type: 'status', state: 'live' }, lateMs + 60_002), lateMs + 60_003), 'live');
});

test('a connection that opens and says nothing is given up', () => {
  const state = live([0, { type: 'wake' }], [PATIENCE_MS + 1, TICK]);
  assert.equal(state.phase, 'waiting');
});

test('a status forgives the failures before it', () => {
  assert.equal(live(...OPENED, [20, LOST], [30, { type: 'status', state: 'live' }]).failures, 0);
});

test('waking leaves a live stream alone, unless the network changed under it', () => {
  assert.equal(live(...OPENED, [20, { type: 'wake' }]).connection, 1);
  assert.equal(live(...OPENED, [20, { type: 'wake', force: true }]).connection, 2);
});

test('waking does not wait for the back-off', () => {
  assert.equal(live(...OPENED, [20, REFUSED], [21, { type: 'wake' }]).phase, 'connecting');
});

test('waking leaves a stream that has gone quiet meanwhile', () => {
  assert.equal(live(...OPENED, [10 + PATIENCE_MS + 1, { type: 'wake' }]).connection, 2);
});

test('asleep nothing is tried', () => {
  const asleep = live(...OPENED, [20, { type: 'sleep' }]);
  assert.equal(next(asleep, { ...TICK, random: 0 }, 10_000_000).phase, 'asleep');
});

test('an unknown feed is asked for again, but seldom', () => {
  const refused = live([0, { type: 'wake' }], [10, REFUSED], [20, { type: 'refused' }]);
  assert.equal(spoken(refused, 21), 'refused');
  assert.ok(refused.dueMs >= 30_000);
  assert.equal(next(refused, { ...TICK, random: 0 }, refused.dueMs).phase, 'connecting');
});

test('the back-off grows to half a minute, and has full jitter', () => {
  assert.deepEqual([0, 1, 2, 3, 9, 99].map((failures) => backoffMs(failures, 1)), [1_000, 2_000, 4_000, 8_000, 30_000, 30_000]);
  assert.equal(backoffMs(3, 0), 0);
  assert.equal(backoffMs(3, 0.25), 2_000);
});

test('a browser that goes offline is not called live, and tries again', () => {
  const state = live(...OPENED, [1_000, { type: 'offline' }]);
  assert.equal(spoken(state, 1_001), 'connecting');
  assert.equal(state.phase, 'waiting');
});

test('going offline wakes nothing that sleeps', () => {
  const asleep = live(...OPENED, [20, { type: 'sleep' }]);
  assert.equal(next(asleep, { type: 'offline', random: 0 }, 30), asleep);
});
