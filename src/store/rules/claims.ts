import type { SeenClaim } from '../claim-record';
import type { Claim, ClaimWish, HeldClaim, LeftBehind, NewWork } from '../store';

/** What is known about the last time that something was raised. Times are of the steady clock. */
export interface ClaimState {
  readonly id: string;
  readonly since: number;
  /** The highest of each that was raised since it was last quiet. */
  readonly ranks: readonly number[];
  /** How many came after it, and when the first of them did. */
  readonly count: number;
  readonly countedSince: number | null;
  /** What it told of: how many were suppressed before it. It is untold again when it is released. */
  readonly carried: number;
  readonly carriedSince: number | null;
  /** Whether something was raised before it. */
  readonly earlier: boolean;
  readonly released: boolean;
  /** It holds until a rank grows. */
  readonly acknowledged: boolean;
}

/** A week after its quiet is over a claim is forgotten, with what it counted. */
export const REMEMBERED = 7 * 86_400_000;

/** One that was acknowledged is forgotten a year after the last who came. */
const ACKNOWLEDGED_FOR = 366 * 86_400_000;

/** When a claim is forgotten that somebody with `quiet` has just made, or was counted by. */
export function endOf(state: ClaimState, quiet: number, now: number): number {
  return state.acknowledged ? now + ACKNOWLEDGED_FOR : state.since + quiet + REMEMBERED;
}

/** What `wish` gets at `now`, and what is known afterwards. `toUtc` turns `now` into ms UTC. */
export function decideClaim(
  known: ClaimState | undefined,
  wish: ClaimWish,
  now: number,
  toUtc: (time: number) => number,
): { readonly state: ClaimState; readonly claim: Claim } {
  const isQuiet = known !== undefined && isHeld(known, wish.quiet, now) && !takesPlace(wish, known);
  const escalates = wish.escalates || known?.acknowledged === true;
  if (isQuiet && !(escalates && hasGrown(known, wish.ranks))) return counted(known, now, toUtc);
  const outcome = isQuiet ? 'escalated' : freeOutcome(known);
  const state = raised(known, wish, now, outcome);
  const { carried, carriedSince } = state;
  return {
    state,
    claim: {
      outcome,
      since: toUtc(now),
      suppressed: carried,
      ...(carriedSince !== null && { suppressedSince: toUtc(carriedSince) }),
    },
  };
}

/** Whether a claim is in the place of one that would hold it back. */
function takesPlace({ inPlaceOf = [] }: ClaimWish, { id, acknowledged }: ClaimState): boolean {
  return !acknowledged && inPlaceOf.includes(id);
}

/** Whether it holds its key against whoever has to wait `quiet` milliseconds. */
export function isHeld(
  { acknowledged, released, since }: ClaimState,
  quiet: number,
  now: number,
): boolean {
  return acknowledged || (!released && now < since + quiet);
}

/** It as it is looked at. `toUtc` turns a time of the steady clock into ms UTC. */
export function heldClaim(
  key: string,
  { id, since, ranks, count, acknowledged }: ClaimState,
  toUtc: (time: number) => number,
): HeldClaim {
  return {
    key,
    id,
    since: toUtc(since),
    ranks,
    suppressed: count,
    ...(acknowledged && { acknowledged }),
  };
}

function counted(
  known: ClaimState,
  now: number,
  toUtc: (time: number) => number,
): ReturnType<typeof decideClaim> {
  const countedSince = known.countedSince ?? now;
  const state = { ...known, count: known.count + 1, countedSince };
  return {
    state,
    claim: {
      outcome: 'held',
      id: known.id,
      since: toUtc(known.since),
      suppressed: state.count,
      suppressedSince: toUtc(countedSince),
      ...(known.acknowledged && { acknowledged: true }),
    },
  };
}

function freeOutcome(known: ClaimState | undefined): 'first' | 'again' {
  if (known === undefined) return 'first';
  return known.released && !known.earlier ? 'first' : 'again';
}

/** Whether a rank is higher than all that were claimed. */
export function hasGrown({ ranks }: Pick<ClaimState, 'ranks'>, later: readonly number[]): boolean {
  return later.some((rank, index) => rank > (ranks[index] ?? rank));
}

function raised(
  known: ClaimState | undefined,
  { id, ranks }: ClaimWish,
  now: number,
  outcome: Exclude<Claim['outcome'], 'held'>,
): ClaimState {
  const before = outcome === 'escalated' ? (known?.ranks ?? []) : [];
  return {
    id,
    since: now,
    ranks: ranks.map((rank, index) => Math.max(rank, before[index] ?? rank)),
    count: 0,
    countedSince: null,
    carried: known?.count ?? 0,
    carriedSince: known?.countedSince ?? null,
    earlier: outcome !== 'first',
    released: false,
    acknowledged: false,
  };
}

/**
 * What is known when the claim `id` is undone: it was raised in vain, and what it told of counts as
 * untold. `undefined` where another one has taken its place, it is undone already, or somebody has
 * acknowledged it, who has seen it elsewhere.
 */
export function releaseClaim(known: ClaimState | undefined, id: string): ClaimState | undefined {
  if (known === undefined || known.id !== id || known.released) return undefined;
  if (known.acknowledged) return undefined;
  return {
    ...known,
    released: true,
    count: known.count + known.carried,
    countedSince: known.carriedSince ?? known.countedSince,
  };
}

/**
 * What is known when somebody ends the quiet of the claim `id`: it was raised, so what it told of stays
 * told. `undefined` as in `releaseClaim`.
 */
export function endQuietOf(
  known: ClaimState | undefined,
  id: string | undefined,
): ClaimState | undefined {
  if (known === undefined || (id !== undefined && known.id !== id)) return undefined;
  if (known.released && !known.acknowledged) return undefined;
  return { ...known, released: true, earlier: true, acknowledged: false };
}

/**
 * What is known when somebody acknowledges a claim of which `seen` is known. `undefined` where there
 * is none, or a worse one has taken its place.
 */
export function acknowledgeClaim(
  known: ClaimState | undefined,
  seen: SeenClaim | undefined,
): ClaimState | undefined {
  if (known === undefined) return undefined;
  const isSeen = seen === undefined || seen.id === known.id || !hasGrown(seen, known.ranks);
  return isSeen ? { ...known, acknowledged: true } : undefined;
}

/**
 * A claim with the id of what it has left behind, which is put by `put` if it was got. `remove` takes
 * away what is replaced.
 */
export function leaveBehind(
  claim: Claim,
  leftBehind: LeftBehind | undefined,
  put: (queue: string, work: NewWork) => string,
  remove: (queue: string, id: string) => void,
): Claim {
  if (!leftBehind) return claim;
  const { queue, payload, replaced } = leftBehind;
  const left =
    claim.outcome === 'held'
      ? claim
      : { ...claim, kept: put(queue, { payload: payload(claim), priority: 0 }) };
  for (const id of replaced?.ids ?? []) remove(replaced?.queue ?? '', id);
  return left;
}
