import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, it } from 'mocha';
import { openCollector, type Collector } from '../../src/alert/window-collector';
import { createMemoryStore } from '../../src/store/memory';
import type { Values } from '../../src/store/store';
import { createFakeClock, type FakeClock } from '../support/fake-clock';
import { createSeededRandom } from '../support/seeded-random';

const HOUR = 3_600_000;
const MINUTE = 60_000;

/** A window whose lives follow each other over one store. */
interface Bench {
  readonly clock: FakeClock;
  /** What was sent: name and count of each, one entry a time. */
  readonly sent: Record<string, number>[];
  readonly values: Values;
  readonly live: (options?: {
    length?: number;
    every?: number;
    limit?: number;
  }) => Promise<Collector>;
  /** Ends a life as a crash does: no timer of it rings any more. */
  readonly crash: () => void;
}

function setUp(): Bench {
  const clock = createFakeClock();
  const { values } = createMemoryStore(clock);
  const sent: Record<string, number>[] = [];
  let life = 0;
  return {
    clock,
    sent,
    values,
    async live({ length = HOUR, every = HOUR, limit = 0 } = {}) {
      life += 1;
      const own = life;
      const isOver = (): boolean => own !== life;
      const collector = await openCollector({
        clock: {
          ...clock,
          after: (milliseconds, callback) =>
            clock.after(milliseconds, () => {
              if (!isOver()) callback();
            }),
        },
        values,
        name: 'node',
        length,
        ...(every > 0 && { every }),
        limit,
        maxDistinct: 1000,
        send: (counted) =>
          sent.push(Object.fromEntries(counted.map(({ value, count }) => [value, count]))),
        fail: (error) => assert.fail(String(error)),
      });
      collector.start();
      return collector;
    },
    crash: () => void (life += 1),
  };
}

async function add(collector: Collector, ...names: string[]): Promise<void> {
  const found = names.map((name) => ({ key: `domain:${name}`, value: name }));
  await collector.add(found, () => `about ${names.join()}`);
}

/** Lets what was begun be written. */
async function written(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await nextTurn();
}

