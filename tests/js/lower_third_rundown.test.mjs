import assert from 'node:assert/strict';
import { test } from 'node:test';

import { answerTo, commanded, cutOff, decided, offAir, visible } from '../../clients/lower-third/src/rundown.js';

const DWELL_MS = 5000;

/** A studio with made-up lines, newest first, and a clock. */
class Studio {
  constructor(...lines) {
    this.lines = lines;
    this.state = offAir();
    this.nowMs = 0;
    this.isLive = true;
    this.blanks = true;
    this.flashEverywhere = true;
    this.pages = {};
    this.waiting = new Set();
  }

  get view() {
    const of = (id) => this.lines.find((line) => line.id === id);
    return {
      lines: this.lines.filter((line) => !this.waiting.has(line.id)),
      stateOf: (entry) => {
        const row = of(entry.id);
        if (!row) return 'gone';
        if (row.version === entry.version) return 'stands';
        return this.waiting.has(entry.id) ? 'waits' : 'changed';
      },
      newest: (id) => of(id) || null,
      isFresh: (entry) => !entry.isOld,
      pagesOf: (air) => this.pages[air.entry.id] || [10],
      isLive: this.isLive,
      dwellMs: DWELL_MS,
      flashEverywhere: this.flashEverywhere,
      blanks: this.blanks,
    };
  }

  answer(command, id) {
    return answerTo(this.state, id === undefined ? { command } : { command, id }, this.view);
  }

  say(command, id) {
    this.state = commanded(this.state, id === undefined ? { command } : { command, id }, this.view, this.nowMs);
    return this.look();
  }

  look(afterMs = 0) {
    this.nowMs += afterMs;
    this.state = decided(this.state, this.view, this.nowMs);
    return this.onAir;
  }

  /** Let the lines come from elsewhere, some of them with the ids and versions of the ones before. */
  turnTo(...lines) {
    this.state = cutOff(this.state);
    this.lines = lines;
    return this.look();
  }

  get onAir() {
    const air = visible(this.state);
    return air && air.entry.id;
  }

  /** Give what is on air through so many dwells. */
  round(times) {
    return Array.from({ length: times }, () => this.look(DWELL_MS));
  }

  file(id, more = {}) {
    this.lines.unshift(line(id, more));
    return this.look();
  }

  act(id, more) {
    this.lines = this.lines.map((one) => (one.id === id ? { ...one, version: one.version + 1, ...more } : one));
    return this.look();
  }

  take(id) {
    this.lines = this.lines.filter((one) => one.id !== id);
    return this.look();
  }
}

function line(id, more = {}) {
  return { id, version: 1, type: 'update', level: 'routine', ...more };
}

const old = (id, more) => line(id, { isOld: true, ...more });

test('nothing is on air before somebody says so', () => {
  const studio = new Studio(line('a', { level: 'flash' }));
  assert.equal(studio.look(), null);
  assert.equal(studio.look(60_000), null);
});

test('auto goes through the lines, newest first, and begins again', () => {
  const studio = new Studio(old('c'), old('b'), old('a'));
  assert.equal(studio.say('auto'), 'c');
  assert.deepEqual(studio.round(4), ['b', 'a', 'c', 'b']);
});

test('a line stays for its dwell, and a long one for as long as it takes to read it', () => {
  const studio = new Studio(old('b'), old('a'));
  studio.pages.a = [200];
  studio.say('auto');
  assert.equal(studio.look(DWELL_MS - 1), 'b');
  assert.equal(studio.look(1), 'a');
  assert.equal(studio.look(17_999), 'a');
  assert.equal(studio.look(1), 'b');
});

test('a line alone stays on air', () => {
  const studio = new Studio(old('a'));
  studio.say('auto');
  assert.deepEqual(studio.round(3), ['a', 'a', 'a']);
});

test('a line of several pages shows all of them before the next line', () => {
  const studio = new Studio(old('b'), old('a'));
  studio.pages.b = [10, 10];
  studio.say('auto');
  assert.equal(studio.state.air.page, 0);
  studio.look(3000);
  assert.equal(studio.state.air.page, 1);
  assert.equal(studio.onAir, 'b');
  assert.equal(studio.look(3000), 'a');
});

test('take puts the next line on air and lets it stay; its pages go round', () => {
  const studio = new Studio(old('b'), old('a'));
  studio.pages.b = [10, 10];
  assert.equal(studio.say('take'), 'b');
  studio.round(1);
  assert.equal(studio.state.air.page, 1);
  studio.round(1);
  assert.equal(studio.state.air.page, 0);
  assert.deepEqual(studio.round(9).filter((id) => id !== 'b'), []);
});

test('take puts the line on air that is named, and none that does not stand', () => {
  const studio = new Studio(old('c'), old('b'), old('a'));
  assert.equal(studio.say('take', 'a'), 'a');
  assert.equal(studio.say('take', 'gone'), 'a');
  studio.waiting.add('b');
  assert.equal(studio.say('take', 'b'), 'a');
});

