import assert from 'node:assert/strict';
import { DEAD_LETTERS, type WorkQueue } from '../../src/store/store';
import { asText, type Bench } from './contract-bench';

/** The part of the contract about work that is given up, or that other work takes the place of. */
export function describeDeadLetters(setUp: () => Bench): void {
  describe('dead letters', () => {
    it('are the newest thousand of each queue', async () => {
      const { store } = setUp();
      const [queue, other] = [store.queue('q'), store.queue('other')];
      await putMany(other, 1);
      await other.bury((await other.take())?.id ?? '', 'kept');
      const ids = await putMany(queue, DEAD_LETTERS + 3);
      await Promise.all(ids.map((id) => queue.bury(id, 'given up')));
      const kept = (await queue.dead(2 * DEAD_LETTERS)).map(({ id }) => id);
      assert.deepEqual(kept, ids.slice(3).toReversed());
      assert.equal(await queue.countDead(), DEAD_LETTERS);
      assert.equal((await other.dead(1)).length, 1);
      assert.equal(await queue.revive(ids[0] ?? ''), false);
    });

    it('are forgotten one by one, but nothing else is', async () => {
      const queue = setUp().store.queue('q');
      const [dead = '', taken = '', waiting = ''] = await putMany(queue, 3);
      assert.equal((await queue.take())?.id, dead);
      assert.equal((await queue.take())?.id, taken);
      await queue.bury(dead, 'given up');
      assert.equal(await queue.countDead(), 1);
      for (const id of [taken, waiting]) assert.equal(await queue.discard(id), false);
      assert.equal(await queue.discard(dead), true);
      assert.equal(await queue.discard(dead), false);
      assert.deepEqual(await queue.dead(9), []);
      assert.equal(await queue.countDead(), 0);
      assert.equal(await queue.revive(dead), false);
      assert.equal(await queue.waiting(), 1);
    });
  });

  describe('work that takes the place of other', () => {
    it('is put when that is finished, in one step', async () => {
      const { store } = setUp();
      const [items, mails] = [store.queue('items'), store.queue('mails')];
      const ids = await putMany(items, 3);
      await items.take();
      const replaced = { queue: 'items', ids: ids.slice(0, 2) };
      await mails.put({ payload: Buffer.from('mail'), priority: 0 }, 1, replaced);
      assert.equal(asText((await mails.take())?.payload), 'mail');
      assert.equal((await items.take())?.id, ids[2]);
      assert.equal(await items.take(), undefined);
      assert.equal(await items.waiting(), 0);
    });

    it('leaves that be where there is no room', async () => {
      const { store } = setUp();
      const [items, mails] = [store.queue('items'), store.queue('mails')];
      const ids = await putMany(items, 1);
      const mail = { payload: Buffer.from('mail'), priority: 0 };
      assert.equal(await mails.put(mail, 0, { queue: 'items', ids }), undefined);
      assert.equal((await items.take())?.id, ids[0]);
    });
  });

  it('goes on evenly, whatever is done to the time of day', () => {
    const { clock, store } = setUp();
    const start = store.elapsed();
    clock.set(0);
    assert.equal(store.elapsed() - start, 0);
    clock.advance(1500);
    assert.equal(store.elapsed() - start, 1500);
  });
}

async function putMany(queue: WorkQueue, count: number): Promise<string[]> {
  const payload = Buffer.from('work');
  const ids = await Promise.all(
    Array.from({ length: count }, () => queue.put({ payload, priority: 0 }, Infinity)),
  );
  return ids.map((id) => id ?? assert.fail('it is put'));
}
