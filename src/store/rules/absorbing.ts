import type { ClaimRecord } from '../claim-record';
import { hasGrown, type ClaimState } from './claims';

/**
 * What is known of a claim of which two stores know: one has stood in for the other, and neither knew
 * what the other did. The one that was raised later holds the key; whoever was counted by either was told
 * of by none. What was absorbed before changes nothing.
 */
export function absorbClaim(known: ClaimState | undefined, other: ClaimState): ClaimState {
  if (known === undefined) return other;
  if (known.id === other.id) return mostCounted(known, other);
  const [older, newer] = known.since > other.since ? [other, known] : [known, other];
  const length = Math.max(older.ranks.length, newer.ranks.length);
  return {
    ...newer,
    ranks: Array.from({ length }, (_, index) =>
      Math.max(...[older, newer].flatMap(({ ranks }) => ranks[index] ?? [])),
    ),
    count: older.count + newer.count,
    countedSince: firstOf(older.countedSince, newer.countedSince),
    earlier: true,
    acknowledged: newer.acknowledged || (older.acknowledged && !hasGrown(older, newer.ranks)),
  };
}

function mostCounted(known: ClaimState, other: ClaimState): ClaimState {
  return {
    ...known,
    count: Math.max(known.count, other.count),
    countedSince: firstOf(known.countedSince, other.countedSince),
  };
}

function firstOf(one: number | null, other: number | null): number | null {
  if (one === null || other === null) return one ?? other;
  return Math.min(one, other);
}

/** A claim for another store. `toUtc` turns a time of the steady clock into ms UTC. */
export function toRecord(
  { countedSince, carriedSince, since, ...rest }: ClaimState,
  ends: number,
  toUtc: (time: number) => number,
): ClaimRecord {
  return {
    ...rest,
    since: toUtc(since),
    ...(countedSince !== null && { countedSince: toUtc(countedSince) }),
    ...(carriedSince !== null && { carriedSince: toUtc(carriedSince) }),
    ends: toUtc(ends),
  };
}

/** A claim of another store. `fromUtc` turns ms UTC into a time of the steady clock. */
export function fromRecord(
  { ends, countedSince, carriedSince, since, ...rest }: ClaimRecord,
  fromUtc: (time: number) => number,
): { readonly state: ClaimState; readonly ends: number } {
  const state = {
    ...rest,
    since: fromUtc(since),
    countedSince: countedSince === undefined ? null : fromUtc(countedSince),
    carriedSince: carriedSince === undefined ? null : fromUtc(carriedSince),
  };
  return { state, ends: fromUtc(ends) };
}
