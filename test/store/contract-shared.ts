import assert from 'node:assert/strict';
import type { SharingProcess } from '../support/shared-stores/process';
import { asText, ODD_TEXTS } from './contract-bench';
import { GONE, type SetUpShared, type SharedBench } from './contract-shared-bench';
import { describeSharedLimits } from './contract-shared-limits';
import { describeSharedWork } from './contract-shared-work';

/**
 * The contract of a store that several processes use at the same time, beside that of every store.
 * `hears`: where a pooler stands between nobody hears what others tell.
 */
export function describeSharedStore(kind: string, open: SetUpShared, hears = true): void {
  describe(`a store that is shared, on ${kind}`, () => {
    const benches: SharedBench[] = [];

    async function setUp(): Promise<SharedBench> {
      const bench = await open();
      benches.push(bench);
      return bench;
    }

    afterEach(async () => {
      for (const bench of benches.splice(0)) await bench.close();
    });

    describeSharedWork(setUp);
    describeSharedLimits(setUp);
    describeLeases(setUp);
    describeInstances(setUp);
    if (hears) describeTelling(setUp);
  });
}

function describeLeases(setUp: SetUpShared): void {
  describe('a lease', () => {
    it('is had by one at a time, of all processes and within one', async () => {
      const bench = await setUp();
      const [one, other] = await two(bench);
      const takes = [one, one, other, other].map(({ store }) => store.shared.leases.take('a'));
      const [lease, ...more] = (await Promise.all(takes)).filter((each) => each !== undefined);
      assert.ok(lease);
      assert.ok(lease.holds());
      assert.deepEqual(more, []);
      await lease.end();
      assert.equal(lease.holds(), false);
      assert.ok(await other.store.shared.leases.take('a'));
      assert.equal(await one.store.shared.leases.take('a'), undefined);
      assert.ok(await one.store.shared.leases.take('b'));
    });

    it('ends in the same step as what is written in the same turn', async () => {
      const bench = await setUp();
      const [one, other] = await two(bench);
      const lease = await one.store.shared.leases.take('a');
      const look = async (): Promise<string | undefined> => {
        for (;;) {
          const [found, taken] = await Promise.all([
            other.store.values.get('a'),
            other.store.shared.leases.take('a'),
          ]);
          if (taken) return asText(found) ?? 'the lease without what was written';
        }
      };
      const looking = look();
      await Promise.all([one.store.values.set('a', Buffer.from('value'), 1000), lease?.end()]);
      assert.equal(await looking, 'value');
    });

    it('of one that is gone is free, and not before its time is over', async () => {
      const bench = await setUp();
      const [one, other] = await two(bench);
      await one.store.shared.leases.take('a');
      await one.kill();
      await bench.pass(11_500);
      assert.equal(await other.store.shared.leases.take('a'), undefined);
      await bench.pass(GONE - 11_500);
      assert.ok(await other.store.shared.leases.take('a'));
    });

    it('of one that has ended as it should is free at once', async () => {
      const bench = await setUp();
      const [one, other] = await two(bench);
      await one.store.shared.leases.take('a');
      await one.close();
      assert.ok(await other.store.shared.leases.take('a'));
    });

    it('is not that of one that stood still any more, which takes it from nobody', async () => {
      const bench = await setUp();
      const [one, other] = await two(bench);
      const lost = await one.store.shared.leases.take('a');
      one.pause();
      await bench.pass(GONE);
      const lease = await other.store.shared.leases.take('a');
      assert.equal(lost?.holds(), false);
      one.resume();
      await bench.pass(5000);
      assert.equal(lost?.holds(), false);
      await lost?.end();
      assert.equal(await one.store.shared.leases.take('a'), undefined);
      assert.ok(lease?.holds());
    });

    it('that another one took as it was over is not that of one that is back just after', async () => {
      const bench = await setUp();
      const one = await bench.open('one');
      const lost = await one.store.shared.leases.take('a');
      one.pause();
      await bench.pass(1000);
      // Its own signs of life come when the first one's time is not over, and when it is back.
      const other = await bench.open('other');
      await bench.pass(14_500);
      const lease = await other.store.shared.leases.take('a');
      one.resume();
      await bench.pass(0);
      assert.ok(lease?.holds());
      assert.equal(lost?.holds(), false);
    });

    it('may have any name, which is no other', async () => {
      const bench = await setUp();
      const [one, other] = await two(bench);
      for (const [title, name] of ODD_TEXTS) {
        assert.ok(await one.store.shared.leases.take(name), title);
      }
      for (const [title, name] of ODD_TEXTS) {
        assert.equal(await other.store.shared.leases.take(name), undefined, title);
      }
    });
  });
}

