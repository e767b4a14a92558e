import type { IndicatorType } from '../indicator/indicator';

/** How a lookup ended when it did not fail. */
export type Outcome = 'found' | 'unknown' | 'pending';

/** What one engine said. */
export interface EngineResult {
  readonly engine: string;
  /** As API v3 names them; what only says that the engine could not tell is `none`. */
  readonly category: 'malicious' | 'suspicious' | 'harmless' | 'undetected' | 'none';
  /** The engine's own word for it, such as `W32.AIDetect` or `phishing`. */
  readonly label?: string;
}

/** How many engines gave each opinion. */
export interface Votes {
  readonly malicious: number;
  readonly suspicious: number;
  readonly harmless: number;
  readonly undetected: number;
}

/** What a report is about, in VirusTotal's own words. */
export interface ReportSubject {
  readonly type: IndicatorType;
  readonly value: string;
  readonly id: string;
}

/** One report of API v3 or v2, narrowed to what a judgement needs. Absent facts are left out. */
export interface Report {
  readonly api: 2 | 3;
  readonly outcome: Outcome;
  readonly subject?: ReportSubject;
  readonly votes: Votes;
  readonly results: readonly EngineResult[];
  /** Milliseconds since the epoch, UTC. */
  readonly analysedAt?: number;
  readonly hashes?: { readonly md5?: string; readonly sha1?: string; readonly sha256?: string };
  readonly names?: readonly string[];
  /** The threat's name, such as `trojan.orcusrat/msil`. */
  readonly label?: string;
  /** The vendor is the key, its category the value. */
  readonly categories?: Readonly<Record<string, string>>;
  readonly tags?: readonly string[];
  readonly reputation?: number;
  /** Google Threat Intelligence's threat score, 0 to 100, where the key has it. */
  readonly score?: number;
}

/** No engine has spoken. */
export const NO_VOTES: Votes = { malicious: 0, suspicious: 0, harmless: 0, undetected: 0 };

/** Counts the opinions in a list of engine results. */
export function countVotes(results: readonly EngineResult[]): Votes {
  const votes = { ...NO_VOTES };
  for (const { category } of results) if (category !== 'none') votes[category] += 1;
  return votes;
}