test('next goes on, in auto as in hand', () => {
  const studio = new Studio(old('c'), old('b'), old('a'));
  assert.equal(studio.say('take'), 'c');
  assert.equal(studio.say('next'), 'b');
  assert.equal(studio.state.mode, 'taken');
  studio.say('auto');
  assert.equal(studio.say('next'), 'a');
  assert.equal(studio.state.mode, 'auto');
});

test('hold lets the line stay, clear takes it off, auto goes on', () => {
  const studio = new Studio(old('b'), old('a'));
  studio.say('auto');
  assert.equal(studio.say('hold'), 'b');
  assert.deepEqual(new Set(studio.round(5)), new Set(['b']));
  assert.equal(studio.say('clear'), null);
  assert.deepEqual(new Set(studio.round(5)), new Set([null]));
  assert.equal(studio.say('auto'), 'a');
});

test('next and hold put nothing on air after a clear, and no flash either', () => {
  for (const command of ['next', 'hold']) {
    const studio = new Studio(old('b'), old('a'));
    assert.equal(studio.answer(command), 409);
    studio.say('auto');
    studio.say('clear');
    assert.equal(studio.answer(command), 409);
    assert.equal(studio.say(command), null, command);
    assert.equal(studio.file('f', { level: 'flash' }), null, command);
    assert.deepEqual(studio.round(2), [null, null], command);
  }
});

test('a screen in hand that lost its line goes on with next', () => {
  const studio = new Studio(old('b'), old('a'));
  studio.say('take');
  studio.take('b');
  assert.equal(studio.answer('next'), 200);
  assert.equal(studio.say('next'), 'a');
});

test('a command that cannot be done has an answer that says so', () => {
  const studio = new Studio(old('b'), old('a'));
  assert.equal(studio.answer('explode'), 400);
  assert.equal(studio.answer('take', 'b'), 200);
  assert.equal(studio.answer('take'), 200);
  for (const id of ['gone', 7, {}, true]) assert.equal(studio.answer('take', id), 404, String(id));
  studio.waiting.add('b');
  assert.equal(studio.answer('take', 'b'), 404);
  studio.isLive = false;
  assert.equal(studio.answer('take', 'a'), 409);
  assert.equal(studio.answer('auto'), 200);
  assert.equal(studio.answer('clear'), 200);
  studio.isLive = true;
  studio.lines = [];
  assert.equal(studio.answer('take'), 404);
});

test('an unknown command changes nothing', () => {
  const studio = new Studio(old('a'));
  studio.say('auto');
  assert.equal(studio.say('explode'), 'a');
  assert.equal(studio.state.mode, 'auto');
});

test('what is taken back is off air at once, whatever the operator said', () => {
  for (const command of ['auto', 'take', 'hold']) {
    const studio = new Studio(old('a'));
    studio.say('take');
    studio.say(command);
    assert.equal(studio.take('a'), null, command);
  }
});

test('in auto the next line follows what was taken back; in hand nothing does', () => {
  const studio = new Studio(old('b'), old('a'));
  studio.say('auto');
  assert.equal(studio.take('b'), 'a');
  const inHand = new Studio(old('b'), old('a'));
  inHand.say('take');
  assert.equal(inHand.take('b'), null);
  assert.deepEqual(inHand.round(2), [null, null]);
  assert.equal(inHand.say('next'), 'a');
});

test('a correction of what is on air is on air at once, and says that it is one', () => {
  const studio = new Studio(old('b'), old('a'));
  studio.say('take');
  assert.equal(studio.act('b', { type: 'correction', isOld: false }), 'b');
  assert.equal(studio.state.air.entry.version, 2);
  assert.equal(studio.state.air.label, 'correction');
});

test('a correction of what was on air before comes next, and only once', () => {
  const studio = new Studio(old('d'), old('c'), old('b'), old('a'));
  studio.say('auto');
  studio.round(1);
  studio.act('d', { type: 'correction', isOld: false });
  assert.deepEqual(studio.round(4), ['d', 'b', 'a', 'd']);
  assert.equal(studio.state.air.label, 'correction');
});

test('a correction of what was never on air is a line like any other', () => {
  const studio = new Studio(old('b'), old('a'));
  studio.say('auto');
  studio.act('a', { type: 'correction', isOld: false });
  studio.round(1);
  assert.equal(studio.onAir, 'a');
  assert.equal(studio.state.air.label, null);
});

test('a refile of what is on air takes its place without a word about it', () => {
  const studio = new Studio(old('a'));
  studio.say('auto');
  studio.act('a', { type: 'refile' });
  assert.equal(studio.state.air.entry.version, 2);
  assert.equal(studio.state.air.label, null);
});

test('old words wait on air for new ones that are still in the delay', () => {
  const studio = new Studio(old('a'));
  studio.say('auto');
  studio.waiting.add('a');
  studio.act('a', { type: 'refile' });
  assert.equal(studio.state.air.entry.version, 1);
  studio.waiting.clear();
  studio.look();
  assert.equal(studio.state.air.entry.version, 2);
});

