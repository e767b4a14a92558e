import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, it } from 'mocha';
import { within } from '../src/within';
import { createDeferred } from './support/deferred';
import { createFakeClock } from './support/fake-clock';

describe('what is waited for within a time', () => {
  it('is over when it is done', async () => {
    const clock = createFakeClock();
    await within(clock, 1000, Promise.resolve('done'));
    await assert.rejects(within(clock, 1000, Promise.reject(new Error('failed'))), /failed/);
  });

  it('is not waited for when the time is over', async () => {
    const clock = createFakeClock();
    const work = createDeferred<void>();
    let isOver = false;
    const waiting = within(clock, 1000, work.promise).then(() => (isOver = true));
    clock.advance(999);
    await nextTurn();
    assert.equal(isOver, false);
    clock.advance(1);
    await waiting;
    // Nobody hears of it any more.
    work.reject(new Error('failed too late'));
    await nextTurn();
  });
});
