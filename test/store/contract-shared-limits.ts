import assert from 'node:assert/strict';
import type { Store } from '../../src/store/store';
import { asText } from './contract-bench';
import { GONE, putText, takeAll, type SetUpShared } from './contract-shared-bench';

const FIVE_MINUTES = 300_000;

/** What is counted, kept and timed for all together. */
export function describeSharedLimits(setUp: SetUpShared): void {
  describe('what all share', () => {
    it('is read by all as one of them has written it', async () => {
      const bench = await setUp();
      const [one, other] = [(await bench.open()).store, (await bench.open()).store];
      await one.values.set('key', Buffer.from('value'), 1000);
      assert.equal(asText(await other.values.get('key')), 'value');
      await other.values.remove('key');
      assert.equal(await one.values.get('key'), undefined);
    });

    it('is claimed by one of ten who ask at once; the others are counted', async () => {
      const bench = await setUp();
      const stores = (await Promise.all(['a', 'b', 'c'].map((name) => bench.open(name)))).map(
        ({ store }) => store,
      );
      const wish = { quiet: 60_000, ranks: [1], escalates: true };
      const kept = { queue: 'kept', payload: () => Buffer.from('alert') };
      const claims = await Promise.all(
        Array.from({ length: 10 }, (_, index) =>
          pick(stores, index)
            .claims('c')
            .claim('key', { ...wish, id: String(index) }, kept),
        ),
      );
      const got = claims.filter(({ outcome }) => outcome !== 'held');
      assert.deepEqual(
        got.map(({ outcome }) => outcome),
        ['first'],
      );
      const counts = claims.flatMap((each) => (each.outcome === 'held' ? each.suppressed : []));
      assert.deepEqual(
        counts.toSorted((one, next) => one - next),
        [1, 2, 3, 4, 5, 6, 7, 8, 9],
      );
      assert.equal(await pick(stores, 0).queue('kept').waiting(), 1);
    });

    for (const [limit, allowance, wait] of [
      ['minute', { perMinute: 4, perDay: 0, perMonth: 0 }, 60_000],
      ['day', { perMinute: 0, perDay: 4, perMonth: 0 }, 12 * 3_600_000],
    ] as const) {
      it(`keeps a limit of 4 a ${limit}, whoever asks, and uses all of it`, async () => {
        const bench = await setUp();
        const stores = (await Promise.all(['a', 'b', 'c'].map((name) => bench.open(name)))).map(
          ({ store }) => store,
        );
        const ask = async (): Promise<number> => {
          const wishes = Array.from({ length: 12 }, (_, index) =>
            pick(stores, index).quotas.reserve('key', allowance),
          );
          return (await Promise.all(wishes)).filter(({ granted }) => granted).length;
        };
        assert.equal(await ask(), 4);
        bench.clock.advance(wait - 1);
        assert.equal(await ask(), 0);
        bench.clock.advance(1);
        assert.equal(await ask(), 4);
      });
    }

    it('is paused for all', async () => {
      const bench = await setUp();
      const [one, other] = [(await bench.open()).store, (await bench.open()).store];
      await one.quotas.pause('key', 1000);
      const asked = await other.quotas.reserve('key', { perMinute: 0, perDay: 0, perMonth: 0 });
      assert.equal(asked.granted, false);
    });

    it('goes by the time that one of them has learned', async () => {
      const bench = await setUp();
      const [one, other] = [(await bench.open()).store, (await bench.open()).store];
      const told = bench.clock.now() + FIVE_MINUTES;
      one.learnTime(told);
      await one.values.get('key');
      await other.values.get('key');
      assert.deepEqual([one.now(), other.now()], [told, told]);
    });

    it('is the same whatever the clocks of the hosts say', async () => {
      const bench = await setUp();
      const early = await bench.open('early', bench.hostClock(-FIVE_MINUTES));
      const late = await bench.open('late', bench.hostClock(FIVE_MINUTES));
      assert.equal(early.store.now(), bench.clock.now());
      assert.equal(late.store.now(), bench.clock.now());
      assert.equal(early.store.elapsed(), late.store.elapsed());

      const wish = { quiet: 60_000, ranks: [], escalates: false };
      const four = { perMinute: 4, perDay: 0, perMonth: 0 };
      await early.store.values.set('key', Buffer.from('value'), 60_000);
      await early.store.claims('c').claim('key', { ...wish, id: 'early' });
      for (let asked = 0; asked < 4; asked += 1) await early.store.quotas.reserve('key', four);
      await putText(late.store.queue('q'), 'work');
      await late.store.queue('q').giveBack((await late.store.queue('q').take())?.id ?? '', 60_000);

      await bench.pass(59_500);
      assert.equal(asText(await late.store.values.get('key')), 'value');
      const held = await late.store.claims('c').claim('key', { ...wish, id: 'late' });
      assert.equal(held.outcome, 'held');
      assert.equal((await late.store.quotas.reserve('key', four)).granted, false);
      assert.equal(await late.store.queue('q').nextDue(), 500);
      assert.deepEqual(await takeAll(early.store.queue('q')), []);

      await bench.pass(500);
      assert.equal(await late.store.values.get('key'), undefined);
      const again = await late.store.claims('c').claim('key', { ...wish, id: 'late' });
      assert.deepEqual([again.outcome, again.suppressed], ['again', 1]);
      assert.equal((await late.store.quotas.reserve('key', four)).granted, true);
      assert.deepEqual(await takeAll(early.store.queue('q')), []);
      assert.deepEqual(await takeAll(late.store.queue('q')), ['work']);

      await late.kill();
      await bench.pass(GONE);
      assert.deepEqual(await takeAll(early.store.queue('q')), ['work']);
    });
  });
}

function pick(stores: readonly Store[], index: number): Store {
  const store = stores[index % stores.length];
  if (!store) throw new Error('There is no store');
  return store;
}
