import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { closeInTime } from '../../../../nodes/shared/closing/close-in-time';
import { StoreError } from '../../../../src/store/errors';
import { createMemoryStore } from '../../../../src/store/memory/memory';
import { createDeferred } from '../../../support/deferred';
import { createFakeClock } from '../../../support/fake-clock';
import { createSharedStores } from '../../../support/shared-stores';

describe('a node that is being closed', () => {
  it('waits for its work, however long that takes, while its store is there', async () => {
    const clock = createFakeClock();
    const { store } = createSharedStores(clock).open();
    const work = createDeferred<void>();
    let isClosed = false;
    const closing = closeInTime(store, work.promise, clock).then(() => void (isClosed = true));
    clock.advance(60_000);
    await nextTurn();
    assert.equal(isClosed, false);
    work.resolve();
    await closing;
  });

  it('waits for some seconds where its store is away', async () => {
    const clock = createFakeClock();
    const stores = createSharedStores(clock);
    const { store } = stores.open();
    stores.beAway(true);
    const closing = closeInTime(store, createDeferred<void>().promise, clock);
    clock.advance(6000);
    await closing;
  });

  it('is told of what went wrong', async () => {
    const clock = createFakeClock();
    const error = new StoreError('The disk is full');
    await assert.rejects(
      closeInTime(createMemoryStore(clock), Promise.reject(error), clock),
      error,
    );
  });
});
