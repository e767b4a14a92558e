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

/** What decides the place of an indicator in a list. */
interface Candidate {
  readonly row: number;
  readonly count: number;
  readonly error: number;
  readonly first: number;
  /** Grows with each that comes in. */
  readonly id: number;
}

/**
 * The most frequent first, then those seen first, of one event those that stand in it first; all of
 * them for a `limit` of 0.
 */
export function mostFrequent(contents: Contents, limit: number): Counted[] {
  const most = limit === 0 ? Number.POSITIVE_INFINITY : limit;
  const lossy = contents.slots.filter(({ lost }) => lost > 0);
  let best: Candidate[] = [];
  /** The last of those that fit, once there are as many: whoever is behind it need not be kept. */
  let last: Candidate | undefined;
  for (const row of contents.indicators.rows()) {
    const each = candidate(contents, lossy, row);
    if (last && compare(each, last) > 0) continue;
    best.push(each);
    if (best.length < 2 * most + SPARE) continue;
    best = best.toSorted(compare).slice(0, most);
    last = best.at(-1);
  }
  return best
    .toSorted(compare)
    .slice(0, most)
    .flatMap((each) => describe(contents, each) ?? []);
}

/** Sorted so often only that what does not fit is not kept meanwhile. */
const SPARE = 1000;

function compare(one: Candidate, other: Candidate): number {
  return other.count - one.count || one.first - other.first || one.id - other.id;
}

function candidate(
  { indicators, records }: Contents,
  lossy: readonly Slot[],
  row: number,
): Candidate {
  const error = errorOf(indicators, lossy, row);
  return {
    row,
    count: indicators.count.get(row) + error,
    error,
    first: records.first.get(indicators.oldest.get(row)),
    id: indicators.id.get(row),
  };
}

function describe(
  { indicators, records }: Contents,
  { row, count, error, first }: Candidate,
): Counted | undefined {
  const known = indicators.known(row);
  if (!known) return undefined;
  const { key, value, sample } = known;
  // Named one by one: of very many, copying what is there takes as long as finding them.
  return {
    key,
    value,
    sample,
    count,
    error,
    first,
    last: records.last.get(indicators.newest.get(row)),
  };
}

/** How many of its events may be missing: those before it came in, if it was let go then. */
function errorOf(indicators: Indicators, lossy: readonly Slot[], row: number): number {
  const since = indicators.since.get(row);
  let error = 0;
  for (const slot of lossy) {
    if (slot.number < since) error += slot.lost;
    else if (slot.number === since) error += indicators.lostBefore.get(row);
  }
  return error;
}
