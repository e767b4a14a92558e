import assert from 'node:assert/strict';
import { createCounting, type CountingWindow } from '../../../nodes/collect/counting';
import { setTimeout as wait } from 'node:timers/promises';
import { NotAnIndicatorError } from '../../../src/indicator/errors';
import type { Indicator } from '../../../src/indicator/indicator';
import type { Pieces } from '../../../src/in-pieces';

/** Events that are texts name indicators, with a space between them; `bad` is none, and `broken` is a bug. */
function* read(event: unknown): Pieces<{ found: Indicator[]; sample: () => string }> {
  yield;
  if (event === 'bad') throw new NotAnIndicatorError('bad is no indicator');
  if (event === 'broken') throw new TypeError('a bug');
  const text = String(event);
  const found = text
    .split(' ')
    .map((key) => ({ type: 'domain' as const, key, value: key, id: key }));
  return { found, sample: () => text };
}

describe('counting the events of a message', () => {
  let counted: string[];
  let written: () => Promise<void>;
  let skipped: string[];
  let collector: CountingWindow;

  beforeEach(() => {
    counted = [];
    skipped = [];
    written = () => Promise.resolve();
    collector = {
      add(found) {
        counted.push(...found.map(({ key }) => key));
        return written();
      },
      addMore(found) {
        counted.push('more', ...found.map(({ key }) => key));
        return written();
      },
      skip: ({ key }) => void skipped.push(key),
      has: (key) => counted.includes(key),
    };
  });

  it('counts each', async () => {
    const counting = createCounting(read);
    await counting.count(['a', 'b'], collector);
    assert.deepEqual(counted, ['a', 'b']);
    assert.deepEqual([counting.hasFailed(), counting.isKept()], [false, true]);
  });

  it('counts the others where some are none, and says how many', async () => {
    const counting = createCounting(read);
    await assert.rejects(
      counting.count(['a', 'bad', 'b', 'bad'], collector),
      new NotAnIndicatorError('2 of 4: bad is no indicator'),
    );
    assert.deepEqual(counted, ['a', 'b']);
    assert.equal(counting.hasFailed(), true);
    await counting.count(['a'], collector);
    assert.equal(counting.hasFailed(), false);
  });

  it('does not say how many where there is one', async () => {
    await assert.rejects(
      createCounting(read).count(['bad'], collector),
      new NotAnIndicatorError('bad is no indicator'),
    );
  });

  it('hides no bug', () => {
    assert.throws(() => void createCounting(read).count(['broken'], collector), /a bug/);
  });

  it('knows whether the store could keep it', async () => {
    const counting = createCounting(read);
    written = async () => {
      await Promise.resolve();
      counting.troubled();
    };
    await counting.count(['a'], collector);
    assert.equal(counting.isKept(), false);
    written = () => Promise.resolve();
    await counting.count(['a'], collector);
    assert.equal(counting.isKept(), true);
  });

  it('leaves out what takes no place, and counts the event all the same', async () => {
    const counting = createCounting(read, ({ key }) => !key.startsWith('x'));
    await counting.count(['a x1', 'x2', 'b x1'], collector);
    assert.deepEqual(
      [counted, skipped],
      [
        ['a', 'b'],
        ['x1', 'x2', 'x1'],
      ],
    );
  });

  it('counts much in an event little by little', async () => {
    const names = Array.from({ length: 501 }, (_, number) => `n${number}`);
    await createCounting(read).count([names.join(' ')], collector);
    assert.deepEqual(counted, [...names.slice(0, 500), 'more', 'n500']);
  });

  it('lets others have their turn while it counts many, and then knows the same', async () => {
    const counting = createCounting(read);
    const events = Array.from({ length: 100_000 }, (_, number) => (number === 7 ? 'bad' : 'a'));
    let turns = 0;
    let isCounted = false;
    const counting1 = counting.countInPieces(events, collector).finally(() => (isCounted = true));
    while (!isCounted) {
      await wait(0);
      turns += 1;
    }
    const { written: end } = await counting1;
    await assert.rejects(end, new NotAnIndicatorError('1 of 100000: bad is no indicator'));
    assert.ok(turns > 1, `${turns} turns`);
    assert.equal(counted.length, 99_999);
  });

  it('has failed where nothing can be written', async () => {
    const counting = createCounting(read);
    written = () => Promise.reject(new Error('no room'));
    await assert.rejects(counting.count(['a'], collector), /no room/);
    assert.equal(counting.hasFailed(), true);
  });
});
