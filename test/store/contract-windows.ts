import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { SharedCount, SharedState, SharedWindows } from '../../src/store/shared';
import { createSeededRandom } from '../support/seeded-random';
import { createSharedWindows } from '../support/shared-windows';
import type { SharedBench, SetUpShared } from './contract-shared-bench';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const MOST = 1000;

/** What every shared store has to do with windows; `seeds`: how many random histories are tried. */
export function describeSharedWindows(way: string, setUp: SetUpShared, seeds: number): void {
  describe(`windows that several share, on ${way}`, () => {
    let bench: SharedBench;
    const openWindows = async (host?: number): Promise<SharedWindows> => {
      const process = await bench.open(
        'test',
        host === undefined ? undefined : bench.hostClock(host),
      );
      return process.store.shared.windows;
    };

    beforeEach(async () => {
      bench = await setUp();
    });

    afterEach(() => bench.close());

    for (let seed = 1; seed <= seeds; seed += 1) {
      it(`count, tell and forget as one that keeps every event (${seed})`, async () => {
        await compare(bench, seed, [await openWindows(), await openWindows(5 * MINUTE)]);
      }).timeout(60_000);
    }

    it('count what is sent twice once', async () => {
      const windows = await openWindows();
      await windows.open('w', HOUR, 0);
      await windows.count('w', 'one', 1, countOf(bench, 'a'));
      await windows.count('w', 'one', 1, countOf(bench, 'a'));
      await windows.count('w', 'other', 1, countOf(bench, 'a'));
      assert.deepEqual(await namesIn(windows), [['a', 2]]);
    });

    it('tell a tick once, whoever tries', async () => {
      const all = [await openWindows(), await openWindows(), await openWindows()];
      for (const windows of all) await windows.open('w', HOUR, HOUR);
      await all[0]?.count('w', 'one', 1, countOf(bench, 'a', 'b'));
      await pass(bench, HOUR + 1000);
      const due = await Promise.all(all.map((windows) => windows.due('w', 0)));
      const told = await Promise.all(
        all.map(async (windows, at) => {
          const tick = due[at];
          return tick && (await windows.tell('w', tick, 'queue', [Buffer.from(`${at}`)]));
        }),
      );
      assert.equal(told.filter((ids) => ids?.length === 1).length, 1);
      assert.equal(await all[1]?.due('w', 0), undefined);
    });

    it('tell what is much in parts, which another goes on with', async () => {
      const one = await openWindows();
      const other = await openWindows();
      await one.open('w', HOUR, HOUR);
      const names = Array.from({ length: 1500 }, (_, each) => `n${each}`);
      await one.count('w', 'one', 1, { ...countOf(bench, ...names.slice(0, 900)), most: 2000 });
      await one.count('w', 'one', 2, { ...countOf(bench, ...names.slice(900)), most: 2000 });
      await pass(bench, HOUR);
      const first = await one.due('w', 0);
      assert.ok(first);
      await one.tell('w', first, 'queue', []);
      // What comes while it is told belongs to the next one.
      await other.count('w', 'other', 1, { ...countOf(bench, 'late'), most: 2000 });
      const second = await other.due('w', 0);
      assert.ok(second);
      assert.equal(await one.tell('w', first, 'queue', []), undefined);
      await other.tell('w', second, 'queue', []);
      assert.deepEqual([first.told, second.told, second.total], [0, first.top.length, 1500]);
      assert.deepEqual(
        [...first.top, ...second.top].map(({ value }) => value),
        names,
      );
      assert.equal(await one.due('w', 0), undefined);
    });

    it('tell a tick that all have missed once, and what came since at the next one', async () => {
      const windows = await openWindows();
      await windows.open('w', 24 * HOUR, HOUR);
      await windows.count('w', 'one', 1, countOf(bench, 'a'));
      await pass(bench, 30 * HOUR);
      await windows.count('w', 'one', 2, countOf(bench, 'since'));
      const missed = await windows.due('w', 0);
      assert.deepEqual(
        missed?.top.map(({ value }) => value),
        ['a'],
      );
      assert.ok(missed);
      await windows.tell('w', missed, 'queue', []);
      assert.equal(await windows.due('w', 0), undefined);
      const { due } = await windows.look('w');
      assert.ok(due > timeOf(bench.clock) && due <= timeOf(bench.clock) + HOUR);
    });

    it('hold no more than they may, and say what may be counted short', async () => {
      const windows = await openWindows();
      await windows.open('w', HOUR, 0);
      const random = createSeededRandom(1);
      const truth = new Map<string, number>();
      for (let number = 1; number <= 60; number += 1) {
        const names = Array.from({ length: 40 }, () => `n${Math.floor(300 * random() ** 4)}`);
        for (const name of new Set(names)) truth.set(name, (truth.get(name) ?? 0) + 1);
        await windows.count('w', 'one', number, { ...countOf(bench, ...new Set(names)), most: 50 });
      }
      const top = await windows.top('w', 0);
      assert.ok(top.length > 30 && top.length <= 50, `${top.length}`);
      assert.equal((await windows.look('w')).indicators, top.length);
      for (const { value, count, error } of top) {
        const real = truth.get(value) ?? 0;
        assert.ok(count >= real && count - error <= real, `${value}: ${count}, ${error}, ${real}`);
      }
      const lost = Math.max(...top.map(({ error }) => error));
      const frequent = [...truth.keys()].filter((name) => (truth.get(name) ?? 0) > lost);
      const there = new Set(top.map(({ value }) => value));
      assert.ok(frequent.length >= 3, `${frequent.length}`);
      assert.deepEqual(
        frequent.filter((name) => !there.has(name)),
        [],
      );
    });

    it('take any text for a key, a value and a sample', async () => {
      const windows = await openWindows();
      await windows.open('w', HOUR, 0);
      const texts = ['\0', '\uD800', "'\\", 'x'.repeat(100_000), '', 'ä😀'];
      const indicators = texts.map((text) => ({
        key: `url:${text}`,
        value: text,
        sample: text,
        count: 1,
      }));
      const seen = bench.clock.elapsed();
      await windows.count('w', 'one', 1, { seen, events: 1, indicators, most: MOST });
      const found = await windows.top('w', 0);
      assert.deepEqual(
        found.map(({ key, value, sample, count }) => ({ key, value, sample, count })),
        indicators,
      );
    });

    it('forget what is not wanted any more, and all when they are emptied', async () => {
      const windows = await openWindows();
      await windows.open('w', HOUR, 0);
      const names = Array.from({ length: 450 }, (_, each) => `n${each}`);
      await windows.count('w', 'one', 1, countOf(bench, ...names));
      await windows.sift('w', (_key, value) => value.endsWith('7'));
      assert.equal((await windows.top('w', 0)).length, 45);
      assert.equal((await windows.look('w')).indicators, 45);
      await windows.clear('w');
      const { indicators, events } = await windows.look('w');
      assert.deepEqual([indicators, events], [0, 0]);
    });

    it('begin again where nobody has counted for weeks and somebody opened another one', async () => {
      const windows = await openWindows();
      await windows.open('w', HOUR, 0);
      await pass(bench, 30 * 24 * HOUR);
      await (await openWindows()).open('another', HOUR, 0);
      const { events } = await windows.count('w', 'one', 1, countOf(bench, 'a'));
      assert.equal(events, 1);
    });
  });
}