function describeInstances(setUp: SetUpShared): void {
  describe('an instance', () => {
    it('has a place of its own: the lowest that is free', async () => {
      const bench = await setUp();
      const [one, other] = await two(bench);
      const third = await bench.open();
      assert.deepEqual([one, other, third].map(placeOf), [0, 1, 2]);
      await other.close();
      assert.equal(placeOf(await bench.open()), 1);
      await one.kill();
      await bench.pass(GONE);
      assert.equal(placeOf(await bench.open()), 0);
      assert.equal(placeOf(third), 2);
    });

    it('that lost its place to another one gets one of its own', async () => {
      const bench = await setUp();
      const [one, other] = await two(bench);
      one.pause();
      await bench.pass(GONE);
      const third = await bench.open();
      assert.equal(third.store.shared.place(), 0);
      one.resume();
      await bench.pass(5000);
      const places = [one, other, third].map(({ store }) => store.shared.place());
      assert.deepEqual(places, [2, 1, 0]);
    });

    it('is shown to all with what it does, until it is gone', async () => {
      const bench = await setUp();
      const begun = bench.clock.now();
      const one = await bench.open('host:1880');
      one.store.shared.describe(() => ({ waiting: 3 }));
      await bench.pass(1000);
      const other = await bench.open('öther:1880');
      await bench.pass(3000);
      const shown = await other.store.shared.instances();
      const { instance } = one.store.shared;
      assert.deepEqual(
        shown.map(({ name, place, since, doing }) => ({ name, place, since, doing })),
        [
          { name: 'host:1880', place: 0, since: begun, doing: { waiting: 3 } },
          { name: 'öther:1880', place: 1, since: begun + 1000, doing: {} },
        ],
      );
      assert.equal(shown[0]?.id, instance);
      assert.ok(shown.every(({ seen }) => bench.clock.now() - seen <= 3000));
      await one.kill();
      await bench.pass(GONE);
      const left = await other.store.shared.instances();
      assert.deepEqual(
        left.map(({ name }) => name),
        ['öther:1880'],
      );
    });
  });
}

function describeTelling(setUp: SetUpShared): void {
  describe('what one tells', () => {
    it('is heard by all, whatever it is, and about what', async () => {
      const bench = await setUp();
      const [one, other] = await two(bench);
      for (const [title, text] of [...ODD_TEXTS, ['no text', undefined]] as const) {
        const topic = text ?? 'topic';
        const ends: (() => void)[] = [];
        const heard = [one, other].map(
          ({ store }) =>
            new Promise<string | undefined>((resolve) => {
              ends.push(store.shared.hear(topic, resolve));
              ends.push(store.shared.hear(`${topic} `, () => assert.fail('heard of another')));
            }),
        );
        one.store.shared.tell(topic, text);
        const [own, others] = await Promise.all(heard);
        assert.equal(own, text, title);
        // Of what is too long to be told nothing but that there is something comes.
        assert.equal(others, (text?.length ?? 0) > 5000 ? undefined : text, title);
        for (const end of ends) end();
      }
    });

    it('is heard no more after the end of hearing', async () => {
      const bench = await setUp();
      const [one, other] = await two(bench);
      other.store.shared.hear('topic', () => assert.fail('heard'))();
      const heard = new Promise((resolve) => other.store.shared.hear('topic', resolve));
      one.store.shared.tell('topic');
      await heard;
    });
  });
}

function placeOf({ store }: SharingProcess): number {
  return store.shared.place();
}

async function two(bench: SharedBench): Promise<readonly [SharingProcess, SharingProcess]> {
  return [await bench.open('one'), await bench.open('other')];
}
