import assert from 'node:assert/strict';
import { pause } from '../../src/lookup/pause';
import { createFakeClock } from '../support/fake-clock';

describe('a pause', () => {
  it('is over when its time is', async () => {
    const clock = createFakeClock();
    let isOver = false;
    const pausing = pause(clock, 500, new AbortController().signal).then(() => (isOver = true));
    clock.advance(499);
    await Promise.resolve();
    assert.equal(isOver, false);
    clock.advance(1);
    assert.equal(await pausing, true);
  });

  it('ends with the reason of its signal, before it or in it', async () => {
    const reason = new Error('Closed');
    const clock = createFakeClock();
    const end = new AbortController();
    const pausing = assert.rejects(pause(clock, 500, end.signal), reason);
    end.abort(reason);
    await pausing;
    await assert.rejects(pause(clock, 500, end.signal), reason);
  });
});
