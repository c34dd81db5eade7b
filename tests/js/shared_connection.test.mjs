// One connection's life, with a clock and dice of the test's own.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { NEVER, PATIENCE_MS, backoffMs, isOn, next, spoken, unconnected } from '../../clients/shared/connection.js';

const TRANSPORTS = ['socket', 'stream', 'poll'];
const LEAD = { type: 'lead' };
const LIVE = { type: 'status', server: 'live', head: 'k3v9d2qa.7', cursor: 'k3v9d2qa.7' };
const TICK = { type: 'tick' };
const closed = (code) => ({ type: 'closed', code });

/** Run happenings, each [nowMs, happening], from the beginning or from a state. */
function run(...happenings) {
  const first = Array.isArray(happenings[0]) ? unconnected(TRANSPORTS) : happenings.shift();
  return happenings.reduce((state, [nowMs, one]) => next(state, { random: 0.5, nowMs, ...one }), first);
}

const open = (...more) => run([0, LEAD], [10, LIVE], ...more);
const wayOf = (state) => TRANSPORTS[state.way];

/** Let what is due happen, until something is wanted. */
function due(state) {
  return run(state, [state.dueMs, TICK]);
}

test('who leads connects, by a socket first', () => {
  const state = run([0, LEAD]);
  assert.ok(isOn(state));
  assert.equal(state.connection, 1);
  assert.equal(wayOf(state), 'socket');
  assert.equal(spoken(state, 0), 'connecting');
});

test('the first status makes it live, and a degraded server says so', () => {
  assert.equal(spoken(open(), 20), 'live');
  assert.equal(spoken(open([20, { ...LIVE, server: 'degraded' }]), 20), 'degraded');
  assert.equal(spoken(open([20, { ...LIVE, server: 'draining' }]), 20), 'live');
});

test('a way that twice brings nothing is given up for the next, and the last for the first', () => {
  let state = run([0, LEAD]);
  const ways = [];
  for (let n = 0; n < 7; n += 1) {
    ways.push(wayOf(state));
    state = due(run(state, [state.sinceMs + 1, closed(1006)]));
  }
  assert.deepEqual(ways, ['socket', 'socket', 'stream', 'stream', 'poll', 'poll', 'socket']);
});

test('a way that the browser does not have is given up at once', () => {
  const state = run([0, LEAD], [1, closed(NEVER)]);
  assert.equal(wayOf(state), 'stream');
  assert.ok(!isOn(state));
});

test('a server that sends away for now says nothing against the way', () => {
  for (const code of [4008, 4012, 4013]) {
    let state = run([0, LEAD]);
    for (let n = 0; n < 4; n += 1) state = due(run(state, [state.sinceMs + 1, closed(code)]));
    assert.equal(wayOf(state), 'socket');
  }
});

test('a connection that was open and is lost is tried again on the same way', () => {
  let state = open([1000, closed(1006)]);
  assert.equal(state.phase, 'waiting');
  state = due(state);
  assert.equal(wayOf(state), 'socket');
  assert.equal(state.connection, 2);
});

test('the waits have full jitter and grow to half a minute', () => {
  assert.deepEqual([0, 1, 2, 3, 9, 99].map((n) => backoffMs(n, 1)), [1000, 2000, 4000, 8000, 30000, 30000]);
  assert.equal(backoffMs(3, 0), 0);
  const state = open([1000, { ...closed(1006), random: 0.25 }]);
  assert.equal(state.dueMs, 1000 + 0.25 * 2000);
  assert.equal(run(state, [state.dueMs - 1, TICK]), state);
});

test('a feed that is refused is asked for again, but seldom', () => {
  for (const code of [4501, 4503, 4504, 404, 403, 400]) {
    const state = run([0, LEAD], [1, closed(code)]);
    assert.equal(spoken(state, 2), 'refused');
    assert.ok(state.dueMs >= 30000);
    assert.ok(isOn(due(state)));
  }
});

test('what says nothing for two status intervals is stale, and is left', () => {
  const lateMs = 10 + PATIENCE_MS;
  assert.equal(spoken(open(), lateMs), 'live');
  assert.ok(isOn(open([lateMs, TICK])));
  assert.equal(spoken(open(), lateMs + 1), 'stale');
  assert.equal(open([lateMs + 1, TICK]).phase, 'waiting');
});

test('it stays stale until a status comes', () => {
  const lateMs = 10 + PATIENCE_MS + 1;
  const again = due(open([lateMs, TICK]));
  assert.equal(spoken(again, again.sinceMs), 'stale');
  assert.equal(spoken(run(again, [again.sinceMs + 5, LIVE]), again.sinceMs + 5), 'live');
});

test('a loss that is mended at once is not spoken of', () => {
  const lost = open([1000, closed(1012)]);
  assert.equal(spoken(lost, 2000), 'live');
  assert.equal(spoken(lost, 3001), 'connecting');
});

test('a connection that opens and says nothing is given up', () => {
  assert.equal(run([0, LEAD], [10000, TICK]).phase, 'connecting');
  assert.equal(run([0, LEAD], [10001, TICK]).phase, 'waiting');
});

