import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Collector } from '../../../src/window/collector';
import { openCollector } from '../../../src/window/open-collector';
import type { Counted } from '../../../src/window/window';
import type { StoreError } from '../../../src/store/errors';
import type { Leases, SharedWindows } from '../../../src/store/shared';
import { createMemoryStore } from '../../../src/store/memory/memory';
import { createFakeClock, type FakeClock } from '../../support/fake-clock';
import { createSharedWindows } from '../../support/shared-windows';
import { HOUR, type Life } from '../window-bench';

/** Several processes that count in one window in memory. */
interface SharedBench {
  readonly clock: FakeClock;
  /** What was sent by whomever: name and count of each, one entry a time. */
  readonly sent: Record<string, number>[];
  readonly last: () => readonly Counted[];
  /** What was put into the queue and not sent on. */
  readonly waiting: () => readonly string[];
  /** How many statements were asked of the store. */
  readonly statements: () => number;
  /** Begins another process. */
  readonly live: (life?: Life) => Promise<Collector>;
  /** Ends all processes as a crash does: none of their timers rings any more. */
  readonly crash: () => void;
  /** The store is away from now on, or there again. */
  readonly setAway: (error: StoreError | undefined) => void;
  /** Lets all that was begun go on as far as it can. */
  readonly settled: () => Promise<void>;
}

/** Timers as short as these, in milliseconds, ring in the next turn. */
const SHORT = 100;

export function createSharedBench(): SharedBench {
  const clock = createFakeClock();
  const begin = clock.now() - clock.elapsed();
  const sent: Record<string, number>[] = [];
  const queue = new Map<string, Uint8Array>();
  const windows = createSharedWindows({
    elapsed: () => clock.elapsed(),
    put(_queue, payload) {
      const id = `work ${queue.size}`;
      queue.set(id, payload);
      return id;
    },
  });
  const leases = createLeases();
  let last: readonly Counted[] = [];
  let away: StoreError | undefined;
  let goOn: (() => void)[] = [];
  let statements = 0;
  let life = 0;

  const there = async (): Promise<void> => {
    statements += 1;
    await nextTurn();
    while (away) await new Promise<void>((resolve) => goOn.push(resolve));
  };
  const reachable: SharedWindows = {
    open: (...args) => there().then(() => windows.open(...args)),
    count: (...args) => there().then(() => windows.count(...args)),
    top: (...args) => there().then(() => windows.top(...args)),
    look: (...args) => there().then(() => windows.look(...args)),
    due: (...args) => there().then(() => windows.due(...args)),
    tell: (...args) => there().then(() => windows.tell(...args)),
    sift: (...args) => there().then(() => windows.sift(...args)),
    clear: (...args) => there().then(() => windows.clear(...args)),
  };

  function note(counted: readonly Counted[]): void {
    last = counted;
    sent.push(Object.fromEntries(counted.map(({ value, count }) => [value, count])));
  }

  return {
    clock,
    sent,
    last: () => last,
    waiting: () => [...queue.values()].map((payload) => Buffer.from(payload).toString()),
    statements: () => statements,
    async live({ length = HOUR, every = HOUR, limit = 0, maxDistinct = 1000, isWanted } = {}) {
      const own = life;
      const collector = await openCollector({
        clock: {
          ...clock,
          after(milliseconds, callback) {
            const ring = (): void => {
              if (own === life) callback();
            };
            if (milliseconds > SHORT) return clock.after(milliseconds, ring);
            const timer = setImmediate(ring);
            return () => clearImmediate(timer);
          },
        },
        values: createMemoryStore(clock).values,
        name: 'node',
        length,
        ...(every > 0 && { every }),
        limit,
        maxDistinct,
        ...(isWanted && { isWanted }),
        random: () => 0.5,
        send(counted) {
          note(counted);
          return undefined;
        },
        fail: (error) => assert.fail(String(error)),
        sharing: {
          shared: { windows: reachable, leases, away: () => away },
          store: { elapsed: () => clock.elapsed(), now: () => begin + clock.elapsed() },
          queue: 'collected node',
          async sendTick({ counted }, write) {
            const ids = await write(counted.map(({ value }) => Buffer.from(value)));
            if (!ids || own !== life) return ids !== undefined;
            for (const id of ids) queue.delete(id);
            if (counted.length > 0) note(counted);
            return true;
          },
        },
      });
      collector.start();
      return collector;
    },
    crash() {
      life += 1;
      leases.endAll();
    },
    setAway(error) {
      away = error;
      if (error) return;
      for (const each of goOn) each();
      goOn = [];
    },
    settled: () => turns(50),
  };
}

/** Leases of one state; all are over with `endAll`. */
function createLeases(): Leases & { endAll: () => void } {
  const taken = new Set<string>();
  return {
    async take(name) {
      await nextTurn();
      if (taken.has(name)) return undefined;
      taken.add(name);
      return {
        holds: () => taken.has(name),
        async end() {
          await nextTurn();
          taken.delete(name);
        },
      };
    },
    endAll: () => taken.clear(),
  };
}

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await nextTurn();
}
