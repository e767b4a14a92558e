/** All that a store knows of a claim, for another one. Times are ms UTC. */
export interface ClaimRecord {
  readonly id: string;
  readonly since: number;
  readonly ranks: readonly number[];
  /** How many came after it, and when the first of them did. */
  readonly count: number;
  readonly countedSince?: number;
  /** How many it told of, and since when these came. */
  readonly carried: number;
  readonly carriedSince?: number;
  /** Something was raised before it. */
  readonly earlier: boolean;
  readonly released: boolean;
  readonly acknowledged: boolean;
  /** When it is forgotten. */
  readonly ends: number;
}

/** What somebody knows of the claim that is acknowledged. */
export interface SeenClaim {
  readonly id: string;
  readonly ranks: readonly number[];
}
