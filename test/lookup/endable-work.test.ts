import assert from 'node:assert/strict';
import { createEndableWork } from '../../src/lookup/endable-work';
import { createDeferred } from '../support/deferred';

const REASON = new Error('Closed');

describe('work under way', () => {
  it('gives what it results in, or fails with', async () => {
    const underWay = createEndableWork();
    const failure = new Error('It broke');
    assert.equal(await underWay.start(async () => 'done'), 'done');
    await assert.rejects(
      underWay.start(() => Promise.reject(failure)),
      failure,
    );
  });

  it('is ended by its signal, and waited for', async () => {
    const underWay = createEndableWork();
    const work = createDeferred<string>();
    let reason: unknown;
    const working = underWay.start(async ({ signal }) => {
      signal.addEventListener('abort', () => (reason = signal.reason));
      return await work.promise;
    });
    let isOver = false;
    const ending = underWay.end(REASON).then(() => (isOver = true));
    assert.equal(reason, REASON);
    await Promise.resolve();
    assert.equal(isOver, false);
    work.resolve('done all the same');
    assert.equal(await working, 'done all the same');
    await ending;
  });

  it('is over, too, when it fails of that', async () => {
    const underWay = createEndableWork();
    const work = createDeferred<string>();
    const working = underWay.start(async ({ signal }) => {
      signal.addEventListener('abort', () => work.reject(signal.reason));
      return await work.promise;
    });
    const failed = assert.rejects(working, REASON);
    await underWay.end(REASON);
    await failed;
  });

  it('has its end from the start once all was ended', async () => {
    const underWay = createEndableWork();
    await underWay.end(REASON);
    assert.equal(await underWay.start(async ({ signal }) => signal.reason), REASON);
  });
});
