import assert from 'node:assert/strict';
import type { Claim, Claims, ClaimWish, HeldClaim } from '../../src/store/store';
import { asText, ODD_TEXTS, type Bench } from './contract-bench';

const START = '2026-01-15T12:00:00.000Z';
const MINUTE = 60_000;
const WEEK = 7 * 24 * 60 * MINUTE;

/** A wish for ten quiet minutes. */
function wish(id: string, more: Partial<ClaimWish> = {}): ClaimWish {
  return { id, quiet: 10 * MINUTE, ranks: [], escalates: true, ...more };
}

/** A claim with its times as they are read. */
function readable(claim: Claim): object {
  const { since, suppressedSince, ...rest } = claim;
  return {
    ...rest,
    since: new Date(since).toISOString().slice(11, 19),
    ...(suppressedSince !== undefined && {
      suppressedSince: new Date(suppressedSince).toISOString().slice(11, 19),
    }),
  };
}

/** All that hold, by their keys. */
async function allHeld(claims: Claims, quiet: number): Promise<HeldClaim[]> {
  const all: HeldClaim[] = [];
  for await (const part of claims.held(quiet)) all.push(...part);
  return all.toSorted((one, other) => (one.key < other.key ? -1 : 1));
}

function writeNothing(): Uint8Array {
  throw new TypeError('It cannot be written');
}

