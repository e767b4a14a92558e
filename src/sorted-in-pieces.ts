import type { Pieces } from './in-pieces';

/** Values that are sorted at one go: well below a millisecond. */
const RUN = 1000;

type Compare<Value> = (one: Value, other: Value) => number;

/** What `toSorted` makes of a list, in pieces. */
export function* sortedInPieces<Value>(
  values: readonly Value[],
  compare: Compare<Value>,
): Pieces<Value[]> {
  let runs: Value[][] = [];
  for (let from = 0; from < values.length; from += RUN) {
    runs.push(values.slice(from, from + RUN).toSorted(compare));
    yield;
  }
  while (runs.length > 1) {
    const longer: Value[][] = [];
    for (let at = 0; at < runs.length; at += 2) {
      longer.push(yield* merged(runs[at] ?? [], runs[at + 1] ?? [], compare));
    }
    runs = longer;
  }
  return runs[0] ?? [];
}

/** Of equal ones those of `one` first. */
function* merged<Value>(
  one: readonly Value[],
  other: readonly Value[],
  compare: Compare<Value>,
): Pieces<Value[]> {
  const both: Value[] = [];
  let taken = 0;
  for (const each of one) {
    for (let next = other[taken]; next !== undefined && compare(each, next) > 0;) {
      both.push(next);
      taken += 1;
      next = other[taken];
      if (both.length % RUN === 0) yield;
    }
    both.push(each);
    if (both.length % RUN === 0) yield;
  }
  return both.concat(other.slice(taken));
}
