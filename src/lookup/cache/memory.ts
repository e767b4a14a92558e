import { LRUCache } from 'lru-cache';
import type { Clock } from '../../clock';

/** Holds values for a time, within a number of bytes; the least recently used go first. */
export interface Cache<Value> {
  get(key: string): Value | undefined;
  /** Keeps `value`, which takes about `bytes`, for `lifetime` milliseconds; 0 keeps nothing. */
  set(key: string, value: Value, lifetime: number, bytes: number): void;
  delete(key: string): void;
}

interface Entry<Value> {
  readonly value: Value;
  readonly keptAt: number;
  readonly lifetime: number;
}

/** A cache in memory of at most `maximumBytes`. A value larger than a quarter of it is not kept. */
export function createCache<Value>(maximumBytes: number, clock: Clock): Cache<Value> {
  const entries = new LRUCache<string, Entry<Value>>({
    maxSize: maximumBytes,
    maxEntrySize: Math.ceil(maximumBytes / 4),
  });
  return {
    get(key) {
      const entry = entries.get(key);
      if (entry === undefined) return undefined;
      // Either way of the clock, so that one set back does not keep it for longer.
      if (Math.abs(clock.now() - entry.keptAt) < entry.lifetime) return entry.value;
      entries.delete(key);
      return undefined;
    },
    delete: (key) => void entries.delete(key),
    set(key, value, lifetime, bytes) {
      if (lifetime <= 0) return;
      const size = Math.max(1, Math.ceil(bytes));
      entries.set(key, { value, keptAt: clock.now(), lifetime }, { size });
    },
  };
}
