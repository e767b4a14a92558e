import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Counted, FoundIndicator } from '../../src/window/window';
import type { Collector } from '../../src/window/collector';
import { openCollector } from '../../src/window/open-collector';
import { StoreError } from '../../src/store/errors';
import { createMemoryStore } from '../../src/store/memory/memory';
import { createSeededRandom } from '../support/seeded-random';
import { createFakeClock, type FakeClock } from '../support/fake-clock';

export const HOUR = 3_600_000;
export const MINUTE = 60_000;

/** How one life of a window differs from an hour with a tick at its end, and all told. */
export interface Life {
  readonly isWanted?: (found: FoundIndicator) => boolean;
  readonly length?: number;
  /** 0: no tick. */
  readonly every?: number;
  readonly limit?: number;
  readonly maxDistinct?: number;
}

/** A window whose lives follow each other over one store. */
interface Bench {
  readonly clock: FakeClock;
  /** What was sent: name and count of each, one entry a time. */
  readonly sent: Record<string, number>[];
  /** All that was sent last. */
  readonly last: () => readonly Counted[];
  /** Bytes of each write, in their order. */
  readonly writes: readonly number[];
  /** Bytes of all that is kept. */
  readonly kept: () => number;
  /** Lets the next `times` writes fail. */
  readonly failWrites: (times: number) => void;
  /** Lets only a spare have what is written under the keys of which this is true. */
  readonly loseWrites: (isLost: (key: string) => boolean) => void;
  /** Takes away what is kept under a key, as a broken disk does. */
  readonly loseKept: (key: string) => Promise<void>;
  readonly live: (life?: Life) => Promise<Collector>;
  /** Ends a life as a crash does: no timer of it rings any more. */
  readonly crash: () => void;
  /** Lets what was begun go on as far as it can: here nothing is left to do. */
  readonly settled: () => Promise<void>;
}

const lostNone = (): boolean => false;

export function createWindowBench(): Bench {
  const clock = createFakeClock();
  const { values } = createMemoryStore(clock, { maximumBytes: 2 ** 30 });
  const sent: Record<string, number>[] = [];
  const writes: number[] = [];
  const sizes = new Map<string, number>();
  let last: readonly Counted[] = [];
  const spare = new Map<string, Uint8Array>();
  const random = createSeededRandom(1);
  let failures = 0;
  let isLost: (key: string) => boolean = lostNone;
  let life = 0;

  async function set(key: string, value: Uint8Array, lifetime: number): Promise<boolean> {
    await nextTurn();
    if (failures > 0) {
      failures -= 1;
      throw new StoreError('The store is broken.');
    }
    writes.push(value.byteLength);
    if (isLost(key)) {
      spare.set(key, value);
      return false;
    }
    spare.delete(key);
    sizes.set(key, lifetime > 0 ? value.byteLength : 0);
    return await values.set(key, value, lifetime);
  }

  return {
    clock,
    sent,
    last: () => last,
    writes,
    kept: () => [...sizes.values()].reduce((sum, size) => sum + size, 0),
    failWrites: (times) => void (failures = times),
    loseWrites: (which) => void (isLost = which),
    async loseKept(key) {
      assert.ok(await values.get(key), key);
      await values.set(key, new Uint8Array(0), 0);
    },
    async live({ length = HOUR, every = HOUR, limit = 0, maxDistinct = 1000 } = {}) {
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
        values: {
          get: async (key) => spare.get(key) ?? (await values.get(key)),
          set,
          remove: (key) => values.remove(key),
        },
        name: 'node',
        length,
        ...(every > 0 && { every }),
        limit,
        maxDistinct,
        random,
        send(counted) {
          last = counted;
          sent.push(Object.fromEntries(counted.map(({ value, count }) => [value, count])));
          return undefined;
        },
        fail: (error) => assert.fail(String(error)),
      });
      collector.start();
      return collector;
    },
    crash() {
      life += 1;
      spare.clear();
    },
    settled: () => Promise.resolve(),
  };
}

/** Counts an event in which all of `names` are found, and that says `about` and them. */
export async function add(collector: Collector, ...names: string[]): Promise<void> {
  const found = names.map((name) => ({ key: `domain:${name}`, value: name }));
  await collector.add(found, () => `about ${names.join()}`);
}
