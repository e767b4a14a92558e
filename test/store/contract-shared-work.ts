import assert from 'node:assert/strict';
import type { WorkQueue } from '../../src/store/store';
import type { SharingProcess } from '../support/shared-stores/process';
import { asText } from './contract-bench';
import {
  GONE,
  putText,
  takeAll,
  textOf,
  type SetUpShared,
  type SharedBench,
} from './contract-shared-bench';

const queueOf = ({ store }: SharingProcess): WorkQueue => store.queue('q');

/** What is whose, while its holder lives and after. */
export function describeSharedWork(setUp: SetUpShared): void {
  describe('work', () => {
    it('is nobody else’s while its holder lives, whatever its state', async () => {
      const bench = await setUp();
      const [one, other] = [await bench.open('one'), await bench.open('other')];
      await putText(queueOf(one), 'taken');
      await putText(queueOf(one), 'given back');
      const taken = await queueOf(one).take();
      const back = await queueOf(one).take();
      await queueOf(one).giveBack(back?.id ?? '', 1000);
      await putText(queueOf(one), 'ready');
      await bench.pass(30_000);
      await queueOf(other).recover();
      assert.equal(await queueOf(other).take(), undefined);
      assert.equal(await queueOf(other).nextDue(), undefined);
      assert.equal(await queueOf(other).regain(taken?.id ?? ''), false);
      assert.equal(await queueOf(other).waiting(), 2);
      const listed = await queueOf(other).list(9);
      assert.deepEqual(
        listed.map(({ payload }) => asText(payload)),
        ['given back', 'ready'],
      );
      assert.deepEqual(await takeAll(queueOf(one)), ['given back', 'ready']);
    });

    it('of one that is gone is everybody’s, once, and not before its lease is over', async () => {
      const bench = await setUp();
      const [one, other, third] = [await bench.open(), await bench.open(), await bench.open()];
      for (const text of ['taken', 'given back', 'ready']) await putText(queueOf(one), text);
      await queueOf(one).take();
      await queueOf(one).giveBack((await queueOf(one).take())?.id ?? '', 1000);
      await one.kill();
      await bench.pass(11_500);
      await queueOf(other).recover();
      assert.deepEqual(await takeAll(queueOf(other)), []);
      await bench.pass(GONE - 11_500);
      const got = await Promise.all([takeAll(queueOf(other)), takeAll(queueOf(third))]);
      assert.deepEqual(got.flat().toSorted(), ['given back', 'ready', 'taken']);
      assert.deepEqual(await takeAll(queueOf(other)), []);
    });

    it('is told of once it is due, also where nothing is heard', async () => {
      const bench = await setUp();
      const [one, other] = [await bench.open(), await bench.open()];
      await putText(queueOf(one), 'given back');
      await queueOf(one).giveBack((await queueOf(one).take())?.id ?? '', 40_000);
      bench.loseNotices();
      const told = new Set<string>();
      for (const name of ['q', 'of others']) {
        other.store.queue(name).onLeft(() => told.add(name));
      }
      await one.kill();
      await bench.pass(GONE);
      assert.deepEqual([...told], []);
      await bench.pass(40_000 - GONE + 3500);
      assert.deepEqual([...told], ['q']);
      assert.deepEqual(await takeAll(queueOf(other)), ['given back']);
    });

    it('of one that is gone, that was had by another before, is free again when that one is gone too', async () => {
      const bench = await setUp();
      const [one, other, third] = [await bench.open(), await bench.open(), await bench.open()];
      await putText(queueOf(one), 'work');
      const id = (await queueOf(one).take())?.id ?? '';
      one.pause();
      await bench.pass(GONE);
      await queueOf(other).take();
      await other.kill();
      one.resume();
      for (let looked = 0; looked < 40; looked += 1) {
        if (await queueOf(one).regain(id)) break;
        await bench.pass(500);
      }
      assert.ok(queueOf(one).holds(id));
      await one.kill();
      await bench.pass(GONE);
      assert.deepEqual(await takeAll(queueOf(third)), ['work']);
    });

    it('tells how often it was taken, by whomever', async () => {
      const bench = await setUp();
      const [one, other] = [await bench.open(), await bench.open()];
      await putText(queueOf(one), 'work');
      await queueOf(one).take();
      await one.kill();
      await bench.pass(GONE);
      assert.equal((await queueOf(other).take())?.attempts, 1);
    });

    it('of one that ends as it should is free at once', async () => {
      const bench = await setUp();
      const [one, other] = [await bench.open(), await bench.open()];
      for (const text of ['taken', 'ready']) await putText(queueOf(one), text);
      await queueOf(one).take();
      await one.close();
      assert.deepEqual(await takeAll(queueOf(other)), ['taken', 'ready']);
    });

    it('of one that ends is not its own any more, also where a sign of life is answered then', async () => {
      const bench = await setUp();
      const one = await bench.open();
      const id = await putText(queueOf(one), 'work');
      bench.clock.advance(3000);
      await one.close();
      assert.equal(queueOf(one).holds(id), false);
    });

    it('that a claim leaves behind for all is everybody’s at once', async () => {
      const bench = await setUp();
      const [one, other] = [await bench.open(), await bench.open()];
      const leftBehind = { queue: 'q', payload: () => Buffer.from('left'), forAll: true };
      const wish = { id: 'id', quiet: 1000, ranks: [], escalates: false };
      await one.store.claims('book').claim('key', wish, leftBehind);
      assert.equal(await queueOf(other).waiting(), 1);
      assert.equal(textOf(await queueOf(other).take()), 'left');
    });

    it('that is put for all is taken by one of those who ask at once', async () => {
      const bench = await setUp();
      const all = await Promise.all(['a', 'b', 'c'].map((name) => bench.open(name)));
      const id = await putText(queueOf(all[0] ?? assert.fail()), 'work', true);
      assert.equal(
        all.some((each) => queueOf(each).holds(id)),
        false,
      );
      const takes = all.flatMap((each) => [queueOf(each).take(), queueOf(each).take()]);
      const taken = (await Promise.all(takes)).filter((work) => work !== undefined);
      assert.deepEqual(taken.map(textOf), ['work']);
      assert.equal(all.filter((each) => queueOf(each).holds(id)).length, 1);
    });

    it('goes by priority, then age, whether it is one’s own or nobody’s', async () => {
      const bench = await setUp();
      const one = await bench.open();
      for (const [text, priority, forAll] of [
        ['own', 0, false],
        ['free', 0, true],
        ['free first', 1, true],
        ['own second', 1, false],
      ] as const) {
        await queueOf(one).put({ payload: Buffer.from(text), priority, forAll }, 9);
      }
      assert.deepEqual(await takeAll(queueOf(one)), ['free first', 'own second', 'own', 'free']);
    });

    it('counts to a limit, whoever has put it', async () => {
      const bench = await setUp();
      const [one, other] = [await bench.open(), await bench.open()];
      const work = { payload: Buffer.from('a'), priority: 0 };
      assert.ok(await queueOf(one).put(work, 2));
      assert.ok(await queueOf(other).put(work, 2));
      assert.equal(await queueOf(one).put(work, 2), undefined);
    });

    it('is held from when it is put or taken until it is done', async () => {
      const bench = await setUp();
      const one = await bench.open();
      const id = await putText(queueOf(one), 'work');
      assert.equal(queueOf(one).holds('of nobody'), false);
      assert.equal(await queueOf(one).regain('of nobody'), false);
      assert.ok(queueOf(one).holds(id));
      await queueOf(one).take();
      assert.ok(queueOf(one).holds(id));
      await queueOf(one).giveBack(id, 0);
      assert.ok(queueOf(one).holds(id));
      await queueOf(one).finish(id);
      assert.equal(queueOf(one).holds(id), false);
      assert.equal(await queueOf(one).regain(id), false);
    });

    it('that was given up is everybody’s to look at, to discard and to put back', async () => {
      const bench = await setUp();
      const [one, other] = [await bench.open(), await bench.open()];
      for (const text of ['first', 'second']) {
        await putText(queueOf(one), text);
        await queueOf(one).bury((await queueOf(one).take())?.id ?? '', 'why');
      }
      const [second, first] = await queueOf(other).dead(9);
      assert.equal(await queueOf(other).countDead(), 2);
      assert.equal(await queueOf(other).discard(second?.id ?? ''), true);
      assert.equal(await queueOf(one).discard(second?.id ?? ''), false);
      assert.equal(await queueOf(other).revive(first?.id ?? ''), true);
      assert.equal(await queueOf(one).revive(first?.id ?? ''), false);
      const got = await Promise.all([one, other].map((each) => takeAll(queueOf(each))));
      assert.deepEqual(got.flat(), ['first']);
    });
  });

  describePaused(setUp);
  describeUnheard(setUp);
  describeLeft(setUp);
}

