import assert from 'node:assert/strict';
import { serialize } from 'node:v8';
import { endAll } from '../../../nodes/shared/end-queue-of-removed-node';
import { createFakeClock } from '../../support/fake-clock';
import { createSharedStores, settled } from '../../support/shared-stores';
import type { SharingProcess } from '../../support/shared-stores/process';

const QUEUE = 'raise node';

/** A process that has put an alert about a subject into the queue. */
async function leave(process: SharingProcess, subject: string): Promise<void> {
  const payload = serialize({ msg: { alert: { subject } } });
  await process.store.queue(QUEUE).put({ payload, priority: 0 }, 10);
}

/** Ends what waits in the queue; what is told of that. */
async function endIn({ store }: SharingProcess): Promise<string[]> {
  const told: string[] = [];
  const node = { error: (error: unknown) => void told.push(String(error)) };
  await endAll(store, QUEUE, node);
  return told;
}

describe('the queue of a node that is removed, in a store that others use', () => {
  it('is left to them', async () => {
    const stores = createSharedStores(createFakeClock());
    const [one, other] = [stores.open(), stores.open()];
    await leave(one, 'a.example.com');
    await leave(other, 'b.example.com');
    assert.deepEqual(await endIn(one), []);
    assert.equal(await one.store.queue(QUEUE).waiting(), 2);
  });

  it('ends, and is told of, where no other process is there', async () => {
    const stores = createSharedStores(createFakeClock());
    const [one, other] = [stores.open(), stores.open()];
    await leave(one, 'a.example.com');
    await leave(other, 'b.example.com');
    await other.close();
    await settled();
    const [told] = await endIn(one);
    assert.match(told ?? '', /a\.example\.com; b\.example\.com/);
    assert.equal(await one.store.queue(QUEUE).waiting(), 0);
  });

  it('is left as it is while the store is away', async () => {
    const stores = createSharedStores(createFakeClock());
    const one = stores.open();
    await leave(one, 'a.example.com');
    stores.beAway(true);
    assert.deepEqual(await endIn(one), []);
    stores.beAway(false);
    assert.equal(await one.store.queue(QUEUE).waiting(), 1);
  });
});
