import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createWriteBehind, type WriteBehind } from '../../../src/lookup/cache/write-behind';
import { createDeferred, type Deferred } from '../../support/deferred';

interface Setup {
  readonly behind: WriteBehind<number>;
  /** What is written together, and how to end that. */
  readonly lots: { readonly items: readonly number[]; readonly end: Deferred<void> }[];
}

function setUp(maximumBytes = 100): Setup {
  const lots: Setup['lots'] = [];
  const behind = createWriteBehind<number>(maximumBytes, async (items) => {
    const end = createDeferred<void>();
    lots.push({ items, end });
    await end.promise;
  });
  return { behind, lots };
}

describe('writing behind', () => {
  it('keeps nobody waiting while there is room', async () => {
    const { behind, lots } = setUp();
    for (const item of [1, 2, 3, 4]) await behind.add(item, 25);
    assert.deepEqual(lots.length, 1);
  });

  it('writes all in order, sixteen at a time, and one lot after the other', async () => {
    const { behind, lots } = setUp();
    const items = Array.from({ length: 40 }, (_, item) => item);
    for (const item of items) await behind.add(item, 0);
    const written = behind.written();
    for (let lot = 0; lot < lots.length; lot += 1) {
      assert.equal(lots.length, lot + 1);
      lots[lot]?.end.resolve();
      await nextTurn();
    }
    await written;
    assert.deepEqual(
      lots.flatMap((lot) => lot.items),
      items,
    );
    assert.deepEqual(
      lots.map((lot) => lot.items.length),
      [1, 16, 16, 7],
    );
  });

  it('makes whoever comes wait while too much is left', async () => {
    const { behind, lots } = setUp(100);
    await behind.add(1, 100);
    let isIn = false;
    const adding = behind.add(2, 1).then(() => (isIn = true));
    await nextTurn();
    assert.equal(isIn, false);
    lots[0]?.end.resolve();
    await adding;
    assert.equal(lots.length, 2);
  });

  it('tells when there is room again', async () => {
    const { behind, lots } = setUp(100);
    await behind.add(1, 100);
    assert.equal(behind.room(), undefined);
    void behind.add(2, 1);
    let isRoom = false;
    const waiting = behind.room()?.then(() => (isRoom = true));
    await nextTurn();
    assert.equal(isRoom, false);
    lots[0]?.end.resolve();
    await waiting;
    assert.equal(behind.room(), undefined);
  });

  it('overlooks nothing that comes while it ends', async () => {
    for (let microtasks = 0; microtasks < 12; microtasks += 1) {
      const written: number[] = [];
      const behind = createWriteBehind<number>(100, async (items) => {
        written.push(...items);
      });
      await behind.add(1, 1);
      for (let each = 0; each < microtasks; each += 1) await Promise.resolve();
      await behind.add(2, 1);
      await behind.written();
      assert.deepEqual(written, [1, 2], `after ${microtasks}`);
    }
  });

  it('has nothing to wait for when nothing was added, or all is written', async () => {
    const { behind, lots } = setUp();
    await behind.written();
    await behind.add(1, 1);
    lots[0]?.end.resolve();
    await behind.written();
    await behind.add(2, 1);
    assert.deepEqual(lots[1]?.items, [2]);
  });
});
