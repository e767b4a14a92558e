import assert from 'node:assert/strict';
import { createOrigins } from '../../src/keeping/identity';

describe('where and when a message came', () => {
  it('is never the same for two, though the clock stands still or is set back', () => {
    const times = [1_800_000_000_000, 1_800_000_000_000, 1_799_999_999_000, 1_800_000_000_001];
    const cameHere = createOrigins('lookup', () => times.shift() ?? 0);
    const origins = Array.from({ length: 4 }, cameHere);
    assert.equal(new Set(origins.map(({ at }) => String(at))).size, 4);
    assert.deepEqual(new Set(origins.map(({ node }) => node)), new Set(['lookup']));
  });

  it('is the time of the clock, as long as that goes on', () => {
    const times = [1000, 1001];
    const cameHere = createOrigins('lookup', () => times.shift() ?? 0);
    assert.deepEqual([cameHere().at, cameHere().at], [1000, 1001]);
  });
});
