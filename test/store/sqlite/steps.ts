import assert from 'node:assert/strict';
import type { ClaimWish, Store } from '../../../src/store/store';
import { asText } from '../contract-bench';

/** One write, and what must be there when it was done and the process is gone. */
interface Step {
  readonly title: string;
  readonly run: (store: Store) => Promise<unknown>;
  readonly check: (store: Store) => Promise<void>;
}

function wish(id: string): ClaimWish {
  return { id, quiet: 1000, ranks: [], escalates: false };
}

const ALLOWANCE = { perMinute: 4, perDay: 5, perMonth: 6 };

/** Every operation that writes, in an order in which each finds what it needs. */
export const steps: readonly Step[] = [
  {
    title: 'a value that was set',
    run: (store) => store.values.set('key', Buffer.from('value'), 1000),
    check: async (store) => assert.equal(asText(await store.values.get('key')), 'value'),
  },
  {
    title: 'a reservation',
    run: (store) => store.quotas.reserve('key', ALLOWANCE),
    check: async (store) =>
      assert.deepEqual(await store.quotas.usage('key'), { minute: 1, day: 1, month: 1 }),
  },
  {
    title: 'a pause',
    run: (store) => store.quotas.pause('key', 1000),
    check: async (store) => {
      const reservation = await store.quotas.reserve('key', ALLOWANCE);
      assert.ok(!reservation.granted);
      assert.deepEqual([reservation.window, reservation.wait], ['pause', 1000]);
    },
  },
  {
    title: 'the time that was learned',
    run: async (store) => store.learnTime(Date.UTC(2026, 5, 1)),
    check: async (store) => {
      const reservation = await store.quotas.reserve('key', ALLOWANCE);
      assert.ok(!reservation.granted);
      assert.equal(reservation.retryAt, Date.UTC(2026, 5, 1) + 1000);
    },
  },
  {
    title: 'a claim',
    run: (store) => store.claims('book').claim('key', wish('one')),
    check: async (store) => {
      const claim = await store.claims('book').claim('key', wish('other'));
      assert.ok(claim.outcome === 'held');
      assert.deepEqual([claim.id, claim.suppressed], ['one', 1]);
    },
  },
  {
    title: 'the count of those who came after',
    run: (store) => store.claims('book').claim('key', wish('other')),
    check: async (store) => {
      const claim = await store.claims('book').claim('key', wish('other'));
      assert.equal(claim.suppressed, 2);
    },
  },
  {
    title: 'a claim that was released',
    run: (store) => store.claims('book').release('key', 'one'),
    check: async (store) => {
      const claim = await store.claims('book').claim('key', wish('two'));
      assert.deepEqual([claim.outcome, claim.suppressed], ['first', 1]);
    },
  },
  {
    title: 'a claim of another key',
    run: (store) => store.claims('book').claim('loud', wish('one')),
    check: async (store) => {
      const claim = await store.claims('book').claim('loud', wish('two'));
      assert.equal(claim.outcome, 'held');
    },
  },
  {
    title: 'a claim whose quiet was ended',
    run: (store) => store.claims('book').endQuiet('loud', 'one'),
    check: async (store) => {
      const claim = await store.claims('book').claim('loud', wish('two'));
      assert.deepEqual([claim.outcome, claim.suppressed], ['again', 0]);
    },
  },
  {
    title: 'a claim that was forgotten',
    run: (store) => store.claims('book').forget('key'),
    check: async (store) => {
      const claim = await store.claims('book').claim('key', wish('three'));
      assert.deepEqual([claim.outcome, claim.suppressed], ['first', 0]);
    },
  },
  {
    title: 'all claims of a name that were forgotten',
    run: (store) => store.claims('book').clear(),
    check: async (store) => {
      const claim = await store.claims('book').claim('key', wish('four'));
      assert.equal(claim.outcome, 'first');
    },
  },
  {
    title: 'work that was put',
    run: (store) => store.queue('q').put({ payload: Buffer.from('work'), priority: 2 }, 1),
    check: (store) => expectWork(store, 0),
  },
  {
    title: 'work that was taken',
    run: (store) => store.queue('q').take(),
    check: async (store) => {
      assert.equal(await store.queue('q').take(), undefined, 'it has a holder');
      await store.queue('q').recover();
      await expectWork(store, 1);
    },
  },
  {
    title: 'work that was given back',
    run: (store) => store.queue('q').giveBack('1', 1000),
    check: async (store) => {
      assert.equal(await store.queue('q').nextDue(), 1000);
      assert.equal(await store.queue('q').waiting(), 1);
    },
  },
  {
    title: 'work that was buried',
    run: (store) => store.queue('q').bury('1', 'reason'),
    check: async (store) => {
      const [dead] = await store.queue('q').dead(10);
      assert.deepEqual([asText(dead?.payload), dead?.reason], ['work', 'reason']);
      assert.equal(await store.queue('q').waiting(), 0);
    },
  },
  {
    title: 'work that was revived',
    run: (store) => store.queue('q').revive('1'),
    check: (store) => expectWork(store, 1),
  },
  {
    title: 'work that is finished',
    run: (store) => store.queue('q').finish('1'),
    check: async (store) => {
      await store.queue('q').recover();
      assert.equal(await store.queue('q').waiting(), 0);
      assert.deepEqual(await store.queue('q').dead(10), []);
    },
  },
];

async function expectWork(store: Store, attempts: number): Promise<void> {
  assert.equal(await store.queue('q').waiting(), 1);
  const work = await store.queue('q').take();
  assert.deepEqual(work && { ...work, payload: asText(work.payload) }, {
    id: '1',
    payload: 'work',
    priority: 2,
    attempts,
  });
}
