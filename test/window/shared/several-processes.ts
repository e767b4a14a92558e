import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Collector } from '../../../src/window/collector';
import { openCollector } from '../../../src/window/open-collector';
import type { SetUpShared, SharedBench } from '../../store/contract-shared-bench';
import type { SharingProcess } from '../../support/shared-stores/process';
import { createSeededRandom } from '../../support/seeded-random';
import { add, HOUR, MINUTE } from '../window-bench';

const QUEUE = 'collected node';

/** A process that counts. */
interface Counter {
  readonly process: SharingProcess;
  readonly collector: Collector;
}

/** Collectors of several processes on one window of a real store; `isLong`: with very many indicators. */
export function describeSharedCollectors(way: string, setUp: SetUpShared, isLong: boolean): void {
  describe(`collectors of several processes, on ${way}`, () => {
    let bench: SharedBench;
    /** What ticks have told, by whomever: value and count. */
    let told: (readonly [string, number])[];

    beforeEach(async () => {
      bench = await setUp();
      told = [];
    });

    afterEach(() => bench.close());

    async function count(ahead: number, maxDistinct = 1000, limit = 0): Promise<Counter> {
      const process = await bench.open('test', ahead === 0 ? bench.clock : bench.hostClock(ahead));
      const { store } = process;
      const collector = await openCollector({
        clock: process.clock,
        values: store.values,
        name: 'node',
        length: HOUR,
        every: HOUR,
        limit,
        maxDistinct,
        random: () => 0.5,
        send: () => undefined,
        fail: (error) => assert.fail(String(error)),
        sharing: {
          shared: store.shared,
          store,
          queue: QUEUE,
          async sendTick({ counted }, write) {
            const ids = await write(counted.map(({ value }) => Buffer.from(value)));
            if (ids) told.push(...counted.map((each) => [each.value, each.count] as const));
            return ids !== undefined;
          },
        },
      });
      collector.start();
      return { process, collector };
    }

    it('add up exactly, tell each tick once, and lose nothing that was done when one is killed', async () => {
      const all = [await count(0), await count(5 * MINUTE), await count(-5 * MINUTE)];
      const random = createSeededRandom(1);
      const added = [0, 0, 0];
      const done = [0, 0, 0];
      for (let step = 0; step < 60; step += 1) {
        for (const [index, { collector }] of all.entries()) {
          if (index === 2 && step >= 30) continue;
          for (let event = Math.floor(random() * 4); event > 0; event -= 1) {
            added[index] = (added[index] ?? 0) + 1;
            add(collector, 'all', `of ${index}`).then(
              () => (done[index] = (done[index] ?? 0) + 1),
              () => undefined,
            );
          }
        }
        if (step === 30) await all[2]?.process.kill();
        if (step % 4 === 3) await bench.pass(500);
      }
      await bench.pass(1000);
      const [first = 0, second = 0, third = 0] = added;
      assert.deepEqual(done.slice(0, 2), [first, second]);
      bench.clock.advance(HOUR);
      await bench.pass(20_000);

      const counts = new Map(told);
      assert.equal(told.length, counts.size);
      assert.deepEqual([counts.get('of 0'), counts.get('of 1')], [first, second]);
      const killed = counts.get('of 2') ?? 0;
      assert.ok(killed >= (done[2] ?? 0) && killed <= third, `${killed} of ${third}`);
      assert.equal(counts.get('all'), first + second + killed);
      const queue = all[0]?.process.store.queue(QUEUE);
      assert.equal(await queue?.waiting(), told.length);
    });

    if (!isLong) return;
    it('hold a hundred thousand indicators within a limit', async () => {
      const all = [await count(0, 10_000, 4), await count(5 * MINUTE, 10_000, 4)];
      const random = createSeededRandom(1);
      for (let step = 0; step < 100; step += 1) {
        const written = all.map(async ({ collector }, index) => {
          const names = Array.from({ length: 500 }, (_, each) => `n${index} ${step} ${each}`);
          await add(collector, ...names);
          for (let event = 0; event < 4; event += 1) await add(collector, `top ${event}`);
          if (random() < 0.9) await add(collector, 'top 0', 'top 1');
        });
        await Promise.all(written);
      }
      const { indicators } = all[0]?.collector.state() ?? { indicators: 0 };
      assert.ok(indicators > 7000 && indicators <= 10_000, `${indicators}`);
      bench.clock.advance(HOUR);
      await bench.pass(5000);
      assert.deepEqual(told.map(([value]) => value).toSorted(), [
        'top 0',
        'top 1',
        'top 2',
        'top 3',
      ]);
    }).timeout(300_000);
  });
}