test('a head that has not come in a whole status interval is asked for', () => {
  const behind = { ...LIVE, cursor: 'k3v9d2qa.6' };
  const state = open([15000, behind]);
  assert.equal(state.connection, 2);
  const isNew = run([0, LEAD], [10, { ...behind }]);
  assert.equal(isNew.connection, 1);
});

test('waking leaves what is well alone, and is at once where it is not', () => {
  const wake = { type: 'wake' };
  assert.equal(open([9000, wake]).connection, 1);
  assert.equal(open([25000, wake]).connection, 2, 'a status is overdue');
  assert.equal(open([20, closed(1006)], [21, wake]).connection, 2, 'no back-off');
  assert.equal(run([0, LEAD], [5, wake]).connection, 1, 'it is connecting');
});

test('another network begins anew at the best way, once', () => {
  const force = { type: 'wake', force: true };
  const poll = { ...open(), way: 2 };
  const state = run(poll, [5000, force]);
  assert.equal(wayOf(state), 'socket');
  assert.equal(run(state, [5001, force]), state, 'tabs may all say so');
});

test('from a lesser way the best is tried now and then, and left for what works', () => {
  let state = run([0, LEAD], [1, closed(NEVER)]);
  state = run(state, [state.dueMs, TICK], [state.dueMs + 10, LIVE]);
  assert.equal(wayOf(state), 'stream');
  const climbing = run({ ...state, heardMs: state.climbMs }, [state.climbMs, TICK]);
  assert.equal(wayOf(climbing), 'socket');
  const back = run(climbing, [climbing.sinceMs + 5, closed(1006)]);
  assert.ok(isOn(back), 'without a wait');
  assert.equal(wayOf(back), 'stream');
  assert.equal(wayOf(run(climbing, [climbing.sinceMs + 5, LIVE])), 'socket');
});

test('stopped nothing happens', () => {
  const state = open([20, { type: 'stop' }]);
  assert.equal(run(state, [1e7, TICK], [1e7, { type: 'wake', force: true }]), state);
});

const FOLLOW = { type: 'follow' };
const led = (phase, heardMs) => ({ type: 'led', phase, server: 'live', heardMs });

test('who follows has no connection, and stands as its leader does', () => {
  const state = run([0, FOLLOW], [5, led('open', 3)]);
  assert.ok(!isOn(state));
  assert.equal(spoken(state, 10), 'live');
  assert.equal(spoken(state, 3 + PATIENCE_MS + 1), 'stale');
  assert.equal(spoken(run(state, [100, led('waiting', 3)]), 5000), 'connecting');
  assert.equal(spoken(run(state, [100, led('refused', null)]), 5000), 'refused');
});

test('who follows asks every five seconds, and takes the lead when three questions had no answer', () => {
  let state = run([0, FOLLOW]);
  assert.equal(state.asks, 1);
  for (const nowMs of [5000, 10000]) state = run(state, [nowMs, TICK], [nowMs + 1, TICK]);
  assert.equal(state.asks, 3);
  assert.equal(state.takeovers, 0);
  assert.equal(run(state, [15000, TICK]).takeovers, 1);
});

test('a leader that answers keeps the lead, however slow the clock of who asks', () => {
  let state = run([0, FOLLOW]);
  for (let nowMs = 60000; nowMs < 600000; nowMs += 60000) state = run(state, [nowMs, TICK], [nowMs + 5, led('open', nowMs)]);
  assert.equal(state.takeovers, 0);
});

test('the lead connects, and losing it ends the connection', () => {
  const leading = run([0, FOLLOW], [5, led('open', 3)], [10, LEAD]);
  assert.ok(isOn(leading));
  assert.equal(spoken(leading, 20), 'live', 'the handover is not spoken of');
  assert.ok(!isOn(run(leading, [20, FOLLOW])));
});

test('a browser that goes offline is not called live, and tries again by itself', () => {
  const state = open([1000, { type: 'offline' }]);
  assert.equal(state.phase, 'waiting');
  assert.equal(spoken(state, 3001), 'connecting');
  assert.equal(due(state).connection, 2);
  assert.equal(run(state, [1500, { type: 'wake', force: true }]).phase, 'connecting');
});

test('going offline changes nothing where nothing is connected', () => {
  const state = open([1000, closed(0)]);
  assert.equal(run(state, [1001, { type: 'offline' }]), state);
});

test('what a policy bars is refused, whatever is under way, and not tried again soon', () => {
  for (const state of [run([0, LEAD]), open(), open([1000, closed(0)])]) {
    const barred = run(state, [1001, { type: 'barred' }]);
    assert.equal(spoken(barred, 1001), 'refused');
    assert.equal(run(barred, [20000, TICK]), barred);
  }
});

test('a page that leads nothing is barred from nothing', () => {
  const state = run([0, { type: 'follow' }]);
  assert.equal(run(state, [1, { type: 'barred' }]), state);
});
