import assert from 'node:assert/strict';
import { StoreError } from '../../../src/store/errors';
import type { Connection } from '../../../src/store/postgres/caller';
import type { Store } from '../../../src/store/store';
import { createFakeClock } from '../../support/fake-clock';
import { createSharedStores, settled, type SharedStores } from '../../support/shared-stores';
import { putText, takeAll } from '../contract-shared-bench';

const WISH = { id: 'id', quiet: 1000, ranks: [], escalates: false };

describe('what PostgreSQL has done though its answer was lost', () => {
  let stores: SharedStores;
  let other: Store;
  /** The function whose answer is lost. */
  let lost: string;
  let one: Store;

  beforeEach(async () => {
    stores = createSharedStores(createFakeClock());
    lost = '';
    one = stores.open('one', undefined, loseAnswers).store;
    other = stores.open('other').store;
    await Promise.all([one.ready(), other.ready()]);
  });
  afterEach(() => stores.closeAll());

  function loseAnswers(connection: Connection): Connection {
    return {
      ...connection,
      async call(name, args, how) {
        const rows = await connection.call<never>(name, args, how);
        if (name === lost) throw new StoreError('The connection is lost.');
        return rows;
      },
    };
  }

  it('keeps no lease from the others', async () => {
    lost = 'take_lease';
    await assert.rejects(async () => await one.shared?.leases.take('a'), StoreError);
    await settled();
    assert.ok(await other.shared?.leases.take('a'));
  });

  it('keeps no work from whoever takes it next', async () => {
    await putText(other.queue('q'), 'work', true);
    lost = 'take';
    await assert.rejects(one.queue('q').take(), StoreError);
    lost = '';
    assert.deepEqual(await takeAll(one.queue('q')), ['work']);
  });

  it('leaves no work that nobody was told of', async () => {
    lost = 'put';
    await assert.rejects(putText(one.queue('q'), 'work', true), StoreError);
    lost = 'write_claim';
    const leftBehind = { queue: 'q', payload: () => Buffer.from('left'), forAll: true };
    await assert.rejects(one.claims('book').claim('key', WISH, leftBehind), StoreError);
    await settled();
    assert.deepEqual(await takeAll(other.queue('q')), []);
  });
});
