import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, it } from 'mocha';
import { createSharedBench } from './shared/shared-bench';
import { createSeededRandom } from '../support/seeded-random';
import { add, createWindowBench, HOUR, MINUTE } from './window-bench';

/** Lets what was begun be written. */
async function written(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await nextTurn();
}

for (const [where, createBench] of [
  ['in memory and the pages of a file', createWindowBench],
  ['in a store that several share', createSharedBench],
] as const) {
  describe(`a collector ${where}`, () => {
    it('sends at each tick, and nothing when there is nothing', async () => {
      const { clock, sent, live, settled } = createBench();
      const collector = await live();
      await add(collector, 'a', 'b');
      await add(collector, 'a');
      clock.advance(HOUR - 1);
      await settled();
      assert.deepEqual(sent, []);
      clock.advance(1);
      await settled();
      assert.deepEqual(sent, [{ a: 2, b: 1 }]);
      clock.advance(3 * HOUR);
      await settled();
      assert.equal(sent.length, 1);
    });

    it('has each event in one tick, also one that comes before the timer at the moment of the tick', async () => {
      const { clock, sent, live, settled } = createBench();
      const collector = await live();
      await add(collector, 'early');
      clock.set(clock.now() + HOUR);
      clock.advance(HOUR - 1);
      await settled();
      await add(collector, 'last');
      clock.advance(1);
      await settled();
      await add(collector, 'late');
      clock.advance(HOUR);
      await settled();
      assert.deepEqual(sent, [{ early: 1, last: 1 }, { late: 1 }]);
    });

    it('sends when told, and keeps window and schedule', async () => {
      const { clock, sent, live, settled } = createBench();
      const collector = await live();
      await add(collector, 'a');
      clock.advance(10);
      await settled();
      await collector.flush();
      clock.advance(HOUR - 10);
      await settled();
      assert.deepEqual(sent, [{ a: 1 }, { a: 1 }]);
    });

    it('sends very many as they were when it was told to, one telling after the other', async () => {
      const { sent, last, clock, live } = createBench();
      const collector = await live({ maxDistinct: 5000 });
      const many = Array.from({ length: 3000 }, (_, each) => `n${each}`);
      await add(collector, ...many);
      const told = clock.now();
      const all = collector.flush();
      const emptied = collector.reset();
      clock.advance(10);
      const counted = add(collector, 'late');
      await Promise.all([all, emptied, counted, collector.flush()]);
      await collector.close();
      assert.deepEqual(
        sent.map((each) => Object.keys(each)),
        [many, ['late']],
      );
      assert.equal(last()[0]?.first, told + 10);
    });

    it('has no tick of its own when it sends only when told', async () => {
      const { clock, sent, live, settled } = createBench();
      const collector = await live({ every: 0 });
      await add(collector, 'a');
      clock.advance(HOUR);
      await settled();
      assert.deepEqual(sent, []);
      assert.equal(collector.state().next, undefined);
      await collector.flush();
      assert.deepEqual(sent, [{ a: 1 }]);
    });

    it('has missed no tick where there was none before', async () => {
      const { clock, sent, live, settled } = createBench();
      const collector = await live({ every: 0 });
      await add(collector, 'a');
      clock.advance(30 * MINUTE);
      await settled();
      await collector.close();
      clock.advance(25 * MINUTE);
      await settled();
      const next = await live({ every: 20 * MINUTE });
      await settled();
      assert.deepEqual(sent, []);
      assert.equal(next.state().next, clock.now() + 20 * MINUTE);
    });

    it('sends at once what is due since the ticks come faster', async () => {
      const { clock, sent, live, settled } = createBench();
      const collector = await live();
      await add(collector, 'a');
      clock.advance(50 * MINUTE);
      await settled();
      await collector.close();
      const next = await live({ every: 20 * MINUTE });
      await settled();
      assert.deepEqual(sent, [{ a: 1 }]);
      assert.equal(next.state().next, clock.now() + 10 * MINUTE);
    });

    it('is empty after a reset, also in its next life', async () => {
      const { crash, live } = createBench();
      const collector = await live();
      await add(collector, 'a');
      await collector.reset();
      assert.deepEqual(collector.state().indicators, 0);
      await add(collector, 'b');
      crash();
      const { indicators, events } = (await live()).state();
      assert.deepEqual([indicators, events], [1, 1]);
    });

    it('goes on where a crash cut it off: counts, times and the next tick', async () => {
      const { clock, sent, crash, live, settled } = createBench();
      const collector = await live();
      for (let minute = 0; minute < 59; minute += 1) {
        await add(collector, 'a', `b${minute}`);
        clock.advance(MINUTE);
        await settled();
      }
      crash();
      const next = await live();
      await settled();
      assert.equal(next.state().events, 59);
      await add(next, 'a');
      clock.advance(MINUTE - 1);
      await settled();
      assert.deepEqual(sent, []);
      clock.advance(1);
      await settled();
      assert.equal(sent.length, 1);
      assert.equal(sent[0]?.['a'], 60);
      assert.equal(Object.keys(sent[0] ?? {}).length, 60);
    });

    it('makes up for a tick that it missed, once, with all that belongs to it', async () => {
      const { clock, sent, crash, live, settled } = createBench();
      await add(await live(), 'a');
      crash();
      clock.advance(30 * HOUR + MINUTE);
      await settled();
      const next = await live();
      await settled();
      assert.deepEqual(sent, [{ a: 1 }]);
      assert.equal(next.state().events, 0);
      assert.equal(next.state().next, clock.now() + HOUR - MINUTE);
    });

    it('does not repeat a tick after it was closed', async () => {
      const { clock, sent, live, settled } = createBench();
      const collector = await live();
      await add(collector, 'a');
      clock.advance(HOUR);
      await settled();
      await collector.close();
      await live();
      await settled();
      assert.equal(sent.length, 1);
    });

    for (const [length, kept] of [
      [10 * MINUTE, 1],
      [HOUR, 2],
      [24 * HOUR, 2],
    ] as const) {
      it(`keeps what fits when the window becomes ${length / MINUTE} minutes long`, async () => {
        const { clock, live, settled } = createBench();
        const collector = await live();
        await add(collector, 'old');
        clock.advance(50 * MINUTE);
        await settled();
        await add(collector, 'new');
        await collector.close();
        const next = await live({ length });
        await settled();
        assert.equal(next.state().events, kept);
        await add(next, 'new');
        assert.equal(next.state().indicators, kept);
        await next.flush();
        assert.equal(next.state().events, kept + 1);
      });
    }

    for (const jump of [-5 * HOUR, 5 * HOUR]) {
      it(`is not moved by a clock that is set by ${jump / HOUR} hours`, async () => {
        const { clock, sent, crash, live, settled } = createBench();
        const collector = await live();
        await add(collector, 'a');
        clock.advance(10 * MINUTE);
        await settled();
        clock.set(clock.now() + jump);
        await add(collector, 'a');
        crash();
        const next = await live();
        await settled();
        assert.equal(next.state().events, 2);
        clock.advance(50 * MINUTE - 1);
        await settled();
        assert.deepEqual(sent, []);
        clock.advance(1);
        await settled();
        assert.deepEqual(sent, [{ a: 2 }]);
      });
    }

    for (const seed of [1, 2, 3, 4]) {
      it(`counts the same with crashes as without (${seed})`, async () => {
        const random = createSeededRandom(seed);
        const bench = createBench();
        const sound = createBench();
        let collector = await bench.live({ every: 0 });
        const witness = await sound.live({ every: 0 });
        for (let event = 0; event < 1500; event += 1) {
          const wait = Math.floor(random() * 10_000);
          bench.clock.advance(wait);
          sound.clock.advance(wait);
          const name = `n${Math.floor(random() * 300)}`;
          const both = [add(collector, name), add(witness, name)];
          if (random() < 0.5) await Promise.all(both);
          if (random() < 0.01) {
            await Promise.all(both);
            bench.crash();
            collector = await bench.live({ every: 0 });
          }
        }
        await collector.flush();
        await witness.flush();
        assert.deepEqual(bench.sent, sound.sent);
        assert.ok(Object.keys(bench.sent[0] ?? {}).length > 100);
      });
    }
  });
}

describe('a collector of a file', () => {
  it('repeats a tick that was sent just before a crash, and no other', async () => {
    const { clock, sent, crash, live } = createWindowBench();
    await add(await live(), 'a');
    clock.advance(HOUR);
    crash();
    await live();
    assert.deepEqual(sent, [{ a: 1 }, { a: 1 }]);
    clock.advance(100);
    await written();
    crash();
    await live();
    assert.equal(sent.length, 2);
  });
});
