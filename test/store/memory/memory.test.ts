import assert from 'node:assert/strict';
import { createMemoryStore } from '../../../src/store/memory/memory';
import { createFakeClock } from '../../support/fake-clock';
import { describeStore } from '../contract';
import { describeQuotaProperty } from '../quota-property';

describeStore('memory', createMemoryStore);

describe('a memory store with three users of one key', () => {
  describeQuotaProperty((clock) => {
    const store = createMemoryStore(clock);
    return {
      stores: [store, store, store],
      restart: async (_, meanwhile) => meanwhile(),
      close: () => store.close(),
    };
  }, 20);
});

describe('the memory store', () => {
  it('says that it keeps nothing beyond the process', () => {
    assert.equal(createMemoryStore(createFakeClock()).durable, false);
  });

  it('forgets the least recently used values beyond its bytes', async () => {
    const store = createMemoryStore(createFakeClock(), { maximumBytes: 100_000 });
    await store.values.set('used', Buffer.alloc(1000), 1e9);
    for (let index = 0; index < 200; index += 1) {
      await store.values.set(String(index), Buffer.alloc(1000), 1e9);
      await store.values.get('used');
    }
    const held = await Promise.all(
      Array.from({ length: 200 }, (_, index) => store.values.get(String(index))),
    );
    const bytes = held.reduce((sum, value) => sum + (value?.byteLength ?? 0), 0);
    assert.ok(bytes > 50_000 && bytes <= 100_000);
    assert.ok(held.at(-1));
    assert.ok(await store.values.get('used'));
  });

  it('does not keep a value that is larger than all its bytes, nor the one before it', async () => {
    const store = createMemoryStore(createFakeClock(), { maximumBytes: 1000 });
    await store.values.set('a', Buffer.alloc(10), 1e9);
    await store.values.set('a', Buffer.alloc(2000), 1e9);
    assert.equal(await store.values.get('a'), undefined);
  });
});
