import type { Indicator } from '../../indicator/indicator';
import type { Outcome, ServiceReport } from '../report';
import type { ApiName } from '../service';

/** What is known about one indicator after a lookup. */
export interface Answer<Condensed> {
  readonly outcome: Outcome;
  readonly source: 'api' | 'cache';
  readonly api: ApiName;
  /** When the service was asked: milliseconds since the epoch, UTC. */
  readonly fetchedAt: number;
  /** The same in ISO 8601: written once, as each message that meets a known indicator tells it. */
  readonly fetchedAtText: string;
  /** When it was looked at last, as far as the report says: milliseconds since the epoch, UTC. */
  readonly analysedAt?: number;
  /**
   * The analysis is older than was wished for, and why it was not made anew: the code of an error,
   * `pending` (it takes too long), `unchanged` (it was, with no newer date) or `unsupported`.
   */
  readonly stale?: string;
  /** The page that a person can open. */
  readonly link: string;
  /** What the account makes of a report, such as a verdict; made anew for whoever asks. */
  condensed(): Condensed;
  /** The JSON text as it was received. */
  text(): string;
}

/** What the service answered, before it is kept. */
export interface Finding {
  readonly outcome: Outcome;
  readonly api: ApiName;
  readonly fetchedAt: number;
  readonly link: string;
  readonly text: string;
}

/**
 * What the flows of an account ask for most: made of each report once, and kept as a short text out
 * of which everybody gets an object of their own.
 */
export interface CondensedFormat<Condensed, Report extends ServiceReport> {
  write(report: Report, indicator: Indicator, link: string): string;
  /** Opens what `write` wrote. */
  open(text: string): OpenedCondensed<Condensed>;
}

/**
 * Makes one for whoever asks now, who may change it: `indicator` may be spelled otherwise than it was.
 * `link` is the one that `write` was given, `analysedAt` the report's.
 */
export type OpenedCondensed<Condensed> = (
  indicator: Indicator,
  link: string,
  analysedAt: number | undefined,
) => Condensed;