/** What holds for the claims of every adapter. */
export function describeClaims(setUp: (start?: string) => Bench): void {
  describe('claims', () => {
    it('go to the first; those who come while it is quiet are counted, and told by the next', async () => {
      const { clock, store } = setUp(START);
      const claims = store.claims('book');
      const seen: object[] = [];
      for (const id of ['a', 'b', 'c']) {
        seen.push(readable(await claims.claim('key', wish(id))));
        clock.advance(MINUTE);
      }
      clock.advance(7 * MINUTE);
      seen.push(readable(await claims.claim('key', wish('d'))));
      clock.advance(10 * MINUTE);
      seen.push(readable(await claims.claim('key', wish('e'))));
      const held = { outcome: 'held', id: 'a', since: '12:00:00', suppressedSince: '12:01:00' };
      assert.deepEqual(seen, [
        { outcome: 'first', suppressed: 0, since: '12:00:00' },
        { ...held, suppressed: 1 },
        { ...held, suppressed: 2 },
        { outcome: 'again', suppressed: 2, since: '12:10:00', suppressedSince: '12:01:00' },
        { outcome: 'again', suppressed: 0, since: '12:20:00' },
      ]);
    });

    for (const [milliseconds, outcome] of [
      [0, 'held'],
      [10 * MINUTE - 1, 'held'],
      [10 * MINUTE, 'again'],
      [10 * MINUTE + 1, 'again'],
      [10 * MINUTE + WEEK - 1, 'again'],
      [10 * MINUTE + WEEK, 'first'],
    ] as const) {
      it(`are ${outcome} ${milliseconds} ms after one of ten minutes`, async () => {
        const { clock, store } = setUp();
        const claims = store.claims('book');
        const keys = ['a', 'b', 'c', 'd', 'e', 'f'];
        for (const key of keys) await claims.claim(key, wish('one'));
        clock.advance(milliseconds);
        for (const key of keys.toReversed()) {
          assert.equal((await claims.claim(key, wish('other'))).outcome, outcome);
        }
      });
    }

    it('wait for as long as whoever asks has to wait, not as whoever asked before', async () => {
      const { clock, store } = setUp();
      const claims = store.claims('book');
      await claims.claim('key', wish('a'));
      clock.advance(MINUTE);
      assert.equal((await claims.claim('key', wish('b', { quiet: MINUTE + 1 }))).outcome, 'held');
      assert.equal((await claims.claim('key', wish('c', { quiet: MINUTE }))).outcome, 'again');
      clock.advance(10 * MINUTE);
      const longer = wish('d', { quiet: 20 * MINUTE });
      assert.equal((await claims.claim('key', longer)).outcome, 'held');
      assert.equal((await claims.claim('key', wish('e', { quiet: 0 }))).outcome, 'again');
    });

    const raises: readonly [string, number[], number[], boolean, Claim['outcome']][] = [
      ['one grew', [3, 5], [3, 6], true, 'escalated'],
      ['one grew and another shrank', [3, 5], [4, 1], true, 'escalated'],
      ['all are the same', [3, 5], [3, 5], true, 'held'],
      ['one shrank', [3, 5], [2, 5], true, 'held'],
      ['one grew, but they do not escalate', [3, 5], [9, 9], false, 'held'],
      ['one is new', [3], [3, 9], true, 'held'],
    ];
    for (const [name, before, after, escalates, outcome] of raises) {
      it(`are ${outcome} where of the ranks ${name}`, async () => {
        const { store } = setUp();
        const claims = store.claims('book');
        await claims.claim('key', wish('a', { ranks: before }));
        const claim = await claims.claim('key', wish('b', { ranks: after, escalates }));
        assert.equal(claim.outcome, outcome);
      });
    }

    it('are got in the place of one that is named, and of no other or acknowledged one', async () => {
      const { clock, store } = setUp(START);
      const claims = store.claims('book');
      const outcomeOf = async (id: string, ...inPlaceOf: readonly string[]): Promise<string> => {
        clock.advance(1000);
        return (await claims.claim('key', wish(id, { inPlaceOf }))).outcome;
      };
      await claims.claim('key', wish('a'));
      assert.equal(await outcomeOf('b', 'x'), 'held');
      assert.equal(await outcomeOf('c', 'x', 'a'), 'again');
      assert.equal(await outcomeOf('d', 'x', 'a'), 'held');
      await claims.acknowledge('key');
      assert.equal(await outcomeOf('e', 'c'), 'held');
    });

    it('escalate once: each rank is held to the highest that was raised in this quiet', async () => {
      const { clock, store } = setUp();
      const claims = store.claims('book');
      const outcomes: string[] = [];
      for (const ranks of [
        [3, 5],
        [4, 1],
        [3, 5],
        [4, 5],
        [4, 6],
      ]) {
        outcomes.push((await claims.claim('key', wish('x', { ranks }))).outcome);
        clock.advance(MINUTE);
      }
      assert.deepEqual(outcomes, ['first', 'escalated', 'held', 'held', 'escalated']);
      clock.advance(10 * MINUTE);
      await claims.claim('key', wish('x', { ranks: [1, 1] }));
      assert.equal((await claims.claim('key', wish('x', { ranks: [1, 2] }))).outcome, 'escalated');
    });

    it('are free again at once when they are released, and what nobody was told of is told', async () => {
      const { clock, store } = setUp(START);
      const claims = store.claims('book');
      await claims.claim('key', wish('a'));
      clock.advance(MINUTE);
      await claims.claim('key', wish('b'));
      clock.advance(9 * MINUTE);
      await claims.claim('key', wish('c'));
      clock.advance(MINUTE);
      await claims.claim('key', wish('d'));
      assert.equal(await claims.release('key', 'a'), false);
      assert.equal(await claims.release('key', 'c'), true);
      assert.equal(await claims.release('key', 'c'), false);
      assert.equal(await claims.release('never claimed', 'c'), false);
      assert.deepEqual(readable(await claims.claim('key', wish('e'))), {
        outcome: 'again',
        since: '12:11:00',
        suppressed: 2,
        suppressedSince: '12:01:00',
      });
    });

    it('are free again at once when somebody ends their quiet, and what was told stays told', async () => {
      const { clock, store } = setUp(START);
      const claims = store.claims('book');
      await claims.claim('key', wish('a'));
      clock.advance(MINUTE);
      await claims.claim('key', wish('b'));
      clock.advance(9 * MINUTE);
      await claims.claim('key', wish('c'));
      clock.advance(MINUTE);
      await claims.claim('key', wish('d'));
      assert.equal(await claims.endQuiet('key', 'a'), false);
      assert.equal(await claims.endQuiet('never claimed', 'c'), false);
      assert.equal(await claims.endQuiet('key', 'c'), true);
      assert.equal(await claims.endQuiet('key', 'c'), false);
      assert.deepEqual(readable(await claims.claim('key', wish('e'))), {
        outcome: 'again',
        since: '12:11:00',
        suppressed: 1,
        suppressedSince: '12:11:00',
      });
    });

    it('are told while they hold, by how long whoever asks has to wait', async () => {
      const { clock, store } = setUp(START);
      const claims = store.claims('book');
      await store.claims('other').claim('elsewhere', wish('x'));
      for (const key of ['over', 'released', 'ended', 'held', '']) {
        await claims.claim(key, wish(`of ${key}`, { ranks: [3, 5] }));
        if (key === 'over') clock.advance(10 * MINUTE);
      }
      await claims.claim('held', wish('later'));
      await claims.release('released', 'of released');
      await claims.endQuiet('ended', 'of ended');
      const held = await allHeld(claims, 10 * MINUTE);
      assert.deepEqual(held, [
        {
          key: '',
          id: 'of ',
          since: Date.parse(START) + 10 * MINUTE,
          ranks: [3, 5],
          suppressed: 0,
        },
        {
          key: 'held',
          id: 'of held',
          since: Date.parse(START) + 10 * MINUTE,
          ranks: [3, 5],
          suppressed: 1,
        },
      ]);
      const keys = (await allHeld(claims, 20 * MINUTE)).map(({ key }) => key);
      assert.deepEqual(keys, ['', 'held', 'over']);
      assert.deepEqual(await allHeld(claims, 0), []);
    });

    it('are all told, however many there are, some at a time', async () => {
      const { store } = setUp();
      const claims = store.claims('book');
      const keys = Array.from({ length: 2600 }, (_, index) => `key ${index}`);
      await Promise.all(keys.map((key) => claims.claim(key, wish(key))));
      let parts = 0;
      const told: string[] = [];
      for await (const part of claims.held(10 * MINUTE)) {
        parts += 1;
        told.push(...part.map(({ key }) => key));
      }
      assert.deepEqual(told.toSorted(), keys.toSorted());
      assert.ok(parts > 1);
    });

    it('hold for long where they are acknowledged, and go on counting', async () => {
      const { clock, store } = setUp(START);
      const claims = store.claims('book');
      await claims.claim('key', wish('a', { ranks: [3, 5] }));
      assert.equal(await claims.acknowledge('key'), true);
      assert.equal(await claims.acknowledge('never claimed'), false);
      for (const suppressed of [1, 2]) {
        clock.advance(50 * WEEK);
        const claim = await claims.claim('key', wish('b', { ranks: [3, 5] }));
        assert.ok(claim.outcome === 'held');
        assert.deepEqual([claim.id, claim.suppressed, claim.acknowledged], ['a', suppressed, true]);
      }
      const held = await allHeld(claims, MINUTE);
      assert.deepEqual(
        held.map(({ key, acknowledged }) => [key, acknowledged]),
        [['key', true]],
      );
      clock.advance(53 * WEEK);
      assert.equal((await claims.claim('key', wish('c'))).outcome, 'first');
    });

    it('end to be acknowledged where a rank grows, whether or not they escalate', async () => {
      const { store } = setUp();
      const claims = store.claims('book');
      await claims.claim('key', wish('a', { ranks: [3, 5] }));
      await claims.acknowledge('key');
      const grown = wish('b', { ranks: [3, 6], escalates: false, quiet: 0 });
      assert.equal((await claims.claim('key', grown)).outcome, 'escalated');
      assert.equal((await claims.claim('key', grown)).outcome, 'again');
    });

    it('end to be acknowledged by hand, and not by a release', async () => {
      const { store } = setUp();
      const claims = store.claims('book');
      await claims.claim('key', wish('a'));
      await claims.release('key', 'a');
      await claims.acknowledge('key');
      assert.equal(await claims.release('key', 'a'), false);
      assert.equal((await claims.claim('key', wish('b'))).outcome, 'held');
      assert.equal(await claims.endQuiet('key'), true);
      assert.equal(await claims.endQuiet('key'), false);
      assert.equal(await claims.endQuiet('never claimed'), false);
      assert.equal((await claims.claim('key', wish('c'))).outcome, 'again');
    });

    for (const [name, seen, isSo] of [
      ['of which that id is known', { id: 'b', ranks: [] }, true],
      ['that is as bad as one that was known', { id: 'a', ranks: [4, 5] }, true],
      ['that is worse than what was known', { id: 'a', ranks: [3, 5] }, false],
    ] as const) {
      it(`are ${isSo ? '' : 'not '}acknowledged by somebody for one ${name}`, async () => {
        const { store } = setUp();
        const claims = store.claims('book');
        await claims.claim('key', wish('a', { ranks: [3, 5] }));
        await claims.claim('key', wish('b', { ranks: [4, 5] }));
        assert.equal(await claims.acknowledge('key', seen), isSo);
        const next = await claims.claim('key', wish('c', { quiet: 0, ranks: [4, 5] }));
        assert.equal(next.outcome, isSo ? 'held' : 'again');
      });
    }

    it('are the first again where the first was released', async () => {
      const { store } = setUp();
      const claims = store.claims('book');
      for (const id of ['a', 'b', 'c']) {
        assert.equal((await claims.claim('key', wish(id))).outcome, 'first');
        await claims.release('key', id);
      }
    });

    it('are forgotten key by key, or all of a name', async () => {
      const { store } = setUp();
      const [one, other] = [store.claims('one'), store.claims('other')];
      for (const key of ['a', 'b']) {
        await one.claim(key, wish(key));
        await other.claim(key, wish(key));
      }
      await one.forget('a');
      await one.forget('never claimed');
      assert.equal((await one.claim('a', wish('x'))).outcome, 'first');
      assert.equal((await one.claim('b', wish('x'))).outcome, 'held');
      await one.clear();
      assert.equal((await one.claim('b', wish('x'))).outcome, 'first');
      assert.equal((await other.claim('a', wish('x'))).outcome, 'held');
    });

    it('are not moved by a change of the time of day, nor by learning it', async () => {
      const { clock, store } = setUp();
      const claims = store.claims('book');
      await claims.claim('key', wish('a'));
      clock.set(Date.UTC(2040, 0));
      store.learnTime(Date.UTC(2030, 0));
      clock.advance(10 * MINUTE - 1);
      assert.equal((await claims.claim('key', wish('b'))).outcome, 'held');
      clock.set(0);
      clock.advance(1);
      assert.equal((await claims.claim('key', wish('c'))).outcome, 'again');
    });

    it('tell since when in the true time, learned or not', async () => {
      const { store } = setUp('2020-01-01T00:00:00Z');
      const claims = store.claims('book');
      await claims.claim('key', wish('a'));
      store.learnTime(Date.parse(START));
      const { since } = await claims.claim('key', wish('b'));
      assert.equal(new Date(since).toISOString(), START);
    });

    it('tell the time that was learned while another claim was being written', async () => {
      const { store } = setUp('2020-01-01T00:00:00Z');
      const claims = store.claims('book');
      const pending = claims.claim('other', wish('a'));
      store.learnTime(Date.parse(START));
      await pending;
      const { since } = await claims.claim('key', wish('b'));
      assert.equal(new Date(since).toISOString(), START);
    });

    it('go to exactly one of a hundred who ask at once', async () => {
      const { store } = setUp();
      const claims = await Promise.all(
        Array.from({ length: 100 }, (_, index) =>
          store.claims('book').claim('key', wish(String(index))),
        ),
      );
      assert.equal(claims.filter(({ outcome }) => outcome === 'first').length, 1);
      const counts = claims.flatMap((claim) => (claim.outcome === 'held' ? claim.suppressed : []));
      assert.deepEqual(
        counts.toSorted((a, b) => a - b),
        Array.from({ length: 99 }, (_, index) => index + 1),
      );
    });

    it('keep each apart from thousands that came and went', async () => {
      const { clock, store } = setUp();
      const claims = store.claims('book');
      await claims.claim('kept', wish('kept', { quiet: 2 * WEEK }));
      for (let index = 0; index < 2000; index += 1) {
        await claims.claim(`passing ${index}`, wish('x', { quiet: 5 }));
        clock.advance(MINUTE);
      }
      const claim = await claims.claim('kept', wish('x', { quiet: 2 * WEEK }));
      assert.ok(claim.outcome === 'held');
      assert.equal(claim.id, 'kept');
    });

    it('leave work behind where they are got, in the queue that is named, and nothing where not', async () => {
      const { store } = setUp(START);
      const claims = store.claims('book');
      const queue = store.queue('raised');
      const claim = async (id: string, ranks: readonly number[]): Promise<Claim> =>
        await claims.claim('key', wish(id, { ranks }), {
          queue: 'raised',
          payload: ({ outcome, suppressed }) => Buffer.from(`${id} ${outcome} ${suppressed}`),
        });
      const outcomes = [await claim('a', [1]), await claim('b', [1]), await claim('c', [2])];
      const kept = outcomes.map((each) => (each.outcome === 'held' ? 'none' : each.kept));
      const waiting = await queue.list(10);
      assert.deepEqual(
        waiting.map(({ id, payload }) => [id, asText(payload)]),
        [
          [kept[0], 'a first 0'],
          [kept[2], 'c escalated 1'],
        ],
      );
      await queue.finish(String(kept[0]));
      assert.equal((await queue.take())?.id, kept[2]);
      assert.equal(await queue.waiting(), 0);
    });

    it('finish what they take the place of in the same step, got or not', async () => {
      const { store } = setUp();
      const claims = store.claims('book');
      const before = store.queue('before');
      const put = async (text: string): Promise<string> =>
        String(await before.put({ payload: Buffer.from(text), priority: 0 }, 100));
      const ids = [await put('got'), await put('counted'), await put('other')];
      for (const id of ids.slice(0, 2)) {
        const replaced = { queue: 'before', ids: [id] };
        await claims.claim('key', wish('a'), {
          queue: 'raised',
          payload: () => Buffer.from('raised'),
          replaced,
        });
      }
      assert.deepEqual(
        (await before.list(10)).map(({ id }) => id),
        ids.slice(2),
      );
      assert.equal(await store.queue('raised').waiting(), 1);
    });

    it('finish nothing where what they should leave behind cannot be made', async () => {
      const { store } = setUp();
      const before = store.queue('before');
      const id = String(await before.put({ payload: Buffer.from('kept'), priority: 0 }, 100));
      const replaced = { queue: 'before', ids: [id] };
      const leftBehind = { queue: 'raised', payload: writeNothing, replaced };
      await assert.rejects(store.claims('book').claim('key', wish('a'), leftBehind));
      assert.equal(await before.waiting(), 1);
    });

    it('are not got where what they should leave behind cannot be made', async () => {
      const { store } = setUp();
      const claims = store.claims('book');
      const leftBehind = { queue: 'raised', payload: writeNothing };
      await assert.rejects(claims.claim('key', wish('a'), leftBehind));
      assert.equal((await claims.claim('key', wish('b'))).outcome, 'first');
      assert.equal(await store.queue('raised').waiting(), 0);
    });

    for (const [name, text] of ODD_TEXTS) {
      it(`keep ${name} apart as a key, a name and an id`, async () => {
        const { store } = setUp();
        const claims = store.claims(text);
        assert.equal((await claims.claim(text, wish(text))).outcome, 'first');
        const again = await claims.claim(text, wish('other'));
        assert.ok(again.outcome === 'held');
        assert.equal(again.id, text);
        const held = await allHeld(claims, 10 * MINUTE);
        assert.deepEqual(held[0]?.key, text);
        assert.equal((await claims.claim(`${text}.`, wish('x'))).outcome, 'first');
        assert.equal((await store.claims(`${text}.`).claim(text, wish('x'))).outcome, 'first');
      });
    }
  });
}
