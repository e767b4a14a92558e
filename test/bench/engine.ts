import path from 'node:path';
import { openAccount } from '../../nodes/account/open-account';
import { systemClock } from '../../src/clock';
import { identify } from '../../src/indicator/identify';
import { createMemoryStore } from '../../src/store/memory/memory';
import { createResilientStore } from '../../src/store/resilient/resilient';
import { openSqliteStore } from '../../src/store/sqlite/sqlite';
import type { Verdict } from '../../src/verdict/verdict';
import type { Lookups } from '../../src/lookup/lookup';
import { indicatorOf } from './reports';

/** The lookups of an account as its node makes them, without a Node-RED around it. */
export interface Engine {
  readonly lookups: Lookups<Verdict>;
  readonly file: string;
  /** Looks files up, `concurrency` at the same time, and resolves with the seconds that it took. */
  lookUp(from: number, count: number, concurrency: number): Promise<number>;
  close(): Promise<void>;
}

/** Opens an account that asks `url` and keeps its answers in a file of `folder`. */
export function openEngine(url: string, folder: string, name: string): Engine {
  const file = path.join(folder, name);
  const opened = openSqliteStore(file, systemClock).store;
  const store = createResilientStore(opened, createMemoryStore(systemClock), (error) => {
    throw error;
  });
  const { lookups } = openAccount(
    {
      api: 'v3',
      baseUrl: url,
      plan: 'custom',
      perMinute: 0,
      perDay: 0,
      perMonth: 0,
      concurrency: 50,
      queueLimit: 2000,
    },
    'bench-key',
    {
      clock: systemClock,
      random: Math.random,
      store,
      note: () => {},
      warn(sentence) {
        throw new Error(sentence);
      },
    },
  );
  return {
    lookups,
    file,
    lookUp: (from, count, concurrency) => lookUp(lookups, from, count, concurrency),
    async close() {
      await lookups.close();
      await store.close();
    },
  };
}

async function lookUp(
  lookups: Lookups<Verdict>,
  from: number,
  count: number,
  concurrency: number,
): Promise<number> {
  const indicators = Array.from({ length: count }, (_, each) => indicatorOf(from + each));
  const start = performance.now();
  let next = 0;
  async function lookUpInTurn(): Promise<void> {
    while (next < count) {
      const value = indicators[next];
      next += 1;
      await lookups.lookup(identify(value, 'auto'), false);
    }
  }
  await Promise.all(Array.from({ length: concurrency }, lookUpInTurn));
  return (performance.now() - start) / 1000;
}
