import type { IndicatorType } from '../indicator/indicator';
import type { Outcome, Standing } from '../lookup/report';
import type { EngineResult, Votes } from './vote-buckets';

/** What a report is about, in VirusTotal's own words. */
export interface ReportSubject {
  readonly type: IndicatorType;
  readonly value: string;
  readonly id: string;
}

/** What one sandbox made of a file. */
export interface SandboxVerdict {
  readonly sandbox: string;
  /** VirusTotal's own word, such as `malicious`, `harmless` or `undetected`. */
  readonly category: string;
  /** What malware it takes it for. */
  readonly malware?: readonly string[];
}

/** How many matches of each severity the public's detection rules had. */
export interface RuleMatches {
  readonly critical?: number;
  readonly high: number;
  readonly medium: number;
  readonly low: number;
  readonly info?: number;
}

/** What the public's rules found. */
export interface Crowdsourced {
  /** YARA rules that match. */
  readonly yara?: number;
  readonly sigma?: RuleMatches;
  /** Alerts of intrusion detection systems. */
  readonly ids?: RuleMatches;
  /** What others report about it, such as that it is a control server. */
  readonly context?: RuleMatches;
  /** What programs that read code make of it, where they call it anything. */
  readonly ai?: readonly AiVerdict[];
}

/** What API v2 has flagged on or near a domain or an address, on which no engine votes there. */
export interface FlaggedNearby {
  /** URLs on it, or files: downloaded from it, talking to it, naming it. */
  readonly what: 'urls' | 'downloaded' | 'communicating' | 'referring';
  readonly flagged: number;
  /** What most engines flag among them. */
  readonly worst: { readonly positives: number; readonly total: number };
}

/** What one program that reads code makes of a file. */
export interface AiVerdict {
  readonly source: string;
  /** VirusTotal's own word, in lower case, such as `malicious`, `suspicious` or `benign`. */
  readonly verdict: string;
}

/** Who vouches for a file. */
export interface TrustedVerdict {
  /** `goodware`. */
  readonly verdict: string;
  readonly organization?: string;
}

/** The best place of a domain among the lists of most visited ones; 1 is the most visited. */
export interface Popularity {
  readonly rank: number;
  readonly list: string;
}

/** What Google Threat Intelligence makes of it, in lower case; only some keys have it. */
export interface Assessment {
  /** `malicious`, `suspicious`, `benign`, `undetected` or `unknown`. */
  readonly verdict?: string;
  /** `none`, `low`, `medium`, `high` or `unknown`. */
  readonly severity?: string;
  /** The threat score, 0 to 100. */
  readonly score?: number;
}

/** What somebody says who flags an indicator. */
export type Flag = 'malicious' | 'suspicious';

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
  readonly sandboxes?: readonly SandboxVerdict[];
  readonly crowdsourced?: Crowdsourced;
  /** Known distributors of the file. */
  readonly distributors?: readonly string[];
  readonly trustedVerdict?: TrustedVerdict;
  readonly popularity?: Popularity;
  readonly assessment?: Assessment;
  /** How severe the threat is: `none`, `low`, `medium`, `high` or `unknown`. */
  readonly severity?: string;
  readonly nearby?: readonly FlaggedNearby[];
}

/** How Google's analysts flag it, if they do: what else they say (benign, undetected) is no flag. */
export function analystsFlag({ assessment }: Pick<Report, 'assessment'>): Flag | undefined {
  const verdict = assessment?.verdict;
  return verdict === 'malicious' || verdict === 'suspicious' ? verdict : undefined;
}

/**
 * One engine that flags it is enough, and so are Google's analysts; found without any opinion is no
 * clean answer either.
 */
export function standingOf(report: Report): Standing {
  const { malicious, suspicious, harmless, undetected } = report.votes;
  if (malicious + suspicious > 0 || analystsFlag(report) !== undefined) return 'flagged';
  return harmless + undetected > 0 ? 'clean' : 'unknown';
}
