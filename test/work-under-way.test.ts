import assert from 'node:assert/strict';
import { createWorkUnderWay } from '../src/work-under-way';
import { createDeferred } from './support/deferred';

describe('work under way', () => {
  it('is noted until it ends, well or not, and handed back', async () => {
    const work = createWorkUnderWay();
    const good = createDeferred<string>();
    const bad = createDeferred<string>();
    const answers = Promise.allSettled([work.add(good.promise), work.add(bad.promise)]);
    assert.equal(work.size(), 2);
    const settled = work.settled();
    good.resolve('done');
    bad.reject(new Error('boom'));
    await settled;
    assert.equal(work.size(), 0);
    assert.deepEqual(
      (await answers).map(({ status }) => status),
      ['fulfilled', 'rejected'],
    );
  });

  it('is waited for as it is when that is asked, and not for what comes later', async () => {
    const work = createWorkUnderWay();
    await work.settled();
    const first = createDeferred<void>();
    void work.add(first.promise);
    const settled = work.settled();
    void work.add(createDeferred<void>().promise);
    first.resolve();
    await settled;
    assert.equal(work.size(), 1);
  });
});