/** Who is heard first after all were unheard. */
const FIRST_HEARD = {
  'one of them': async (_bench: SharedBench, other: SharingProcess) => {
    other.resume();
    return other;
  },
  'a new one': (bench: SharedBench) => bench.open(),
};

function describeUnheard(setUp: SetUpShared): void {
  describe('processes none of which could be heard for longer than their leases', () => {
    for (const [who, isHeard] of Object.entries(FIRST_HEARD)) {
      it(`leave to each what it had until it had time to be heard, with ${who} the first`, async () => {
        const bench = await setUp();
        const { one, other } = await beUnheard(bench);
        const first = await isHeard(bench, other);
        await bench.pass(3500);
        await queueOf(first).recover();
        assert.deepEqual(await takeAll(queueOf(first)), []);
        assert.equal(await first.store.shared.leases.take('lease'), undefined);
        one.resume();
        await bench.pass(3500);
        assert.deepEqual(await takeAll(queueOf(first)), []);
        assert.deepEqual(await takeAll(queueOf(one)), ['ready']);
      });

      it(`have after a lease what those had who are not heard again, with ${who} the first`, async () => {
        const bench = await setUp();
        const { one, other } = await beUnheard(bench);
        const first = await isHeard(bench, other);
        await one.kill();
        await bench.pass(GONE);
        assert.deepEqual(await takeAll(queueOf(first)), ['taken', 'ready']);
        assert.ok(await first.store.shared.leases.take('lease'));
      });
    }
  });
}

