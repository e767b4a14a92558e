import assert from 'node:assert/strict';
import { atOnce } from '../src/in-pieces';
import { sortedInPieces } from '../src/sorted-in-pieces';
import { createSeededRandom } from './support/seeded-random';

interface Item {
  readonly size: number;
  readonly place: number;
}

const bySize = (one: Item, other: Item): number => one.size - other.size;

/** Items of which many have the same size. */
function makeItems(count: number, sizes: number): Item[] {
  const random = createSeededRandom(count + sizes);
  return Array.from({ length: count }, (_, place) => ({
    size: Math.floor(random() * sizes),
    place,
  }));
}

describe('sorting in pieces', () => {
  for (const count of [0, 1, 2, 999, 1000, 1001, 2000, 3001, 10_007]) {
    for (const sizes of [1, 7, 1e6]) {
      it(`sorts ${count} values of ${sizes} sizes as toSorted does`, () => {
        const items = makeItems(count, sizes);
        const before = [...items];
        assert.deepEqual(atOnce(sortedInPieces(items, bySize)), items.toSorted(bySize));
        assert.deepEqual(items, before);
      });
    }
  }

  it('stops often on its way', () => {
    const pieces = [...sortedInPieces(makeItems(10_000, 1e6), bySize)];
    assert.ok(pieces.length >= 40);
  });
});
