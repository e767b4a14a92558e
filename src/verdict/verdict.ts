import { own } from '../plain-object';
import type { Report, ReportSubject } from '../virustotal/report';

/** How bad it is; `unknown` and `pending` say that nobody knows, never that it is clean. */
export type Level = 'malicious' | 'suspicious' | 'clean' | 'unknown' | 'pending';

/** Whether a value is what one of our nodes has judged, which is no report any more. */
export function isVerdict(value: unknown): boolean {
  return typeof own(value, 'level') === 'string' && Array.isArray(own(value, 'reasons'));
}

/** One engine that flagged the indicator. */
export interface Detection {
  readonly engine: string;
  readonly label: string;
  readonly category: 'malicious' | 'suspicious';
}

/** What a verdict hands on from its report; what the report does not say is left out. */
export type Facts = Pick<
  Report,
  | 'hashes'
  | 'names'
  | 'label'
  | 'categories'
  | 'tags'
  | 'reputation'
  | 'score'
  | 'sandboxes'
  | 'crowdsourced'
  | 'distributors'
  | 'trustedVerdict'
  | 'popularity'
  | 'assessment'
  | 'severity'
>;

/** The judgement on one report, with its reasons. */
export interface Verdict extends Facts {
  readonly level: Level;
  /** Engines that flag it. */
  readonly positives: number;
  /** Engines that gave an opinion. */
  readonly total: number;
  /** Positives of total, 0 to 100, to one decimal. */
  readonly percent: number;
  /** `52 / 70`. */
  readonly count: string;
  readonly detections: readonly Detection[];
  /** The trusted engines among those that flag it. */
  readonly trusted: readonly string[];
  readonly indicator?: ReportSubject;
  /** ISO 8601, UTC; `null` when it was never analysed. */
  readonly analysedAt: string | null;
  /** Whole days since the analysis; absent when it was never analysed. */
  readonly ageDays?: number;
  /** The analysis is older than the policy accepts. */
  readonly stale: boolean;
  readonly link?: string;
  /** Plain sentences that can be pasted into a ticket. */
  readonly reasons: readonly string[];
}
