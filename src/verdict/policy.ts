/** How a report is judged. */
export interface Policy {
  /** Engines from which on it is malicious. */
  readonly maliciousAt: number;
  /** Engines from which on it is suspicious. */
  readonly suspiciousAt: number;
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
  countSuspicious: true,
  trusted: [],
  ignored: [],
};