test('news goes before the round: a flash, then alerts, then what is urgent', () => {
  const studio = new Studio(old('b'), old('a'));
  studio.say('auto');
  studio.file('r');
  studio.file('u', { level: 'urgent' });
  studio.file('al', { level: 'alert' });
  assert.equal(studio.onAir, 'b');
  assert.deepEqual(studio.round(5), ['al', 'u', 'a', 'al', 'u']);
});

test('what was filed long before the page came is no news', () => {
  const studio = new Studio(old('b'), old('a', { level: 'flash' }));
  assert.equal(studio.say('auto'), 'b');
});

test('a flash takes over at once, stays for longer, and gives back what was on air', () => {
  const studio = new Studio(old('b'), old('a'));
  studio.say('auto');
  assert.equal(studio.file('f', { level: 'flash' }), 'f');
  assert.equal(studio.look(3 * DWELL_MS - 1), 'f');
  assert.equal(studio.look(1), 'b');
});

test('a flash takes over from a line in hand, too, unless it is told not to', () => {
  const studio = new Studio(old('a'));
  studio.say('hold');
  studio.say('take');
  assert.equal(studio.file('f', { level: 'flash' }), 'f');
  assert.equal(studio.look(3 * DWELL_MS), 'a');
  const calm = new Studio(old('a'));
  calm.flashEverywhere = false;
  calm.say('take');
  assert.equal(calm.file('f', { level: 'flash' }), 'a');
  assert.equal(calm.say('next'), 'f');
});

test('nothing takes over what was cleared', () => {
  const studio = new Studio(old('a'));
  studio.say('auto');
  studio.say('clear');
  assert.equal(studio.file('f', { level: 'flash' }), null);
  assert.deepEqual(studio.round(3), [null, null, null]);
});

test('a flash that is taken back gives back what was on air, if that still stands', () => {
  const studio = new Studio(old('a'));
  studio.say('take');
  studio.file('f', { level: 'flash' });
  assert.equal(studio.take('f'), 'a');
  studio.file('g', { level: 'flash' });
  studio.take('a');
  assert.equal(studio.take('g'), null);
});

test('a second flash takes over from the first, and what was under both comes back', () => {
  const studio = new Studio(old('a'));
  studio.say('take');
  studio.file('f', { level: 'flash' });
  assert.equal(studio.file('g', { level: 'flash' }), 'g');
  assert.equal(studio.look(3 * DWELL_MS), 'a');
});

test('an operator who holds a flash keeps it', () => {
  const studio = new Studio(old('a'));
  studio.say('auto');
  studio.file('f', { level: 'flash' });
  studio.say('hold');
  assert.deepEqual(new Set(studio.round(9)), new Set(['f']));
});

test('without word from the service the picture is blank, and comes back with it', () => {
  const studio = new Studio(old('a'));
  studio.say('take');
  studio.isLive = false;
  assert.equal(studio.look(), null);
  assert.equal(studio.say('take'), null);
  studio.isLive = true;
  assert.equal(studio.look(), 'a');
});

test('or the line stays where it is, by choice, and no other comes on air', () => {
  const studio = new Studio(old('b'), old('a'));
  studio.blanks = false;
  studio.say('auto');
  studio.isLive = false;
  assert.deepEqual(new Set(studio.round(5)), new Set(['b']));
  assert.equal(studio.say('next'), 'b');
  assert.equal(studio.say('clear'), null);
});

test('what was taken back while nothing was heard does not come back', () => {
  const studio = new Studio(old('a'));
  studio.say('take');
  studio.isLive = false;
  studio.look();
  studio.lines = [];
  studio.isLive = true;
  assert.equal(studio.look(), null);
});

test('where lines come from elsewhere, what was on air is gone, and what a flash took over from', () => {
  for (const command of ['take', 'hold', 'clear']) {
    const studio = new Studio(old('a'));
    studio.say('auto');
    studio.file('f', { level: 'flash' });
    studio.say(command);
    assert.equal(studio.turnTo(old('b'), old('a'), old('f')), null, command);
    assert.deepEqual(studio.round(9), Array(9).fill(null), command);
    assert.equal(studio.say('take'), 'b', command);
  }
});

test('in auto the lines from elsewhere go round', () => {
  const studio = new Studio(old('b'), old('a'));
  studio.say('auto');
  studio.isLive = false;
  assert.equal(studio.look(), null);
  studio.isLive = true;
  assert.equal(studio.turnTo(old('c'), old('b')), 'c');
  assert.equal(studio.look(DWELL_MS), 'b');
});

test('a day of news leaves a bounded memory', () => {
  const studio = new Studio();
  studio.say('auto');
  for (let number = 0; number < 5000; number += 1) {
    studio.lines = [line(`l${number}`, { level: 'urgent' }), ...studio.lines.slice(0, 9)];
    studio.look(DWELL_MS);
  }
  assert.equal(studio.onAir, 'l4999');
  assert.ok(studio.state.aired.size <= 300);
});
