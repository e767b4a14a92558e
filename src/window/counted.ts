import type { Indicators, Known } from './indicators';
import type { Records } from './records';
import type { Slot } from './slots';

/** An indicator with what was counted of it in the window. Times are those of the window. */
export interface Counted extends Known {
  /** Events in which it was found; at most `error` too many. */
  readonly count: number;
  readonly error: number;
  readonly first: number;
  readonly last: number;
}

/** What a window tells from: what it holds, slot by slot. */
interface Contents {
  readonly indicators: Indicators;
  readonly records: Records;
  readonly slots: readonly Slot[];
}

/** The most frequent first, then those seen first; all of them for a `limit` of 0. */
export function mostFrequent(contents: Contents, limit: number): Counted[] {
  const most = limit === 0 ? Number.POSITIVE_INFINITY : limit;
  let best: Counted[] = [];
  for (const row of contents.indicators.rows()) {
    const each = describe(contents, row);
    if (each) best.push(each);
    if (best.length >= 2 * most + SPARE) best = best.toSorted(compare).slice(0, most);
  }
  return best.toSorted(compare).slice(0, most);
}

/** Sorted so often only that what does not fit is not kept meanwhile. */
const SPARE = 1000;

function compare(one: Counted, other: Counted): number {
  return other.count - one.count || one.first - other.first || (one.key < other.key ? -1 : 1);
}

function describe({ indicators, records, slots }: Contents, row: number): Counted | undefined {
  const known = indicators.known(row);
  if (!known) return undefined;
  const error = errorOf(indicators, slots, row);
  return {
    ...known,
    count: indicators.count.get(row) + error,
    error,
    first: records.first.get(indicators.oldest.get(row)),
    last: records.last.get(indicators.newest.get(row)),
  };
}

/** How many of its events may be missing: those before it came in, if it was let go then. */
function errorOf(indicators: Indicators, slots: readonly Slot[], row: number): number {
  const since = indicators.since.get(row);
  let error = 0;
  for (const slot of slots) {
    if (slot.number < since) error += slot.lost;
    else if (slot.number === since) error += indicators.lostBefore.get(row);
  }
  return error;
}
