import type { ReportSubject } from '../virustotal/report';

/** How bad it is; `unknown` and `pending` say that nobody knows, never that it is clean. */
export type Level = 'malicious' | 'suspicious' | 'clean' | 'unknown' | 'pending';

/** One engine that flagged the indicator. */
export interface Detection {
  readonly engine: string;
  readonly label: string;
  readonly category: 'malicious' | 'suspicious';
}

/** The judgement on one report, with its reasons. */
export interface Verdict {
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
  readonly hashes?: { readonly md5?: string; readonly sha1?: string; readonly sha256?: string };
  readonly names?: readonly string[];
  /** The threat's name. */
  readonly label?: string;
  readonly categories?: Readonly<Record<string, string>>;
  readonly tags?: readonly string[];
  readonly reputation?: number;
  readonly score?: number;
  /** ISO 8601, UTC; `null` when it was never analysed. */
  readonly analysedAt: string | null;
  /** The analysis is older than the policy accepts. */
  readonly stale: boolean;
  readonly link?: string;
  /** Plain sentences that can be pasted into a ticket. */
  readonly reasons: readonly string[];
}
