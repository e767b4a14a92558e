import type { ClaimState } from '../rules/claims';
import type { Argument } from './caller';
import { keyOf, readText, writeText } from './texts';

/** What is known of a claim, and when that was looked at; of one that is unknown `ends` is null. */
export interface ClaimRow {
  readonly now: number;
  readonly utc: number;
  /** 0 where it is unknown. */
  readonly version: number;
  readonly mark: string | null;
  readonly ends: number | null;
  readonly id: string | null;
  readonly since: number | null;
  readonly ranks: readonly number[] | null;
  readonly count: number | null;
  readonly counted_since: number | null;
  readonly carried: number | null;
  readonly carried_since: number | null;
  readonly earlier: boolean | null;
  readonly released: boolean | null;
  readonly acknowledged: boolean | null;
}

/** The same of one that may just have been counted. */
export interface CountedRow extends ClaimRow {
  readonly counted: boolean;
  /** Nothing was done: another one has what should be replaced. */
  readonly lost: boolean;
}

/** The same with its key. */
export interface KeyedRow extends ClaimRow {
  readonly key: string;
  /** Where the key is hashed. */
  readonly whole_key: string | null;
}

/** What a row that is there says. */
export function readClaim(row: ClaimRow): ClaimState {
  return {
    id: readText(row.id ?? ''),
    since: row.since ?? 0,
    ranks: row.ranks ?? [],
    count: row.count ?? 0,
    countedSince: row.counted_since,
    carried: row.carried ?? 0,
    carriedSince: row.carried_since,
    earlier: row.earlier === true,
    released: row.released === true,
    acknowledged: row.acknowledged === true,
  };
}

/** The columns of a key: as an index can hold it, and whole where that is not the same. */
export function keyColumns(key: string): readonly [short: string, whole: string | null] {
  const short = keyOf(key);
  const whole = writeText(key);
  return [short, whole === short ? null : whole];
}

/** The columns of what is known of a claim, from its id on: what `readClaim` reads. */
export function stateColumns(state: ClaimState): readonly Argument[] {
  return [
    writeText(state.id),
    state.since,
    state.ranks,
    state.count,
    state.countedSince,
    state.carried,
    state.carriedSince,
    state.earlier,
    state.released,
    state.acknowledged,
  ];
}

/** A time of the server's clock in ms UTC, as that was when the row was read. */
export function toUtc(row: ClaimRow | undefined, then: number): number {
  return row ? then + row.utc - row.now : then;
}

/** ms UTC as a time of the server's clock: the inverse of `toUtc`. */
export function fromUtc(row: ClaimRow | undefined, then: number): number {
  return row ? then - row.utc + row.now : then;
}