/** One that holds work and a lease, and another one: both stand still. */
async function beUnheard(
  bench: SharedBench,
): Promise<{ readonly one: SharingProcess; readonly other: SharingProcess }> {
  const [one, other] = [await bench.open(), await bench.open()];
  await putText(queueOf(one), 'taken');
  await putText(queueOf(one), 'ready');
  await queueOf(one).take();
  await one.store.shared.leases.take('lease');
  for (const each of [one, other]) each.pause();
  await bench.pass(60_000);
  return { one, other };
}

function describePaused(setUp: SetUpShared): void {
  describe('a process that stood still', () => {
    it('for less than its lease has all that it had', async () => {
      const bench = await setUp();
      const [one, other] = [await bench.open(), await bench.open()];
      const id = await putText(queueOf(one), 'work');
      one.pause();
      await bench.pass(10_000);
      assert.equal(await queueOf(other).take(), undefined);
      one.resume();
      assert.ok(queueOf(one).holds(id));
      await bench.pass(10_000);
      assert.ok(queueOf(one).holds(id));
      assert.deepEqual(await takeAll(queueOf(one)), ['work']);
    });

    it('longer has nothing that another one has taken, and changes nothing about it', async () => {
      const bench = await setUp();
      const [one, other] = [await bench.open(), await bench.open()];
      await putText(queueOf(one), 'taken');
      const ready = await putText(queueOf(one), 'ready');
      const taken = (await queueOf(one).take())?.id ?? '';
      one.pause();
      await bench.pass(GONE);
      const [first, second] = [await queueOf(other).take(), await queueOf(other).take()];
      assert.deepEqual([textOf(first), textOf(second)], ['taken', 'ready']);
      assert.equal(queueOf(one).holds(taken), false);
      one.resume();
      for (const id of [taken, ready]) {
        assert.equal(queueOf(one).holds(id), false);
        await queueOf(one).giveBack(id, 0, Buffer.from('changed'));
        await queueOf(one).bury(id, 'changed', Buffer.from('changed'));
        assert.equal(await queueOf(one).regain(id), false);
        await queueOf(one).finish(id);
        assert.equal(queueOf(one).holds(id), false);
        assert.ok(queueOf(other).holds(id));
      }
      assert.equal(await queueOf(other).countDead(), 0);
      assert.deepEqual(await takeAll(queueOf(one)), []);
      await queueOf(other).giveBack(taken, 0);
      assert.deepEqual(await takeAll(queueOf(other)), ['taken']);
      await queueOf(other).finish(taken);
      await queueOf(other).finish(ready);
      await other.close();
      assert.deepEqual(await takeAll(queueOf(one)), []);
    });

    it('gets again what nobody has taken meanwhile, in the state in which it had it', async () => {
      const bench = await setUp();
      const [one, other] = [await bench.open(), await bench.open()];
      await putText(queueOf(one), 'taken');
      const ready = await putText(queueOf(one), 'ready');
      const taken = (await queueOf(one).take())?.id ?? '';
      one.pause();
      await bench.pass(GONE);
      one.resume();
      for (const id of [taken, ready]) {
        assert.equal(queueOf(one).holds(id), false);
        assert.equal(await queueOf(one).regain(id), true);
        assert.ok(queueOf(one).holds(id));
      }
      assert.equal(await queueOf(other).take(), undefined);
      assert.equal(await queueOf(one).waiting(), 1);
      assert.deepEqual(await takeAll(queueOf(one)), ['ready']);
      await one.close();
      assert.deepEqual(await takeAll(queueOf(other)), ['taken', 'ready']);
    });

    it('as it gave a sign of life has what it got again for certain', async () => {
      const bench = await setUp();
      const [one, other] = [await bench.open(), await bench.open()];
      const id = await putText(queueOf(one), 'work');
      bench.clock.advance(3000);
      one.pause();
      await bench.pass(GONE);
      one.resume();
      assert.equal(await queueOf(one).regain(id), true);
      assert.ok(queueOf(one).holds(id));
      await bench.pass(3500);
      assert.deepEqual(await takeAll(queueOf(other)), []);
    });

    it('puts nothing in the place of what another one has', async () => {
      const bench = await setUp();
      const [one, other] = [await bench.open(), await bench.open()];
      const lost = await putText(queueOf(one), 'work');
      one.pause();
      await bench.pass(GONE);
      await queueOf(other).take();
      one.resume();
      const next = one.store.queue('next');
      const work = { payload: Buffer.from('next'), priority: 0 };
      const id = (await next.put(work, 9, { queue: 'q', ids: [lost] })) ?? '';
      assert.equal(next.holds(id), false);
      assert.equal(await next.regain(id), false);
      assert.equal(await next.waiting(), 0);
      assert.ok(queueOf(other).holds(lost));
    });

    it('puts nothing in the place of what another one has done', async () => {
      const bench = await setUp();
      const [one, other] = [await bench.open(), await bench.open()];
      const lost = await putText(queueOf(one), 'work');
      one.pause();
      await bench.pass(GONE);
      await queueOf(other).finish((await queueOf(other).take())?.id ?? '');
      one.resume();
      const next = one.store.queue('next');
      const work = { payload: Buffer.from('next'), priority: 0 };
      const id = (await next.put(work, 9, { queue: 'q', ids: [lost] })) ?? '';
      assert.equal(next.holds(id), false);
      assert.equal(await next.waiting(), 0);
    });

    for (const [what, wish] of [
      ['raises', { id: 'late', quiet: 0, ranks: [], escalates: false }],
      ['counts', { id: 'late', quiet: 60_000, ranks: [], escalates: false }],
    ] as const) {
      it(`${what} nothing for what another one has`, async () => {
        const bench = await setUp();
        const [one, other] = [await bench.open(), await bench.open()];
        const claims = other.store.claims('c');
        await claims.claim('key', { ...wish, id: 'before' });
        const lost = await putText(queueOf(one), 'work');
        one.pause();
        await bench.pass(GONE);
        await queueOf(other).take();
        one.resume();
        const kept = { queue: 'kept', payload: () => Buffer.from('alert') };
        const replaced = { queue: 'q', ids: [lost] };
        const claim = await one.store.claims('c').claim('key', wish, { ...kept, replaced });
        const id = claim.outcome === 'held' ? '' : (claim.kept ?? '');
        assert.equal(one.store.queue('kept').holds(id), false);
        assert.equal(await one.store.queue('kept').regain(id), false);
        assert.equal(await one.store.queue('kept').waiting(), 0);
        assert.equal(await claims.release('key', 'before'), true);
        const next = await claims.claim('key', { ...wish, id: 'next' });
        // None but the one that was released, of which nobody was told, and none that was counted.
        assert.equal(next.suppressed, 0);
      });
    }
  });
}

function describeLeft(setUp: SetUpShared): void {
  describe('work that others leave', () => {
    for (const [how, leave] of [
      ['ends', (one: SharingProcess) => one.close()],
      ['is gone', (one: SharingProcess) => one.kill()],
      [
        'puts it for all',
        async (one: SharingProcess) => void (await putText(queueOf(one), 'for all', true)),
      ],
    ] as const) {
      for (const isHeard of [true, false]) {
        it(`is told of when one ${how}${isHeard ? '' : ', also where nothing is heard'}`, async () => {
          const bench = await setUp();
          const [one, other] = [await bench.open(), await bench.open()];
          await putText(queueOf(one), 'work');
          if (!isHeard) bench.loseNotices();
          let told = 0;
          queueOf(other).onLeft(() => (told += 1));
          const end = queueOf(other).onLeft(() => assert.fail('told after the end'));
          end();
          await leave(one);
          await bench.pass(GONE);
          assert.ok(told > 0);
          assert.notDeepEqual(await takeAll(queueOf(other)), []);
        });
      }
    }
  });
}