function countOf({ clock }: SharedBench, ...names: string[]): SharedCount {
  const indicators = names.map((name) => ({
    key: `domain:${name}`,
    value: name,
    sample: `about ${name}`,
    count: 1,
  }));
  return { seen: timeOf(clock), events: 1, indicators, most: MOST };
}

/** Lets time pass in one step: who would have given signs of life in it has not. */
async function pass(bench: SharedBench, milliseconds: number): Promise<void> {
  bench.clock.advance(milliseconds);
  await bench.pass(500);
}

/** The store's time. */
function timeOf(clock: SharedBench['clock']): number {
  return clock.now();
}

async function namesIn(windows: SharedWindows): Promise<(readonly [string, number])[]> {
  return (await windows.top('w', 0)).map(({ value, count }) => [value, count] as const);
}

/** Does the same to a window of the store and to one in memory, and finds the same in both. */
async function compare(
  bench: SharedBench,
  seed: number,
  processes: readonly SharedWindows[],
): Promise<void> {
  const random = createSeededRandom(seed);
  const upTo = (most: number): number => Math.floor(random() * most);
  const model = createSharedWindows({ elapsed: () => timeOf(bench.clock), put: () => 'work' });
  const numbers = processes.map(() => 0);
  const both = async <Result>(
    act: (windows: SharedWindows) => Promise<Result>,
  ): Promise<[Result, Result]> => {
    const process = processes[upTo(processes.length)] ?? model;
    return [await act(process), await act(model)];
  };
  const same = async (act: (windows: SharedWindows) => Promise<unknown>): Promise<void> => {
    const [real, expected] = await both(act);
    assert.deepEqual(real, expected);
  };

  await same((windows) => windows.open('w', HOUR, 20 * MINUTE));
  for (let step = 0; step < 150; step += 1) {
    const choice = random();
    if (choice < 0.6) await countSome();
    else if (choice < 0.8) await bench.pass(upTo(500));
    else if (choice < 0.9) bench.clock.advance(upTo(10 * MINUTE));
    else if (choice < 0.92) bench.clock.advance(upTo(90 * MINUTE));
    else if (choice < 0.97) await lookAt(upTo(12));
    else if (choice < 0.98) await same(reopen(upTo(2), upTo(2)));
    else if (choice < 0.985) await same((windows) => windows.clear('w'));
    await same((windows) => windows.look('w'));
    if (random() < 0.3) await tellDue();
  }

  async function lookAt(most: number): Promise<void> {
    await same(async (windows) => topOf(await windows.top('w', most)));
  }

  async function countSome(): Promise<void> {
    const writer = upTo(numbers.length);
    const number = (numbers[writer] ?? 0) + 1;
    numbers[writer] = number;
    const names = Array.from({ length: 1 + upTo(5) }, () => `n${Math.floor(20 * random() ** 2)}`);
    const counted = countOf(bench, ...new Set(names));
    const seen = counted.seen - (random() < 0.2 ? upTo(3000) : 0);
    const times = 1 + upTo(3);
    const indicators = counted.indicators.map((each) => ({ ...each, count: times }));
    const some = { ...counted, seen, events: times, indicators };
    await same((windows): Promise<SharedState> => windows.count('w', `${writer}`, number, some));
  }

  async function tellDue(): Promise<void> {
    const [real, expected] = await both(async (windows) => {
      const tick = await windows.due('w', 5);
      if (tick) await windows.tell('w', tick, 'queue', []);
      return tick && { ...tick, top: topOf(tick.top) };
    });
    assert.deepEqual(real, expected);
  }
}

function reopen(length: number, every: number): (windows: SharedWindows) => Promise<SharedState> {
  return (windows) => windows.open('w', (1 + length) * HOUR, (1 + every) * 20 * MINUTE);
}

/** All but the ids, which are the store's. */
function topOf(top: readonly { readonly id: number }[]): object[] {
  return top.map(({ id: _id, ...told }) => told);
}
