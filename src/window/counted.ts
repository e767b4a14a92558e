import type { Pieces } from '../in-pieces';
import { sortedInPieces } from '../sorted-in-pieces';
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

/** What a window holds at one moment, each indicator at a place. Numbers lie outside the heap. */
interface Moment {
  readonly rows: Int32Array;
  readonly counts: Float64Array;
  readonly errors: Float64Array;
  readonly firsts: Float64Array;
  readonly lasts: Float64Array;
  /** Grows with each indicator that comes in. */
  readonly ids: Float64Array;
  readonly known: (row: number) => Known | undefined;
}

/**
 * The most frequent first, then those seen first, of one event those that stand in it first; all of
 * them for a `limit` of 0. They are those of the moment of the call, whatever is counted before all
 * pieces are done.
 */
export function mostFrequent(contents: Contents, limit: number): Pieces<Counted[]> {
  return tell(momentOf(contents), limit === 0 ? Number.POSITIVE_INFINITY : limit);
}

/** Candidates that are gone through at one go: well below a millisecond. */
const AT_ONE_GO = 1000;

function* tell(moment: Moment, limit: number): Pieces<Counted[]> {
  const counted: Counted[] = [];
  for (const place of yield* firstPlaces(moment, limit)) {
    const each = describe(moment, place);
    if (each) counted.push(each);
    if (counted.length % AT_ONE_GO === 0) yield;
  }
  return counted;
}

function* firstPlaces(moment: Moment, limit: number): Pieces<number[]> {
  const compare = comparisonIn(moment);
  let best: number[] = [];
  /** The last of those that fit, once there are as many: whoever is behind it need not be kept. */
  let last: number | undefined;
  for (const place of moment.rows.keys()) {
    if (place % AT_ONE_GO === 0) yield;
    if (last !== undefined && compare(place, last) > 0) continue;
    best.push(place);
    if (best.length < 2 * limit + SPARE) continue;
    best = (yield* sortedInPieces(best, compare)).slice(0, limit);
    last = best.at(-1);
  }
  return (yield* sortedInPieces(best, compare)).slice(0, limit);
}

/** Sorted so often only that what does not fit is not kept meanwhile. */
const SPARE = 1000;

function comparisonIn({ counts, firsts, ids }: Moment): (one: number, other: number) => number {
  return (one, other) =>
    difference(counts, other, one) || difference(firsts, one, other) || difference(ids, one, other);
}

function difference(numbers: Float64Array, one: number, other: number): number {
  return (numbers[one] ?? 0) - (numbers[other] ?? 0);
}

/** Taken at one go, and so numbers only: a few milliseconds for a hundred thousand. */
function momentOf({ indicators, records, slots }: Contents): Moment {
  const numbers = (): Float64Array => new Float64Array(indicators.size);
  const moment = {
    rows: Int32Array.from(indicators.rows()),
    counts: numbers(),
    errors: numbers(),
    firsts: numbers(),
    lasts: numbers(),
    ids: numbers(),
    known: indicators.knownNow(),
  };
  const errorOf = createErrors(indicators, slots);
  for (const [place, row] of moment.rows.entries()) {
    const error = errorOf(row);
    moment.counts[place] = indicators.count.get(row) + error;
    moment.errors[place] = error;
    moment.firsts[place] = records.first.get(indicators.oldest.get(row));
    moment.lasts[place] = records.last.get(indicators.newest.get(row));
    moment.ids[place] = indicators.id.get(row);
  }
  return moment;
}

function describe(
  { rows, counts, errors, firsts, lasts, known }: Moment,
  place: number,
): Counted | undefined {
  const found = known(rows[place] ?? 0);
  if (!found) return undefined;
  const { key, value, sample } = found;
  // Named one by one: of very many, copying what is there takes as long as finding them.
  return {
    key,
    value,
    sample,
    count: counts[place] ?? 0,
    error: errors[place] ?? 0,
    first: firsts[place] ?? 0,
    last: lasts[place] ?? 0,
  };
}

/** How many events of an indicator may be missing: those before it came in, if it was let go then. */
function createErrors(indicators: Indicators, slots: readonly Slot[]): (row: number) => number {
  const lostBefore = new Map<number, number>();
  let lost = 0;
  for (const slot of slots) {
    lostBefore.set(slot.number, lost);
    lost += slot.lost;
  }
  return (row) => {
    const before = lostBefore.get(indicators.since.get(row));
    return before === undefined ? 0 : before + indicators.lostBefore.get(row);
  };
}
