// What a reader sees of what is held, and what is said aloud of it.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { empty, fold } from '../../clients/shared/fold.js';
import { LINES, MARKED_MS, blank, look } from '../../clients/shared/strip.js';

const PUBSTATUS = { hold: 'withheld', kill: 'canceled' };

function entry(type, id, seq, version = 1, order = seq, more = {}) {
  const pubstatus = PUBSTATUS[type] ?? 'usable';
  const words = pubstatus === 'usable' ? { headline: `${id}, version ${version}`, level: 'urgent' } : {};
  return { type, id, cursor: `k3v9d2qa.${seq}`, version, order, pubstatus, ...words, ...more };
}

const update = (id, seq, more) => entry('update', id, seq, 1, seq, more);
const snapshot = (...updates) => ({ type: 'snapshot', epoch: 'k3v9d2qa', seq: 0, updates });

/** A reader of the page: folds what it receives and looks at it at once. */
class Page {
  held = empty(30);
  strip = blank();
  nowMs = 0;
  isViewed = () => true;

  receive(...received) {
    this.held = received.reduce(fold, this.held);
    return this.look();
  }

  look(serverNowMs = null) {
    const { strip, told } = look(this.strip, this.held, { serverNowMs, nowMs: this.nowMs, isViewed: this.isViewed });
    this.strip = strip;
    return told.map(({ kind, id }) => `${kind} ${id}`);
  }

  pause(isPaused) {
    this.strip = { ...this.strip, isPaused };
    return this.look();
  }

  get lines() {
    return this.strip.lines.map((line) => line.gone ? `${line.id} ${line.gone}` : `${line.id}@${line.entry.version}`);
  }

  line(id) {
    return this.strip.lines.find((line) => line.id === id);
  }
}

function page(...updates) {
  const made = new Page();
  made.receive(snapshot(...updates));
  return made;
}

test('what stood when the reader came is not news', () => {
  const made = new Page();
  assert.deepEqual(made.receive(snapshot(update('a', 1))), []);
  assert.deepEqual(made.lines, ['a@1']);
});

test('the strip shows the newest ten', () => {
  const made = page();
  for (let seq = 1; seq <= LINES + 2; seq += 1) made.receive(update(`u${seq}`, seq));
  assert.equal(made.lines.length, LINES);
  assert.equal(made.lines[0], `u${LINES + 2}@1`);
});

test('a new update is told once', () => {
  const made = page();
  assert.deepEqual(made.receive(update('a', 1)), ['new a']);
  assert.deepEqual(made.look(), []);
});

test('a correction is marked, with the old words, for who saw the wrong version', () => {
  const made = page();
  made.receive(update('a', 1));
  assert.deepEqual(made.receive(entry('correction', 'a', 2, 2, 1)), ['corrected a']);
  assert.equal(made.line('a').mark, 'corrected');
  assert.equal(made.line('a').before, 'a, version 1');
});

test('the mark and the old words go after a while', () => {
  const made = page();
  made.receive(update('a', 1));
  made.receive(entry('correction', 'a', 2, 2, 1));
  made.nowMs = MARKED_MS - 1;
  made.look();
  assert.equal(made.line('a').mark, 'corrected');
  made.nowMs = MARKED_MS;
  made.look();
  assert.equal(made.line('a').mark, null);
  assert.ok(!JSON.stringify([made.strip.lines, ...made.strip.seen]).includes('version 1"'));
});

test('who comes after a correction sees no mark', () => {
  const made = page(entry('correction', 'a', 2, 2, 1));
  assert.equal(made.line('a').mark, null);
});

test('a refile mends without fuss', () => {
  const made = page();
  made.receive(update('a', 1));
  assert.deepEqual(made.receive(entry('refile', 'a', 2, 2, 1)), []);
  assert.equal(made.line('a').mark, null);
  assert.deepEqual(made.lines, ['a@2']);
});

test('a refile that hides a missed correction is told as a change', () => {
  const made = page();
  made.receive(update('a', 1));
  assert.deepEqual(made.receive(entry('refile', 'a', 9, 3, 1)), ['changed a']);
  assert.equal(made.line('a').before, 'a, version 1');
});

test('a version given anew by a new epoch is told as a change', () => {
  const made = page(update('a', 1, { headline: 'lost words' }));
  const again = { ...entry('update', 'a', 1, 1, 1), cursor: 'm0t5x8zr.1' };
  assert.deepEqual(made.receive({ type: 'gap' }, { ...snapshot(again), epoch: 'm0t5x8zr', seq: 1 }), ['changed a']);
});

test('the same words in a new epoch are nothing new', () => {
  const made = page(update('a', 1));
  const again = { ...update('a', 1), cursor: 'm0t5x8zr.1' };
  assert.deepEqual(made.receive({ type: 'gap' }, { ...snapshot(again), epoch: 'm0t5x8zr', seq: 1 }), []);
});

