import assert from 'node:assert/strict';
import { createCounting } from '../../../nodes/collect/counting';
import { NotAnIndicatorError } from '../../../src/indicator/errors';
import type { Collector } from '../../../src/window/collector';

/** Events that are texts name one indicator; `bad` is none, and `broken` is a bug. */
function read(event: unknown) {
  if (event === 'bad') throw new NotAnIndicatorError('bad is no indicator');
  if (event === 'broken') throw new TypeError('a bug');
  const key = String(event);
  return { found: [{ key, value: key }], sample: () => key };
}

describe('counting the events of a message', () => {
  let counted: string[];
  let written: () => Promise<void>;
  let collector: Pick<Collector, 'add'>;

  beforeEach(() => {
    counted = [];
    written = () => Promise.resolve();
    collector = {
      add(found) {
        counted.push(...found.map(({ key }) => key));
        return written();
      },
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

  it('has failed where nothing can be written', async () => {
    const counting = createCounting(read);
    written = () => Promise.reject(new Error('no room'));
    await assert.rejects(counting.count(['a'], collector), /no room/);
    assert.equal(counting.hasFailed(), true);
  });
});
