import assert from 'node:assert/strict';
import type { ClaimRecord } from '../../src/store/claim-record';
import type { ClaimWish } from '../../src/store/store';
import { ODD_TEXTS, type Bench } from './contract-bench';

const START = '2026-01-15T12:00:00.000Z';
const MINUTE = 60_000;
const WEEK = 7 * 24 * 60 * MINUTE;

function wish(id: string, ranks: readonly number[] = [3]): ClaimWish {
  return { id, quiet: 10 * MINUTE, ranks, escalates: true };
}

/** What another store knows of a claim that it has made at `since`, with ten quiet minutes. */
function record(since: number, more: Partial<ClaimRecord> = {}): ClaimRecord {
  return {
    id: 'other',
    since,
    ranks: [3],
    count: 0,
    carried: 0,
    earlier: false,
    released: false,
    acknowledged: false,
    ends: since + 10 * MINUTE + WEEK,
    ...more,
  };
}

/** What holds for every adapter that takes up what another store has counted in its place. */
export function describeAbsorbing(setUp: (start?: string) => Bench): void {
  describe('claims of another store', () => {
    it('hold a key that nobody had, with what was counted', async () => {
      const { clock, store } = setUp(START);
      const claims = store.claims('book');
      const since = clock.now() - MINUTE;
      await claims.absorb('key', record(since, { count: 4, countedSince: since + 1000 }));
      assert.deepEqual(await claims.claim('key', wish('a')), {
        outcome: 'held',
        id: 'other',
        since,
        suppressed: 5,
        suppressedSince: since + 1000,
      });
      clock.advance(9 * MINUTE);
      const again = await claims.claim('key', wish('b'));
      assert.deepEqual(
        [again.outcome, again.suppressed, again.suppressedSince],
        ['again', 5, since + 1000],
      );
    });

    it('are forgotten when the other store would have forgotten them', async () => {
      const { clock, store } = setUp(START);
      const claims = store.claims('book');
      for (const key of ['a', 'b']) await claims.absorb(key, record(clock.now()));
      clock.advance(10 * MINUTE + WEEK - 1);
      assert.equal((await claims.claim('a', wish('one'))).outcome, 'again');
      clock.advance(1);
      assert.equal((await claims.claim('b', wish('one'))).outcome, 'first');
    });

    it('that are later hold the key, and all that either has counted is told', async () => {
      const { clock, store } = setUp(START);
      const claims = store.claims('book');
      await claims.claim('key', wish('own'));
      clock.advance(MINUTE);
      const first = clock.now();
      await claims.claim('key', wish('suppressed'));
      clock.advance(MINUTE);
      await claims.absorb('key', record(clock.now(), { count: 2, countedSince: clock.now() }));
      const held = await claims.claim('key', wish('next'));
      assert.ok(held.outcome === 'held');
      assert.deepEqual([held.id, held.suppressed, held.suppressedSince], ['other', 4, first]);
    });

    it('that are earlier leave the key to the later one', async () => {
      const { clock, store } = setUp(START);
      const claims = store.claims('book');
      const since = clock.now();
      clock.advance(MINUTE);
      await claims.claim('key', wish('own'));
      await claims.absorb('key', record(since, { count: 2, countedSince: since }));
      const held = await claims.claim('key', wish('next'));
      assert.ok(held.outcome === 'held');
      assert.deepEqual([held.id, held.suppressed], ['own', 3]);
    });

    it('that are absorbed twice count once', async () => {
      const { clock, store } = setUp(START);
      const claims = store.claims('book');
      await claims.claim('key', wish('own'));
      clock.advance(MINUTE);
      const other = record(clock.now(), { count: 2, countedSince: clock.now() });
      for (const each of [other, other]) await claims.absorb('key', each);
      const held = await claims.claim('key', wish('next'));
      assert.equal(held.suppressed, 3);
    });

    it('escalate only above what either has raised', async () => {
      const { clock, store } = setUp(START);
      const claims = store.claims('book');
      await claims.claim('key', wish('own', [7]));
      clock.advance(MINUTE);
      await claims.absorb('key', record(clock.now(), { ranks: [3] }));
      assert.equal((await claims.claim('key', wish('same', [7]))).outcome, 'held');
      assert.equal((await claims.claim('key', wish('worse', [8]))).outcome, 'escalated');
    });

    it('stay acknowledged, unless the other store has raised what is worse', async () => {
      const { clock, store } = setUp(START);
      const claims = store.claims('book');
      for (const key of ['same', 'worse']) {
        await claims.claim(key, wish('own'));
        assert.equal(await claims.acknowledge(key), true);
      }
      clock.advance(MINUTE);
      await claims.absorb('same', record(clock.now()));
      await claims.absorb('worse', record(clock.now(), { ranks: [4] }));
      clock.advance(10 * MINUTE);
      assert.equal((await claims.claim('same', wish('next'))).outcome, 'held');
      assert.equal((await claims.claim('worse', wish('next'))).outcome, 'again');
    });

    it('can be released and are listed like any other', async () => {
      const { clock, store } = setUp(START);
      const claims = store.claims('book');
      await claims.absorb('key', record(clock.now(), { count: 1, countedSince: clock.now() }));
      const held: string[] = [];
      for await (const part of claims.held(MINUTE)) held.push(...part.map(({ id }) => id));
      assert.deepEqual(held, ['other']);
      assert.equal(await claims.release('key', 'other'), true);
      const claim = await claims.claim('key', wish('next'));
      assert.deepEqual([claim.outcome, claim.suppressed], ['first', 1]);
    });

    for (const [name, text] of ODD_TEXTS) {
      it(`may be about ${name}`, async () => {
        const { clock, store } = setUp(START);
        const claims = store.claims('book');
        await claims.absorb(text, record(clock.now(), { id: text }));
        const held = await claims.claim(text, wish('next'));
        assert.equal(held.outcome === 'held' && held.id, text);
        assert.equal((await claims.claim(`${text}.`, wish('next'))).outcome, 'first');
      });
    }
  });
}
