import type { ClaimState } from './claims';
import type { UsedQuota } from './used-quotas';

/**
 * All that a store keeps, for another one that goes on with it. Times are of the first one's `elapsed`,
 * those of a quota's state ms UTC. What comes in parts comes in the order of its keys.
 */
export interface Stock {
  /** Names all that is in it: whoever has taken it over once does not take it again. */
  readonly identity: string;
  /** Where its clock stands. */
  elapsed(): number;
  values(): Iterable<readonly StockValue[]>;
  /** The keys of values that begin so, in their order. */
  keys(start: string): readonly string[];
  value(key: string): Uint8Array | undefined;
  claims(): Iterable<readonly StockClaim[]>;
  quotas(): ReadonlyMap<string, UsedQuota>;
  /** Oldest first. */
  work(): Iterable<readonly StockWork[]>;
}

export interface StockValue {
  readonly key: string;
  readonly ends: number;
  readonly value: Uint8Array;
}

export interface StockClaim {
  /** Of the claims among which it is. */
  readonly name: string;
  readonly key: string;
  readonly ends: number;
  readonly state: ClaimState;
}

export interface StockWork {
  readonly queue: string;
  readonly payload: Uint8Array;
  readonly priority: number;
  /** How often it was taken. */
  readonly taken: number;
  /** 0: at once. */
  readonly due: number;
  /** Why it was given up, where it was. */
  readonly reason?: string;
}
