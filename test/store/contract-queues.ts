import assert from 'node:assert/strict';
import type { Work, WorkQueue } from '../../src/store/store';
import { asText, ODD_TEXTS, type Bench } from './contract-bench';

const NO_LIMIT = Number.POSITIVE_INFINITY;

/** The part of the contract that keeps work until it is done. */
export function describeQueues(setUp: () => Bench): void {
  describe('queues', () => {
    it('has nothing at first', async () => {
      const queue = setUp().store.queue('q');
      assert.equal(await queue.take(), undefined);
      assert.equal(await queue.waiting(), 0);
      assert.equal(await queue.nextDue(), undefined);
      assert.deepEqual(await queue.dead(10), []);
    });

    it('gives the highest priority first, and among equals the oldest', async () => {
      const queue = setUp().store.queue('q');
      for (const [text, priority] of [
        ['a', 0],
        ['b', 1],
        ['c', 0],
        ['d', -1],
        ['e', 1],
        ['f', 0.5],
      ] as const) {
        await put(queue, text, { priority });
      }
      assert.deepEqual(await takeAll(queue), ['b', 'e', 'f', 'a', 'c', 'd']);
    });

    it('hands work over as it was put in', async () => {
      const queue = setUp().store.queue('q');
      const id = await queue.put({ payload: Buffer.from('a'), priority: 7 }, 1);
      const { payload, ...rest } = await take(queue);
      assert.equal(asText(payload), 'a');
      assert.deepEqual(rest, { id, priority: 7, attempts: 0 });
    });

    for (const bytes of [0, 1, 5_000_000]) {
      it(`gives back a payload of ${bytes} bytes as it was`, async () => {
        const queue = setUp().store.queue('q');
        const payload = Buffer.alloc(bytes, 'a0\0\xff', 'latin1');
        await queue.put({ payload, priority: 0 }, 1);
        const work = await take(queue);
        assert.ok(payload.equals(work.payload));
        await queue.bury(work.id, 'large');
        const [dead] = await queue.dead(1);
        assert.ok(dead && payload.equals(dead.payload));
      });
    }

    it('keeps its own copy of a payload', async () => {
      const queue = setUp().store.queue('q');
      const payload = Buffer.from('value');
      await queue.put({ payload, priority: 0 }, 1);
      payload.fill(0);
      const work = await take(queue);
      work.payload.fill(0);
      await queue.giveBack(work.id, 0);
      assert.equal(asText((await take(queue)).payload), 'value');
    });

    it('takes no more than the limit, and what is taken or dead does not wait', async () => {
      const queue = setUp().store.queue('q');
      const limit = 2;
      assert.equal(typeof (await put(queue, 'a', { limit })), 'string');
      assert.equal(typeof (await put(queue, 'b', { limit })), 'string');
      assert.equal(await put(queue, 'c', { limit }), undefined);
      assert.equal(await queue.waiting(), 2);

      const work = await take(queue);
      assert.equal(await queue.waiting(), 1);
      assert.equal(typeof (await put(queue, 'd', { limit })), 'string');
      await queue.giveBack(work.id, 1000);
      assert.equal(await queue.waiting(), 3, 'what comes back is not refused');
      assert.equal(await put(queue, 'e', { limit }), undefined);

      const [second, third] = [await take(queue), await take(queue)];
      await queue.bury(second.id, 'no good');
      await queue.finish(third.id);
      assert.equal(await queue.waiting(), 1);
      assert.equal(await put(queue, 'f', { limit: 0 }), undefined);
      assert.equal(typeof (await put(queue, 'f', { limit })), 'string');
    });

    it('counts work that was given back and is not due yet', async () => {
      const queue = setUp().store.queue('q');
      await put(queue, 'a');
      await queue.giveBack((await take(queue)).id, 1000);
      assert.equal(await queue.waiting(), 1);
      assert.equal(await put(queue, 'b', { limit: 1 }), undefined);
    });

    it('gives each work to exactly one of a hundred who ask at once', async () => {
      const queue = setUp().store.queue('q');
      for (let index = 0; index < 60; index += 1) await put(queue, String(index));
      const taken = await Promise.all(Array.from({ length: 100 }, () => queue.take()));
      const ids = taken.flatMap((work) => work?.id ?? []);
      assert.equal(ids.length, 60);
      assert.equal(new Set(ids).size, 60);
    });

    it('lets exactly the limit in when a hundred are put at once', async () => {
      const queue = setUp().store.queue('q');
      const ids = await Promise.all(
        Array.from({ length: 100 }, (_, index) => put(queue, String(index), { limit: 7 })),
      );
      assert.equal(ids.filter((id) => id !== undefined).length, 7);
      assert.equal(await queue.waiting(), 7);
    });

    for (const [milliseconds, due] of [
      [0, 1000],
      [999, 1],
      [1000, 0],
      [1001, 0],
    ] as const) {
      it(`${milliseconds} ms after work was given back for 1000 ms, it is due in ${due}`, async () => {
        const { clock, store } = setUp();
        const queue = store.queue('q');
        await put(queue, 'a');
        await queue.giveBack((await take(queue)).id, 1000);
        clock.advance(milliseconds);
        assert.equal(await queue.nextDue(), due);
        assert.equal(asText((await queue.take())?.payload), due === 0 ? 'a' : undefined);
      });
    }

    it('counts how often work was taken before', async () => {
      const queue = setUp().store.queue('q');
      await put(queue, 'a');
      for (const attempts of [0, 1, 2]) {
        const work = await take(queue);
        assert.equal(work.attempts, attempts);
        await queue.giveBack(work.id, 0);
      }
    });

    it('puts work that comes back where its age and priority want it', async () => {
      const { clock, store } = setUp();
      const queue = store.queue('q');
      for (const text of ['a', 'b', 'c']) await put(queue, text);
      await put(queue, 'urgent', { priority: 1 });
      const [urgent, first] = [await take(queue), await take(queue)];
      await queue.giveBack(urgent.id, 10);
      await queue.giveBack(first.id, 5);
      assert.deepEqual([await queue.nextDue(), asText((await take(queue)).payload)], [0, 'b']);
      clock.advance(10);
      assert.deepEqual(await takeAll(queue), ['urgent', 'a', 'c']);
    });

    it('tells when the next is due', async () => {
      const { clock, store } = setUp();
      const queue = store.queue('q');
      await put(queue, 'a');
      await put(queue, 'b');
      assert.equal(await queue.nextDue(), 0);
      await queue.giveBack((await take(queue)).id, 3000);
      assert.equal(await queue.nextDue(), 0);
      await queue.giveBack((await take(queue)).id, 2000);
      assert.equal(await queue.nextDue(), 2000);
      clock.set(0);
      store.learnTime(0);
      assert.equal(await queue.nextDue(), 2000);
      clock.advance(2500);
      assert.equal(await queue.nextDue(), 0);
      await queue.finish((await take(queue)).id);
      assert.equal(await queue.nextDue(), 500);
      clock.advance(500);
      await take(queue);
      assert.equal(await queue.nextDue(), undefined);
    });

    it('sets work aside with a reason and takes it back', async () => {
      const { store } = setUp();
      const queue = store.queue('q');
      const idOf: Record<string, string> = {};
      for (const text of ['a', 'b', 'c']) {
        idOf[text] = (await put(queue, text)) ?? '';
        await take(queue);
      }
      const { a = '', b = '', c = '' } = idOf;
      for (const text of ['c', 'a', 'b']) await queue.bury(idOf[text] ?? '', `reason ${text}`);
      const dead = await queue.dead(2);
      assert.deepEqual(
        dead.map(({ id, payload, reason }) => [id, asText(payload), reason]),
        [
          [c, 'c', 'reason c'],
          [b, 'b', 'reason b'],
        ],
        'the newest first',
      );
      assert.equal(await queue.waiting(), 0);
      assert.equal(await queue.take(), undefined);

      assert.equal(await queue.revive(b), true);
      assert.equal(await queue.revive(b), false);
      assert.equal(await queue.waiting(), 1);
      assert.equal(await queue.nextDue(), 0);
      const work = await take(queue);
      assert.deepEqual([work.id, asText(work.payload), work.attempts], [b, 'b', 1]);
      assert.deepEqual(
        (await queue.dead(10)).map(({ id }) => id),
        [c, a],
      );
    });

    it('can set aside or finish work that waits', async () => {
      const queue = setUp().store.queue('q');
      const [first, second] = [await put(queue, 'a'), await put(queue, 'b')];
      await queue.bury(first ?? '', 'not wanted');
      await queue.finish(second ?? '');
      assert.equal(await queue.waiting(), 0);
      assert.equal(await queue.take(), undefined);
      assert.equal((await queue.dead(10)).length, 1);
      await queue.finish(first ?? '');
      assert.deepEqual(await queue.dead(10), []);
    });

    for (const id of ['', '0', '99', '-1', '1.5', '1e3', '__proto__', 'x'.repeat(10_000)]) {
      it(`lets an id that is none be: ${JSON.stringify(id.slice(0, 10))}`, async () => {
        const queue = setUp().store.queue('q');
        await put(queue, 'a');
        await queue.finish(id);
        await queue.giveBack(id, 0);
        await queue.bury(id, 'reason');
        assert.equal(await queue.revive(id), false);
        assert.equal(await queue.discard(id), false);
        assert.equal(await queue.waiting(), 1);
        assert.deepEqual(await queue.dead(10), []);
      });
    }

    it('holds what it was given back or buried with', async () => {
      const queue = setUp().store.queue('q');
      await put(queue, 'a');
      const given = Buffer.from('b');
      const { id } = await take(queue);
      await queue.giveBack(id, 0, given);
      given.fill(0);
      assert.equal(asText((await take(queue)).payload), 'b');
      await queue.giveBack(id, 0);
      assert.equal(asText((await take(queue)).payload), 'b');
      await queue.bury(id, 'reason', Buffer.from('c'));
      assert.equal(asText((await queue.dead(1))[0]?.payload), 'c');
      await queue.revive(id);
      assert.equal(asText((await take(queue)).payload), 'c');
      await queue.bury(id, 'reason');
      assert.equal(asText((await queue.dead(1))[0]?.payload), 'c');
    });

    it('changes nothing of what is in another state, or in another queue', async () => {
      const { store } = setUp();
      const queue = store.queue('q');
      const id = (await put(queue, 'a')) ?? '';
      await queue.giveBack(id, 0, Buffer.from('b'));
      await store.queue('other').bury(id, 'reason', Buffer.from('b'));
      assert.equal(asText((await take(queue)).payload), 'a');
    });

    it('lists what waits, due or not, the oldest first', async () => {
      const queue = setUp().store.queue('q');
      for (const text of ['delayed', 'taken', 'dead', 'done']) await put(queue, text);
      const [delayed, , dead, done] = [
        await take(queue),
        await take(queue),
        await take(queue),
        await take(queue),
      ];
      await queue.giveBack(delayed.id, 1000);
      await queue.bury(dead.id, 'reason');
      await queue.finish(done.id);
      await put(queue, 'ready', { priority: 1 });
      const texts = async (limit: number): Promise<(string | undefined)[]> =>
        (await queue.list(limit)).map(({ payload }) => asText(payload));
      assert.deepEqual(await texts(9), ['delayed', 'ready']);
      assert.deepEqual(await texts(1), ['delayed']);
      assert.equal((await queue.list(1))[0]?.id, delayed.id);
      assert.equal(await queue.waiting(), 2);
    });

    it('gives back only what was taken', async () => {
      const queue = setUp().store.queue('q');
      const id = (await put(queue, 'a')) ?? '';
      await queue.giveBack(id, 1000);
      assert.equal(await queue.nextDue(), 0);
      await queue.bury(id, 'reason');
      await queue.giveBack(id, 0);
      assert.equal(await queue.take(), undefined);
    });

    it('is the same under the same name, and apart from every other', async () => {
      const { store } = setUp();
      for (const [index, [, name]] of ODD_TEXTS.entries()) {
        await put(store.queue(name), String(index));
      }
      for (const [index, [, name]] of ODD_TEXTS.entries()) {
        const other = ODD_TEXTS[(index + 1) % ODD_TEXTS.length]?.[1] ?? '';
        const work = await take(store.queue(name));
        await store.queue(other).finish(work.id);
        await store.queue(name).giveBack(work.id, 0);
        assert.deepEqual(await takeAll(store.queue(name)), [String(index)]);
      }
    });

    for (const [title, reason] of ODD_TEXTS) {
      it(`takes a reason of ${title} as it is`, async () => {
        const queue = setUp().store.queue('q');
        await put(queue, 'a');
        await queue.bury((await take(queue)).id, reason);
        assert.equal((await queue.dead(1))[0]?.reason, reason);
      });
    }

    it('leaves what is taken by somebody who lives where it is', async () => {
      const queue = setUp().store.queue('q');
      await put(queue, 'a');
      await put(queue, 'b');
      await take(queue);
      await queue.recover();
      assert.equal(await queue.waiting(), 1);
      assert.deepEqual(await takeAll(queue), ['b']);
    });
  });
}

function put(
  queue: WorkQueue,
  text: string,
  { priority = 0, limit = NO_LIMIT }: { priority?: number; limit?: number } = {},
): Promise<string | undefined> {
  return queue.put({ payload: Buffer.from(text), priority }, limit);
}

async function take(queue: WorkQueue): Promise<Work> {
  const work = await queue.take();
  assert.ok(work, 'there is work');
  return work;
}

async function takeAll(queue: WorkQueue): Promise<(string | undefined)[]> {
  const texts: (string | undefined)[] = [];
  for (let work = await queue.take(); work; work = await queue.take()) {
    texts.push(asText(work.payload));
  }
  return texts;
}