for (const [type, pubstatus] of Object.entries(PUBSTATUS)) {
  test(`after a ${type} no words are left anywhere, and a line without words says so for a while`, () => {
    const made = page(update('b', 1));
    made.receive(update('a', 2));
    assert.deepEqual(made.receive(entry(type, 'a', 3, 2, 2)), [`${pubstatus} a`]);
    assert.deepEqual(made.lines, [`a ${pubstatus}`, 'b@1']);
    assert.ok(!JSON.stringify([made.strip.lines, ...made.strip.seen]).includes('a, version'));
    made.nowMs = MARKED_MS;
    made.look();
    assert.deepEqual(made.lines, ['b@1']);
  });
}

test('a kill takes the old words of a correction too', () => {
  const made = page();
  made.receive(update('a', 1), entry('correction', 'a', 2, 2, 1));
  made.receive(entry('kill', 'a', 3, 3, 1));
  assert.ok(!JSON.stringify([made.strip.lines, ...made.strip.seen]).includes('a, version'));
});

test('a kill of what this reader never saw says nothing', () => {
  const made = page(update('b', 1));
  assert.deepEqual(made.receive(entry('kill', 'z', 3, 2, 2)), []);
  assert.deepEqual(made.lines, ['b@1']);
});

test('a released update returns to its place and is told', () => {
  const made = page(update('c', 3), update('b', 2), update('a', 1));
  made.receive(entry('hold', 'b', 4, 2, 2));
  assert.deepEqual(made.receive(entry('release', 'b', 5, 3, 2)), ['new b']);
  assert.deepEqual(made.lines, ['c@1', 'b@3', 'a@1']);
});

test('a correction that ends a hold is a correction to who saw the wrong version, without the held words', () => {
  const made = page(update('a', 1));
  made.receive(entry('hold', 'a', 2, 2, 1));
  assert.deepEqual(made.receive(entry('correction', 'a', 3, 3, 1)), ['corrected a']);
  assert.equal(made.line('a').before, null);
});

test('what expires goes in silence', () => {
  const made = page(update('a', 1, { expires: '2026-03-01T12:00:00.000Z' }));
  assert.deepEqual(made.look(Date.parse('2026-03-01T12:00:00.000Z')), []);
  assert.deepEqual(made.lines, []);
});

test('a paused strip counts what it holds back, and takes it in on resuming', () => {
  const made = page(update('a', 1));
  made.pause(true);
  assert.deepEqual(made.receive(update('b', 2), update('c', 3)), []);
  assert.deepEqual(made.lines, ['a@1']);
  assert.equal(made.strip.waiting, 2);
  assert.deepEqual(made.pause(false), ['new c', 'new b']);
  assert.deepEqual(made.lines, ['c@1', 'b@1', 'a@1']);
  assert.equal(made.strip.waiting, 0);
});

test('a pause keeps back no correction, no hold, no kill, no flash', () => {
  const made = page(update('c', 3), update('b', 2), update('a', 1));
  made.pause(true);
  const flash = update('f', 7, { level: 'flash' });
  const told = made.receive(entry('correction', 'a', 4, 2, 1), entry('hold', 'b', 5, 2, 2), entry('kill', 'c', 6, 2, 3), flash);
  assert.deepEqual(told.sort(), ['canceled c', 'corrected a', 'new f', 'withheld b']);
  assert.deepEqual(made.lines, ['f@1', 'c canceled', 'b withheld', 'a@2']);
});

test('a paused strip that lost all its lines goes on with the newest', () => {
  const made = page(update('a', 1));
  made.pause(true);
  made.receive(update('b', 2), entry('kill', 'a', 3, 2, 1));
  assert.deepEqual(made.lines, ['b@1', 'a canceled']);
});

test('a gap that takes a line away takes its words away', () => {
  const made = page(update('a', 1));
  made.receive({ type: 'gap', reason: 'trimmed' }, snapshot());
  assert.deepEqual(made.lines, []);
  assert.ok(!JSON.stringify([...made.strip.seen]).includes('a, version'));
});

test('a correction of what was never on the screen does not repeat the wrong words', () => {
  const made = page();
  made.isViewed = () => false;
  made.receive(update('a', 1));
  assert.deepEqual(made.receive(entry('correction', 'a', 2, 2, 1)), ['corrected a'], 'it may have been heard');
  assert.equal(made.line('a').mark, null);
  assert.equal(made.line('a').before, null);
});

test('nor does a kill of what was never on the screen leave a notice', () => {
  const made = page();
  made.isViewed = () => false;
  made.receive(update('a', 1));
  assert.deepEqual(made.receive(entry('kill', 'a', 2, 2, 1)), ['canceled a']);
  assert.deepEqual(made.lines, []);
});

test('a notice stays for its time when a snapshot forgets why the line went', () => {
  const made = page(update('a', 1));
  made.receive(entry('kill', 'a', 2, 2, 1));
  made.receive({ ...snapshot(), seq: 3 });
  assert.deepEqual(made.lines, ['a canceled']);
  made.nowMs = MARKED_MS;
  made.look();
  assert.deepEqual(made.lines, []);
});
