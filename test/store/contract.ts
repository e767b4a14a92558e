import assert from 'node:assert/strict';
import type { Clock } from '../../src/clock';
import { StoreError } from '../../src/store/errors';
import type { Store } from '../../src/store/store';
import { createFakeClock } from '../support/fake-clock';
import { asText, ODD_TEXTS, type Bench } from './contract-bench';
import { describeAbsorbing } from './contract-absorbing';
import { describeClaims } from './contract-claims';
import { describeDeadLetters } from './contract-dead-letters';
import { describeQueues } from './contract-queues';
import { describeQuotas } from './contract-quotas';

/** Opens a fresh store of the kind that is tried. */
export type OpenStore = (clock: Clock) => Store;

const WISH = { id: 'a', quiet: 1, ranks: [], escalates: false };

/** The contract of the port: what holds for every adapter. */
export function describeStore(kind: string, open: OpenStore): void {
  describe(`a ${kind} store`, () => {
    const benches: Bench[] = [];

    function setUp(start?: string): Bench {
      const clock = createFakeClock(start);
      const bench = { clock, store: open(clock) };
      benches.push(bench);
      return bench;
    }

    afterEach(async () => {
      await Promise.all(benches.splice(0).map(({ store }) => store.close()));
    });

    describeValues(setUp);
    describeQuotas(setUp);
    describeClaims(setUp);
    describeAbsorbing(setUp);
    describeQueues(setUp);
    describeDeadLetters(setUp);
    describeClosing(setUp);
  });
}

function describeValues(setUp: () => Bench): void {
  describe('values', () => {
    it('knows nothing that was not kept', async () => {
      const { store } = setUp();
      assert.equal(await store.values.get('a'), undefined);
    });

    for (const [milliseconds, kept] of [
      [0, true],
      [1, true],
      [999, true],
      [1000, false],
      [1001, false],
    ] as const) {
      it(`${kept ? 'keeps' : 'has forgotten'} a value of 1000 ms after ${milliseconds} ms`, async () => {
        const { clock, store } = setUp();
        assert.equal(await store.values.set('a', Buffer.from('value'), 1000), true);
        clock.advance(milliseconds);
        assert.equal(asText(await store.values.get('a')), kept ? 'value' : undefined);
      });
    }

    it('keeps a value of no lifetime for no time', async () => {
      const { store } = setUp();
      await store.values.set('a', Buffer.from('old'), 1000);
      await store.values.set('a', Buffer.from('new'), 0);
      assert.equal(await store.values.get('a'), undefined);
    });

    it('keeps a value for ever when its lifetime has no end', async () => {
      const { clock, store } = setUp();
      await store.values.set('a', Buffer.from('value'), Number.POSITIVE_INFINITY);
      clock.advance(1e12);
      assert.equal(asText(await store.values.get('a')), 'value');
    });

    it('forgets a value that is removed, and no other', async () => {
      const { store } = setUp();
      await store.values.set('a', Buffer.from('value'), 1000);
      await store.values.set('b', Buffer.from('other'), 1000);
      await store.values.remove('a');
      await store.values.remove('never there');
      assert.equal(await store.values.get('a'), undefined);
      assert.equal(asText(await store.values.get('b')), 'other');
    });

    it('puts a value and its lifetime in place of what was there', async () => {
      const { clock, store } = setUp();
      await store.values.set('a', Buffer.from('old'), 1000);
      clock.advance(500);
      await store.values.set('a', Buffer.from('new'), 1000);
      clock.advance(999);
      assert.equal(asText(await store.values.get('a')), 'new');
      clock.advance(1);
      assert.equal(await store.values.get('a'), undefined);
    });

    it('is not moved by a change of the time of day, nor by learning it', async () => {
      const { clock, store } = setUp();
      await store.values.set('a', Buffer.from('value'), 1000);
      clock.set(Date.UTC(2040, 0));
      store.learnTime(Date.UTC(2030, 0));
      clock.advance(999);
      assert.equal(asText(await store.values.get('a')), 'value');
      clock.set(0);
      clock.advance(1);
      assert.equal(await store.values.get('a'), undefined);
    });

    for (const [title, key] of ODD_TEXTS) {
      it(`takes a key of ${title} as it is`, async () => {
        const { store } = setUp();
        for (const [index, [, other]] of ODD_TEXTS.entries()) {
          await store.values.set(other, Buffer.from(String(index)), 1000);
        }
        const index = ODD_TEXTS.findIndex(([other]) => other === title);
        assert.equal(asText(await store.values.get(key)), String(index));
      });
    }

    for (const bytes of [0, 1, 5_000_000]) {
      it(`gives back ${bytes} bytes as they were`, async () => {
        const { store } = setUp();
        const value = Buffer.alloc(bytes, 'a0\0\xff', 'latin1');
        await store.values.set('a', value, 1000);
        assert.ok(value.equals((await store.values.get('a')) ?? Buffer.from('none')));
      });
    }

    it('keeps its own copy: what is changed outside stays outside', async () => {
      const { store } = setUp();
      const value = Buffer.from('value');
      await store.values.set('a', value, 1000);
      value.fill(0);
      (await store.values.get('a'))?.fill(0);
      assert.equal(asText(await store.values.get('a')), 'value');
    });
  });
}

function describeClosing(setUp: () => Bench): void {
  describe('closing', () => {
    it('may be done twice, and every operation after it rejects', async () => {
      const { store } = setUp();
      const queue = store.queue('q');
      await store.close();
      await store.close();
      const operations: readonly (() => Promise<unknown>)[] = [
        () => store.values.get('a'),
        () => store.values.set('a', Buffer.from('a'), 1),
        () => store.values.remove('a'),
        () => store.quotas.reserve('a', { perMinute: 1, perDay: 1, perMonth: 1 }),
        () => store.quotas.pause('a', 1),
        () => store.quotas.usage('a'),
        () => store.claims('a').claim('a', WISH),
        () => store.claims('a').release('a', 'a'),
        () => store.claims('a').endQuiet('a', 'a'),
        () => store.claims('a').acknowledge('a'),
        () => store.claims('a').held(1)[Symbol.asyncIterator]().next(),
        () => store.claims('a').forget('a'),
        () => store.claims('a').clear(),
        () => queue.put({ payload: Buffer.from('a'), priority: 0 }, 1),
        () => queue.take(),
        () => queue.finish('1'),
        () => queue.giveBack('1', 1),
        () => queue.bury('1', ''),
        () => queue.dead(1),
        () => queue.countDead(),
        () => queue.revive('1'),
        () => queue.waiting(),
        () => queue.nextDue(),
        () => queue.recover(),
      ];
      for (const operation of operations) await assert.rejects(operation, StoreError);
      store.learnTime(0);
    });
  });
}
