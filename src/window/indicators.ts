import { createNumbers, createTimes, type Column } from './columns';
import { compact } from '../text/compact';

/** What is known of an indicator besides its counts. */
export interface Known {
  /** The same for every spelling, with the type before a colon, as `identify` makes it. */
  readonly key: string;
  /** The first spelling. */
  readonly value: string;
  /** An event in which it was found, shortened. */
  readonly sample: string;
}

/** The indicators in a window, each in a row. Rows that become free are used again. */
export interface Indicators {
  readonly size: number;
  rowOf(key: string): number | undefined;
  has(row: number): boolean;
  known(row: number): Known | undefined;
  /** The same as it is now, whatever becomes of it. */
  knownNow(): (row: number) => Known | undefined;
  /** Adds what is not there yet, under the `id` that it was written down with, and returns its row. */
  add(known: Known, id?: number): number;
  remove(row: number): void;
  setSample(row: number, sample: string): void;
  rows(): Iterable<number>;
  /** Tells an indicator from those that had its row before. */
  readonly id: Column;
  /** The slot in whose pages key, value and sample are written down; `NaN`: in none. */
  readonly toldIn: Column;
  /** The oldest and the newest record of each. */
  readonly oldest: Column;
  readonly newest: Column;
  /** Events in the window. */
  readonly count: Column;
  /** How many of them, the oldest, were set off against indicators that were let go. */
  readonly setOff: Column;
  /** The slot in which it came in, and what had been lost in that slot by then. */
  readonly since: Column;
  readonly lostBefore: Column;
}

/** What is known of the indicators, by their rows. */
interface Texts {
  readonly keys: readonly (string | undefined)[];
  /** Only where it differs from what stands in the key. */
  readonly spellings: readonly (string | undefined)[];
  readonly samples: readonly string[];
}

export function createIndicators(): Indicators {
  const byKey = new Map<string, number>();
  const keys: (string | undefined)[] = [];
  const spellings: (string | undefined)[] = [];
  const samples: string[] = [];
  const free: number[] = [];
  const texts: Texts = { keys, spellings, samples };
  const ids = createTimes();
  const toldIn = createTimes();
  let nextId = 0;

  return {
    get size() {
      return byKey.size;
    },
    rowOf: (key) => byKey.get(key),
    has: (row) => keys[row] !== undefined,
    known: (row) => knownIn(texts, row),
    knownNow() {
      const now = { keys: [...keys], spellings: [...spellings], samples: [...samples] };
      return (row) => knownIn(now, row);
    },
    add(known, id = nextId) {
      const row = free.pop() ?? keys.length;
      const key = compact(known.key);
      byKey.set(key, row);
      keys[row] = key;
      spellings[row] = known.value === plainValue(key) ? undefined : compact(known.value);
      samples[row] = known.sample;
      ids.set(row, id);
      toldIn.set(row, Number.NaN);
      nextId = Math.max(nextId, id + 1);
      return row;
    },
    remove(row) {
      const key = keys[row];
      if (key === undefined) return;
      byKey.delete(key);
      keys[row] = undefined;
      spellings[row] = undefined;
      samples[row] = '';
      free.push(row);
    },
    setSample(row, sample) {
      samples[row] = sample;
    },
    rows: () => byKey.values(),
    id: ids,
    toldIn,
    oldest: createNumbers(),
    newest: createNumbers(),
    count: createNumbers(),
    setOff: createNumbers(),
    since: createTimes(),
    lostBefore: createNumbers(),
  };
}

function knownIn({ keys, spellings, samples }: Texts, row: number): Known | undefined {
  const key = keys[row];
  if (key === undefined) return undefined;
  return { key, value: spellings[row] ?? plainValue(key), sample: samples[row] ?? '' };
}

function plainValue(key: string): string {
  return key.slice(key.indexOf(':') + 1);
}
