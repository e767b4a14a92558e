/** How a lookup ended when it did not fail. */
export type Outcome = 'found' | 'unknown' | 'pending';

/**
 * What a report amounts to, which decides how long it is used again: something speaks against it,
 * something speaks for it, or nothing speaks at all.
 */
export type Standing = 'flagged' | 'clean' | 'unknown';

/** All that a lookup knows of a report; what else is in it is the service's own. */
export interface ServiceReport {
  readonly outcome: Outcome;
  /** When it was looked at last, as far as the report says: milliseconds since the epoch, UTC. */
  readonly analysedAt?: number;
}

/** A report as it was read, with its text as it was received. */
export interface Reading<Report extends ServiceReport> {
  readonly report: Report;
  readonly text: string;
}
