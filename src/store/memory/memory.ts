import { LRUCache } from 'lru-cache';
import type { Clock } from '../../clock';
import { createSteadyClock } from '../../steady-clock';
import { createMemoryClaims, type MemoryClaims } from './claims';
import { createMemoryQueue, type MemoryQueue } from './queue';
import { createMemoryQuotas } from './quotas';
import type { KnownQuotas } from '../rules/used-quotas';
import { createRun, type Run } from './run';
import type { LoneStore } from '../kinds';
import type { Values } from '../store';

/** How much a memory store may hold. */
export interface MemoryStoreOptions {
  /** Bytes that all values may take together; the least recently used go first. */
  readonly maximumBytes?: number;
  /** It stands in for another store and goes with whoever opened it. */
  readonly isPassing?: boolean;
  /** What is known of quotas already. */
  readonly quotas?: KnownQuotas;
}

/** A store in memory, which may stand in for another one. */
export interface MemoryStore extends LoneStore {
  claims(name: string): MemoryClaims;
}

/** About what an entry takes besides its key and its bytes. */
const ENTRY_BYTES = 200;

/**
 * A store that lasts as long as the process. Values stay within `maximumBytes` (32 MiB), claims
 * and attempts go when they are over, of each name at most 200,000 claims are known, and of dead
 * letters the newest thousand are kept.
 */
export function createMemoryStore(
  clock: Clock,
  { maximumBytes = 32 * 1024 * 1024, isPassing = false, quotas = {} }: MemoryStoreOptions = {},
): MemoryStore {
  const time = createSteadyClock(clock, quotas.used?.mark);
  const queues = new Map<string, MemoryQueue>();
  const books = new Map<string, MemoryClaims>();
  const { run, close } = createRun();
  let lastNumber = 0;

  function queueOf(name: string): MemoryQueue {
    const known = queues.get(name);
    if (known) return known;
    const queue = createMemoryQueue(run, time, () => (lastNumber += 1), queueOf, isPassing);
    queues.set(name, queue);
    return queue;
  }

  return {
    durable: false,
    values: createMemoryValues(run, time, maximumBytes),
    quotas: createMemoryQuotas(run, time, quotas),
    claims(name) {
      const known = books.get(name);
      if (known) return known;
      const book = createMemoryClaims(run, time, queueOf);
      books.set(name, book);
      return book;
    },
    queue: queueOf,
    elapsed: () => time.elapsed(),
    now: () => time.now(),
    ready: () => Promise.resolve(),
    learnTime: (now) => void time.learn(now),
    close: async () => close(),
  };
}

function createMemoryValues(run: Run, time: Clock, maximumBytes: number): Values {
  const values = new LRUCache<string, { readonly value: Uint8Array; readonly ends: number }>({
    maxSize: maximumBytes,
    sizeCalculation: ({ value }, key) => value.byteLength + 2 * key.length + ENTRY_BYTES,
  });
  return {
    get: (key) =>
      run(() => {
        const entry = values.get(key);
        if (entry === undefined) return undefined;
        if (entry.ends > time.elapsed()) return new Uint8Array(entry.value);
        values.delete(key);
        return undefined;
      }),
    set: (key, value, lifetime) =>
      run(() => {
        values.set(key, { value: new Uint8Array(value), ends: time.elapsed() + lifetime });
        return true;
      }),
    remove: (key) => run(() => void values.delete(key)),
  };
}
