import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createBatch, type Batch } from '../../../src/store/sqlite/batch';

interface Setup {
  readonly batch: Batch;
  /** What was done in each transaction that counts. */
  readonly transactions: string[][];
  readonly work: (name: string) => () => string;
}

function setUp(): Setup {
  const transactions: string[][] = [];
  let now: string[] = [];
  return {
    transactions,
    work: (name) => () => (now.push(name), name),
    batch: createBatch((act) => {
      now = [];
      const result = act();
      transactions.push(now);
      return result;
    }),
  };
}

function broken(): never {
  throw new RangeError('broken');
}

describe('a batch', () => {
  it('does what comes at the same time in one transaction, in order', async () => {
    const { batch, transactions, work } = setUp();
    const results = await Promise.all(['a', 'b', 'c'].map((name) => batch.add(work(name))));
    assert.deepEqual(results, ['a', 'b', 'c']);
    assert.deepEqual(transactions, [['a', 'b', 'c']]);
    assert.equal(await batch.add(work('d')), 'd');
    assert.deepEqual(transactions, [['a', 'b', 'c'], ['d']]);
  });

  it('tells nobody before all of it is written', async () => {
    let isWritten = false;
    const batch = createBatch((act) => {
      const result = act();
      isWritten = true;
      return result;
    });
    const seen = batch.add(() => {}).then(() => isWritten);
    assert.equal(isWritten, false);
    assert.equal(await seen, true);
  });

  it('fails only what is broken, and does the rest again by itself', async () => {
    const { batch, transactions, work } = setUp();
    const settled = await Promise.allSettled([
      batch.add(work('a')),
      batch.add(broken),
      batch.add(work('c')),
    ]);
    assert.deepEqual(
      settled.map(({ status }) => status),
      ['fulfilled', 'rejected', 'fulfilled'],
    );
    assert.deepEqual(transactions, [['a'], ['c']]);
    await assert.rejects(batch.add(broken), RangeError);
  });

  it('is not tried again piece by piece when no transaction can begin or end', async () => {
    let tries = 0;
    const batch = createBatch(() => {
      tries += 1;
      throw new Error('locked');
    });
    const all = ['a', 'b', 'c'].map((name) => batch.add(() => name));
    const settled = await Promise.allSettled(all);
    assert.ok(settled.every(({ status }) => status === 'rejected'));
    assert.equal(tries, 1);
  });

  it('gives others their turn after 500, and keeps the order', async () => {
    const { batch, transactions, work } = setUp();
    const names = Array.from({ length: 1200 }, (_, each) => String(each));
    const all = Promise.all(names.map((name) => batch.add(work(name))));
    await nextTurn();
    assert.deepEqual(transactions, [names.slice(0, 500)]);
    const late = batch.add(work('late'));
    assert.deepEqual([await all, await late], [names, 'late']);
    const sizes = transactions.map(({ length }) => length);
    assert.deepEqual(sizes, [500, 500, 201]);
    assert.deepEqual(transactions.flat(), [...names, 'late']);
  });

  it('does all that waits when it is done at once, however much', async () => {
    const { batch, transactions, work } = setUp();
    const all = Array.from({ length: 1200 }, (_, each) => batch.add(work(String(each))));
    batch.flush();
    assert.equal(transactions.flat().length, 1200);
    assert.equal((await Promise.all(all)).length, 1200);
  });

  it('can be done at once, and then has nothing left to do', async () => {
    const { batch, transactions, work } = setUp();
    const added = batch.add(work('a'));
    batch.flush();
    assert.deepEqual(transactions, [['a']]);
    assert.equal(await added, 'a');
    await nextTurn();
    batch.flush();
    assert.deepEqual(transactions, [['a']]);
  });
});
