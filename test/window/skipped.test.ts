import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { createSkipped, MOST_SKIPPED } from '../../src/window/skipped';

const MINUTE = 60_000;
const GRID = { origin: 0, length: 60 * MINUTE };

describe('what takes no place in a window', () => {
  it('is counted once each, as long as it is in the window', () => {
    const skipped = createSkipped(GRID);
    for (const [key, time] of [
      ['ip:10.0.0.1', 0],
      ['ip:10.0.0.2', 0],
      ['ip:10.0.0.1', MINUTE],
    ] as const) {
      skipped.note(key, time);
    }
    assert.equal(skipped.count(60 * MINUTE), 2);
    assert.equal(skipped.count(61 * MINUTE), 1);
    assert.equal(skipped.count(62 * MINUTE), 0);
  });

  it('is told apart by the whole of a long key', () => {
    const skipped = createSkipped(GRID);
    const start = `url:http://example.com/${'a'.repeat(1000)}`;
    for (const end of ['a', 'b', 'a']) skipped.note(start + end, 0);
    assert.equal(skipped.count(0), 2);
  });

  it('takes no more memory from a certain number on', () => {
    const skipped = createSkipped(GRID);
    for (let number = 0; number < 2 * MOST_SKIPPED; number += 1) skipped.note(`ip:${number}`, 0);
    assert.equal(skipped.count(0), MOST_SKIPPED);
  });

  it('is nothing after a reset', () => {
    const skipped = createSkipped(GRID);
    skipped.note('ip:10.0.0.1', 0);
    skipped.clear();
    assert.equal(skipped.count(0), 0);
  });
});
