import type { Report } from '../virustotal/report';
import type { Policy } from './policy';
import type { Level } from './verdict';

/** What was counted on the way to a level. */
export interface Findings {
  readonly level: Level;
  readonly positives: number;
  readonly total: number;
  readonly trusted: readonly string[];
  /** Engines left out. */
  readonly ignored: number;
  readonly stale: boolean;
  /** Milliseconds since the analysis. */
  readonly age: number | undefined;
}

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

/** Why a report has its level: short plain sentences with engines and numbers. */
export function explain(report: Report, policy: Policy, findings: Findings): string[] {
  if (findings.level === 'pending') return ['VirusTotal has not finished analysing it.'];
  if (report.outcome === 'unknown') return ['VirusTotal does not know it.'];
  if (findings.total === 0) return [`No engine gave an opinion${ignoredAside(findings.ignored)}.`];
  return [
    countSentence(policy, findings),
    ...trustedSentences(findings.trusted),
    ...ignoredSentences(findings.ignored),
    ...staleSentences(findings),
  ];
}

function countSentence(policy: Policy, { level, positives, total }: Findings): string {
  const counted = `${positives} of ${total} engines ${positives === 1 ? 'flags' : 'flag'} it`;
  if (positives >= policy.maliciousAt)
    return `${counted}; from ${policy.maliciousAt} it is malicious.`;
  if (level === 'malicious') return `${counted}.`;
  if (level === 'suspicious') {
    return `${counted}; from ${policy.suspiciousAt} it is suspicious, from ${policy.maliciousAt} malicious.`;
  }
  return positives === 0
    ? `None of ${total} engines flags it.`
    : `${counted}; below ${policy.suspiciousAt} it is clean.`;
}

function trustedSentences(trusted: readonly string[]): string[] {
  if (trusted.length === 0) return [];
  if (trusted.length === 1) return [`The trusted engine ${trusted[0]} flags it.`];
  return [`${trusted.length} trusted engines flag it: ${trusted.join(', ')}.`];
}

function ignoredAside(ignored: number): string {
  return ignored === 0 ? '' : ` (${ignored} left out)`;
}

function ignoredSentences(ignored: number): string[] {
  if (ignored === 0) return [];
  return [`${ignored} ignored ${ignored === 1 ? 'engine is' : 'engines are'} left out.`];
}

function staleSentences({ stale, age }: Findings): string[] {
  if (!stale || age === undefined) return [];
  return [`The analysis is stale: it is ${ageInWords(age)} old.`];
}

function ageInWords(age: number): string {
  const [name, milliseconds] = UNITS.find(([, length]) => age >= length) ?? ['second', 1000];
  const amount = Math.floor(age / milliseconds);
  return `${amount} ${name}${amount === 1 ? '' : 's'}`;
}
