import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createPump, type Pump } from '../../../src/lookup/queue/pump';
import { createDeferred, type Deferred } from '../../support/deferred';

describe('a pump', () => {
  /** The turns that were begun; each lasts until it is settled here. */
  let turns: Deferred<void>[];
  let more: boolean;
  let ends: number;
  let pump: Pump;

  beforeEach(() => {
    turns = [];
    more = false;
    ends = 0;
    pump = createPump({
      turn() {
        const turn = createDeferred<void>();
        turns.push(turn);
        return turn.promise;
      },
      hasMore: () => more,
      over() {
        assert.equal(pump.isRunning(), false);
        ends += 1;
      },
    });
  });

  async function endTurn(): Promise<void> {
    turns.at(-1)?.resolve();
    await nextTurn();
  }

  it('takes a turn at once, and says when that was all', async () => {
    const running = pump.run();
    assert.equal(turns.length, 1);
    assert.equal(pump.isRunning(), true);
    await endTurn();
    await running;
    assert.deepEqual([turns.length, ends, pump.isRunning()], [1, 1, false]);
  });

  it('takes never two turns at once, but one more for all who wished for it meanwhile', async () => {
    void pump.run();
    for (let wish = 0; wish < 3; wish += 1) void pump.run();
    assert.equal(turns.length, 1);
    await endTurn();
    assert.deepEqual([turns.length, ends], [2, 0]);
    await endTurn();
    assert.deepEqual([turns.length, ends], [2, 1]);
  });

  it('goes on by itself while there is more', async () => {
    more = true;
    void pump.run();
    await endTurn();
    assert.equal(turns.length, 2);
    more = false;
    await endTurn();
    assert.deepEqual([turns.length, ends], [2, 1]);
  });
});
