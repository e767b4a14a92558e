import type { SharedCount } from '../../store/shared';
import type { FoundIndicator } from '../window';

/** Indicators of one batch: with their samples about a megabyte. */
const MOST = 1000;

/** What was counted here and goes to the store in one statement. */
export interface Batch {
  /** When it began, by the store's clock. */
  readonly seen: number;
  /** Whether the next event belongs to another batch. */
  isFull(): boolean;
  readonly events: number;
  /** Characters that it takes, about. */
  readonly characters: number;
  /** Counts `events` more, in each of which `found` was found. */
  count(found: readonly FoundIndicator[], sample: () => string, events: number): void;
  /** What the store is told, for a window that holds at most so many. */
  told(most: number): SharedCount;
  /** Resolves once it is written, and rejects where it cannot be. */
  readonly written: Promise<void>;
  settle(error?: Error): void;
}

interface Count {
  readonly key: string;
  readonly value: string;
  readonly sample: string;
  count: number;
}

/** Begins a batch at `seen`, by the store's clock. */
export function createBatch(seen: number): Batch {
  const counts = new Map<string, Count>();
  let events = 0;
  let characters = 0;
  let settle: Batch['settle'] | undefined;
  const written = new Promise<void>((resolve, reject) => {
    settle = (error) => (error ? reject(error) : resolve());
  });
  // Whoever has counted hears of it.
  written.catch(() => undefined);

  function countOne({ key, value }: FoundIndicator, sample: () => string): void {
    const known = counts.get(key);
    if (known) known.count += 1;
    else {
      const count = { key, value, sample: sample(), count: 1 };
      counts.set(key, count);
      characters += key.length + value.length + count.sample.length;
    }
  }

  return {
    seen,
    isFull: () => counts.size >= MOST,
    get events() {
      return events;
    },
    get characters() {
      return characters;
    },
    count(found, sample, more) {
      events += more;
      for (const each of found) countOne(each, sample);
    },
    told: (most) => ({ seen, events, indicators: [...counts.values()], most }),
    written,
    settle: (error) => settle?.(error),
  };
}