describe('a collector', () => {
  it('sends at each tick, and nothing when there is nothing', async () => {
    const { clock, sent, live } = setUp();
    const collector = await live();
    await add(collector, 'a', 'b');
    await add(collector, 'a');
    clock.advance(HOUR - 1);
    assert.deepEqual(sent, []);
    clock.advance(1);
    assert.deepEqual(sent, [{ a: 2, b: 1 }]);
    clock.advance(3 * HOUR);
    assert.equal(sent.length, 1);
  });

  it('has each event in one tick, also one that comes before the timer at the moment of the tick', async () => {
    const { clock, sent, live } = setUp();
    const collector = await live();
    await add(collector, 'early');
    clock.set(clock.now() + HOUR);
    clock.advance(HOUR - 1);
    await add(collector, 'last');
    clock.advance(1);
    await add(collector, 'late');
    clock.advance(HOUR);
    assert.deepEqual(sent, [{ early: 1, last: 1 }, { late: 1 }]);
  });

  it('sends when told, and keeps window and schedule', async () => {
    const { clock, sent, live } = setUp();
    const collector = await live();
    await add(collector, 'a');
    clock.advance(10);
    collector.flush();
    clock.advance(HOUR - 10);
    assert.deepEqual(sent, [{ a: 1 }, { a: 1 }]);
  });

  it('has no tick of its own when it sends only when told', async () => {
    const { clock, sent, live } = setUp();
    const collector = await live({ every: 0 });
    await add(collector, 'a');
    clock.advance(HOUR);
    assert.deepEqual(sent, []);
    assert.equal(collector.state().next, undefined);
    collector.flush();
    assert.deepEqual(sent, [{ a: 1 }]);
  });

  it('is empty after a reset, also in its next life', async () => {
    const { crash, live } = setUp();
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
    const { clock, sent, crash, live } = setUp();
    const collector = await live();
    for (let minute = 0; minute < 59; minute += 1) {
      await add(collector, 'a', `b${minute}`);
      clock.advance(MINUTE);
    }
    crash();
    const next = await live();
    assert.equal(next.state().events, 59);
    await add(next, 'a');
    clock.advance(MINUTE - 1);
    assert.deepEqual(sent, []);
    clock.advance(1);
    assert.equal(sent.length, 1);
    assert.equal(sent[0]?.['a'], 60);
    assert.equal(Object.keys(sent[0] ?? {}).length, 60);
  });

  it('makes up for a tick that it missed, once, with all that belongs to it', async () => {
    const { clock, sent, crash, live } = setUp();
    await add(await live(), 'a');
    crash();
    clock.advance(30 * HOUR + MINUTE);
    const next = await live();
    assert.deepEqual(sent, [{ a: 1 }]);
    assert.equal(next.state().events, 0);
    assert.equal(next.state().next, clock.now() + HOUR - MINUTE);
  });

  it('repeats a tick that was sent just before a crash, and no other', async () => {
    const { clock, sent, crash, live } = setUp();
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

  it('does not repeat a tick after it was closed', async () => {
    const { clock, sent, live } = setUp();
    const collector = await live();
    await add(collector, 'a');
    clock.advance(HOUR);
    await collector.close();
    await live();
    assert.equal(sent.length, 1);
  });

  for (const [length, kept] of [
    [10 * MINUTE, 1],
    [HOUR, 2],
    [24 * HOUR, 2],
  ] as const) {
    it(`keeps what fits when the window becomes ${length / MINUTE} minutes long`, async () => {
      const { clock, live } = setUp();
      const collector = await live();
      await add(collector, 'old');
      clock.advance(50 * MINUTE);
      await add(collector, 'new');
      await collector.close();
      const next = await live({ length });
      assert.equal(next.state().events, kept);
      await add(next, 'new');
      assert.equal(next.state().indicators, kept);
      next.flush();
      assert.equal(next.state().events, kept + 1);
    });
  }

  for (const jump of [-5 * HOUR, 5 * HOUR]) {
    it(`is not moved by a clock that is set by ${jump / HOUR} hours`, async () => {
      const { clock, sent, crash, live } = setUp();
      const collector = await live();
      await add(collector, 'a');
      clock.advance(10 * MINUTE);
      clock.set(clock.now() + jump);
      await add(collector, 'a');
      crash();
      const next = await live();
      assert.equal(next.state().events, 2);
      clock.advance(50 * MINUTE - 1);
      assert.deepEqual(sent, []);
      clock.advance(1);
      assert.deepEqual(sent, [{ a: 2 }]);
    });
  }

  for (const seed of [1, 2, 3, 4]) {
    it(`counts the same with crashes as without (${seed})`, async () => {
      const random = createSeededRandom(seed);
      const bench = setUp();
      const sound = setUp();
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
      collector.flush();
      witness.flush();
      assert.deepEqual(bench.sent, sound.sent);
      assert.ok(Object.keys(bench.sent[0] ?? {}).length > 100);
    });
  }

  it('writes no more for an event when many came before', async () => {
    const { clock, values, live } = setUp();
    const collector = await live({ every: 0 });
    const bytes: number[] = [];
    const set: Values['set'] = (...parts) => original.set(...parts);
    const original = { ...values };
    Object.assign(values, {
      set: (key: string, value: Uint8Array, lifetime: number) => {
        bytes.push(value.byteLength);
        return set(key, value, lifetime);
      },
    });
    for (let event = 0; event < 5000; event += 1) {
      await add(collector, `n${event % 2500}`);
    }
    clock.advance(1);
    const total = (from: number, to: number): number =>
      bytes.slice(from, to).reduce((sum, each) => sum + each, 0);
    assert.ok(Math.max(...bytes.slice(0, 2400)) < 8192);
    assert.ok(total(4000, 5000) < 2 * total(500, 1500));
  });
});
