import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, it } from 'mocha';
import { createBatches } from '../../../src/window/shared/batches';
import { createFakeClock } from '../../support/fake-clock';

describe('what was counted and is on its way to a store', () => {
  it('goes in few statements again once nobody waits for a look at it any more', async () => {
    const clock = createFakeClock();
    const goOn: (() => void)[] = [];
    const batches = createBatches({
      clock,
      elapsed: () => clock.elapsed(),
      away: () => undefined,
      most: 1000,
      write: () => new Promise((resolve) => goOn.push(resolve)),
    });
    const count = (): Promise<void> =>
      batches.add([{ key: 'domain:a', value: 'a' }], () => 'an event', 1);

    void count();
    await nextTurn();
    const looked = batches.inOrder(() => Promise.resolve());
    void count();
    goOn.shift()?.();
    await looked;
    await nextTurn();
    const after = count();
    goOn.shift()?.();
    await nextTurn();
    assert.equal(goOn.length, 0);
    clock.advance(100);
    await nextTurn();
    goOn.shift()?.();
    await after;
  });
});
