// The life of one line of the outbox: what is sent when, what becomes of it, what is kept of its words.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { advance, holdUp, isDone, isTakeable, keptLine, lined, mayStand, nextToSend, outlived, requestOf, whyQueued } from '../../clients/composer/outbox.js';

const AT = '2026-03-01T12:04:05.000Z';

function line(more = {}) {
  const made = lined({ key: 'k1', who: 'c1', feed: 'en', act: 'updates', body: '{"statement":"x"}', shows: { attribution: { name: 'A' }, statement: 'x' }, nowMs: 1000 });
  return { ...made, ...more };
}

function after(start, ...happenings) {
  return happenings.reduce((now, happening) => advance(now, { nowMs: 2000, random: 0.5, ...happening }), start);
}

const SEND = { type: 'send' };
const FILED = { type: 'answered', status: 201, filed: { id: 'u1', version: 1, atMs: Date.parse(AT) } };
const row = (version, pubstatus = 'usable', statement = 'x') => ({ type: 'stands', row: { id: 'u1', version, pubstatus, ...(pubstatus === 'usable' ? { attribution: { name: 'A' }, statement } : {}) } });

test('a line is queued, sent, filed, and on air when its entry comes back', () => {
  const states = [line(), after(line(), SEND), after(line(), SEND, FILED), after(line(), SEND, FILED, row(1))];
  assert.deepEqual(states.map(({ state, airedMs }) => [state, airedMs]), [['queued', null], ['sending', null], ['filed', null], ['filed', 2000]]);
  assert.deepEqual(states.map(isDone), [false, false, false, true]);
});

test('every try of a line is the same request', () => {
  const tried = after(line(), SEND, { type: 'failed' }, SEND, { type: 'answered', status: 503 });
  assert.deepEqual(requestOf(tried), requestOf(line()));
  assert.equal(tried.body, line().body);
  assert.deepEqual(requestOf(line()), {
    path: 'feeds/en/updates',
    headers: { 'Content-Type': 'application/json', 'Idempotency-Key': 'k1' },
  });
});

test('an act names the version that it acts on', () => {
  const { path, headers } = requestOf(line({ act: 'kill', update: 'u1', version: 3 }));
  assert.equal(path, 'feeds/en/updates/u1/kill');
  assert.equal(headers['If-Match'], '"3"');
});

for (const [status, state] of [[422, 'refused'], [409, 'refused'], [403, 'refused'], [404, 'refused'], [412, 'conflict']]) {
  test(`${status} leaves a line ${state}, with its words and the reason`, () => {
    const refused = after(line(), SEND, { type: 'answered', status, problem: { title: 'No' } });
    assert.equal(refused.state, state);
    assert.deepEqual(refused.problem, { status, title: 'No' });
    assert.equal(refused.body, line().body);
    assert.ok(isTakeable(refused));
  });
}

for (const status of [500, 502, 503, 408, 429]) {
  test(`${status} is tried again, later and later, with jitter`, () => {
    let tried = line();
    const waits = [];
    for (let at = 0; at < 8; at += 1) {
      tried = after(tried, SEND, { type: 'answered', status });
      waits.push(tried.dueMs - 2000);
    }
    assert.equal(tried.state, 'queued');
    assert.deepEqual(waits, [1000, 2000, 4000, 8000, 15000, 15000, 15000, 15000]);
  });
}

test('who asks for time is given it', () => {
  assert.equal(after(line(), SEND, { type: 'answered', status: 503, retryAfterMs: 2000 }).dueMs, 2000 + 2000 + 1000);
});

test('nothing is sent after the session has ended, until somebody has signed in', () => {
  const waiting = after(line(), SEND, { type: 'answered', status: 401 });
  assert.equal(nextToSend([waiting], 'c1', { nowMs: 9e9, isAlone: true }), null);
  assert.equal(nextToSend([after(waiting, { type: 'wake' })], 'c1', { nowMs: 2000, isAlone: true }).key, 'k1');
});

test('lines are sent in the order in which they were made, and none overtakes', () => {
  const [first, second] = [line({ key: 'b', madeMs: 1 }), line({ key: 'a', madeMs: 2 })];
  assert.equal(nextToSend([second, first], 'c1', { nowMs: 10, isAlone: true }).key, 'b');
  assert.equal(nextToSend([second, { ...first, dueMs: 99 }], 'c1', { nowMs: 10, isAlone: true }), null);
  assert.equal(nextToSend([second, { ...first, state: 'refused' }], 'c1', { nowMs: 10, isAlone: true }).key, 'a');
});

test('a line is filed by the key that made it alone', () => {
  assert.equal(nextToSend([line()], 'c2', { nowMs: 9e9, isAlone: true }), null);
});

test('what a page that closed was sending is sent again: at once by who is alone, else after a while', () => {
  const left = after(line(), SEND);
  assert.equal(nextToSend([left], 'c1', { nowMs: 2001, isAlone: true }).key, 'k1');
  assert.equal(nextToSend([left], 'c1', { nowMs: 2001, isAlone: false }), null);
  assert.equal(nextToSend([left], 'c1', { nowMs: 30000, isAlone: false }).key, 'k1');
});

