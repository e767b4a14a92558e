import type { IndicatorType } from '../indicator/indicator';

/** How many engines it takes. */
export type Thresholds = readonly [maliciousAt: number, suspiciousAt: number];

/** Thresholds for some types of indicator. */
export type PerType = Readonly<Partial<Record<IndicatorType, Thresholds>>>;

/** How a report is judged. */
export interface Policy {
  /** Engines from which on it is malicious. */
  readonly maliciousAt: number;
  /** Engines from which on it is suspicious. */
  readonly suspiciousAt: number;
  /** Thresholds that hold in place of the two above for what is of these types. */
  readonly perType?: PerType;
  /** Whether what speaks for it lowers malicious to suspicious, see `findExceptions`. */
  readonly exceptions: boolean;
  /** Whether what Google's analysts say goes before what the engines do. */
  readonly assessment: boolean;
  /** Whether an engine that says "suspicious" counts as one that flags it. */
  readonly countSuspicious: boolean;
  /** One of these engines is enough for malicious. */
  readonly trusted: readonly string[];
  /** These engines are left out of every count. */
  readonly ignored: readonly string[];
  /** Milliseconds after which an analysis is stale; absent: never. */
  readonly staleAfter?: number;
}

/** What holds where nobody has set anything: one engine alone is noise, three are not. */
export const DEFAULT_POLICY: Policy = {
  maliciousAt: 3,
  suspiciousAt: 1,
  exceptions: true,
  assessment: true,
  countSuspicious: true,
  trusted: [],
  ignored: [],
};

/** The thresholds that hold for one indicator. */
export interface Limits {
  readonly maliciousAt: number;
  readonly suspiciousAt: number;
  /** The type that they are for, where they are not for everything. */
  readonly type?: IndicatorType;
}

/** The thresholds for what is of `type`, or of no known type. */
export function limitsFor(policy: Policy, type: IndicatorType | undefined): Limits {
  const own = type === undefined ? undefined : policy.perType?.[type];
  if (type === undefined || own === undefined) {
    return { maliciousAt: policy.maliciousAt, suspiciousAt: policy.suspiciousAt };
  }
  return { maliciousAt: own[0], suspiciousAt: own[1], type };
}
