// The fold in JavaScript gives the golden answers.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { empty, fold, serverMs, shown } from '../../clients/shared/fold.js';

const vectors = JSON.parse(readFileSync(new URL('../golden/fold.json', import.meta.url), 'utf-8'));

for (const { name, snapshot, steps, elapsed_ms: elapsedMs, shown: wanted } of vectors) {
  test(name, () => {
    const state = steps.reduce(fold, empty(snapshot));
    const ids = shown(state, serverMs(state, elapsedMs)).map(({ id, version }) => ({ id, version }));
    assert.deepEqual(ids, wanted);
  });
}

test('folding leaves the state before it as it was', () => {
  const before = fold(empty(2), vectors[0].steps[0]);
  const copy = structuredClone(before);
  vectors[0].steps.slice(1).reduce(fold, before);
  assert.deepEqual(before, copy);
});

test('a tombstone has no words', () => {
  const kill = { type: 'kill', cursor: 'k3v9d2qa.2', order: 1, id: 'a', version: 2, pubstatus: 'canceled', statement: 'x' };
  const state = [vectors[0].steps[0], kill].reduce(fold, empty(2));
  assert.ok(!JSON.stringify([...state.rows]).includes('statement'));
});