test('a line may be taken back only while the service cannot have it', () => {
  assert.ok(isTakeable(line()));
  for (const sent of [after(line(), SEND), after(line(), SEND, { type: 'failed' }), after(line(), SEND, FILED)]) assert.ok(!isTakeable(sent));
});

test('on air the words are kept by the reader alone, and what becomes of them is known', () => {
  const aired = after(line(), SEND, FILED, row(1));
  assert.ok(!JSON.stringify(aired).includes('x'));
  assert.equal(after(aired, row(2, 'withheld')).gone, 'withheld');
  assert.equal(after(aired, row(2, 'withheld'), row(3)).gone, null);
  assert.equal(after(aired, row(2, 'canceled')).gone, 'canceled');
});

test('what another editor made of a line is not on air as one’s own', () => {
  const aired = after(line(), SEND, FILED, row(1));
  assert.equal(after(aired, row(2, 'usable', 'y')).gone, 'changed');
  assert.equal(after(line(), SEND, FILED, row(2, 'usable', 'y')).gone, 'changed', 'also where one’s own was never seen');
  assert.equal(after(aired, row(2, 'withheld'), row(3)).gone, null, 'released: its own words stand again');
  const cleaned = after(line(), SEND, FILED, row(1, 'usable', 'cleaned'));
  assert.equal(after(cleaned, row(3, 'usable', 'cleaned')).gone, null, 'its own as the service took them');
  const held = after(line({ act: 'hold', update: 'u1', version: 1, shows: null, said: null }), SEND, { ...FILED, filed: { ...FILED.filed, version: 2 } }, row(2, 'withheld'));
  assert.deepEqual([held.gone, after(held, row(3)).gone], ['withheld', 'changed']);
});

test('no answer, a refusal of the key and a service that is not well are told apart', () => {
  const tried = (happening) => after(line(), SEND, happening);
  const silent = tried({ type: 'failed' });
  const keyless = tried({ type: 'answered', status: 401 });
  const unwell = tried({ type: 'answered', status: 503 });
  assert.deepEqual([silent, keyless, unwell].map(whyQueued), ['network', 'key', 'service']);
  assert.deepEqual([silent, keyless, unwell].map((one) => holdUp([one], true)), ['network', 'key', 'service']);
  assert.equal(holdUp([silent, keyless], true), 'key');
  assert.deepEqual([holdUp([line()], true), holdUp([line()], false)], [null, 'network']);
});

test('only what may have been written may stand', () => {
  const keyless = { type: 'answered', status: 401 };
  assert.ok(!mayStand(after(line(), SEND, keyless)));
  assert.ok(isTakeable(after(line(), SEND, keyless, SEND, { type: 'answered', status: 429 })));
  assert.ok(mayStand(after(line(), SEND, { type: 'failed' }, SEND, keyless)));
  assert.ok(mayStand(after(line(), SEND, SEND, keyless)), 'a page closed while it was sent');
  assert.ok(mayStand(after(line(), SEND, { type: 'answered', status: 503 })));
});

test('a line that an earlier version of the page has kept is taken up', () => {
  const { status, unknown, said, ...old } = after(line(), SEND, { type: 'failed' });
  assert.deepEqual([mayStand(keptLine(old)), whyQueued(keptLine(old)), keptLine(null)], [true, 'network', null]);
});

test('an older version, another update or a line that is not filed is not on air', () => {
  const corrected = after(line({ act: 'corrections', update: 'u1', version: 1 }), SEND, { ...FILED, filed: { ...FILED.filed, version: 2 } });
  assert.equal(after(corrected, row(1)).airedMs, null);
  assert.equal(after(corrected, row(2)).airedMs, 2000);
  assert.equal(after(corrected, { type: 'stands', row: { id: 'u2', version: 9, pubstatus: 'usable' } }).airedMs, null);
  assert.equal(after(line(), row(1)).airedMs, null);
});

test('what changes nothing gives the same line', () => {
  const aired = after(line(), SEND, FILED, row(1));
  assert.equal(after(aired, row(1)), aired);
  assert.equal(after(aired, { type: 'wake' }), aired);
});

test('what is done goes after half a day, and there are never many; what waits stays', () => {
  const done = Array.from({ length: 60 }, (_, at) => after(line({ key: `k${at}`, madeMs: at }), SEND, FILED, row(1)));
  assert.equal(outlived([...done, line()], 100).length, 10);
  assert.ok(outlived(done, 100).includes('k0'));
  assert.equal(outlived([done[0], line({ key: 'waiting' })], 13 * 3600000).join(), 'k0');
});

test('new words for a line that the desk holds are held, and never on air', () => {
  const refiled = after(line({ act: 'refiles', update: 'u1', version: 2 }), SEND, { type: 'answered', status: 200, filed: { id: 'u1', version: 3, atMs: Date.parse(AT) } });
  const held = after(refiled, row(3, 'withheld'));
  assert.deepEqual([refiled.gone, held.gone, held.body, isDone(held)], [null, 'withheld', null, true]);
  assert.equal(after(held, row(4)).gone, null); // released, with these words
});
