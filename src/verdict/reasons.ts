import type { IndicatorType } from '../indicator/indicator';
import { printable } from '../text/printable';
import { analystsFlag, type Report } from '../virustotal/report';
import { otherFindings } from './other-findings';
import type { Limits } from './policy';
import type { Detection, Level } from './verdict';

/** What was counted on the way to a level. */
export interface Findings {
  readonly level: Level;
  /** By the engines alone. */
  readonly counted: Level;
  readonly positives: number;
  readonly total: number;
  readonly detections: readonly Detection[];
  readonly trusted: readonly string[];
  readonly limits: Limits;
  /** What speaks for it, see `findExceptions`. */
  readonly exceptions: readonly string[];
  /** Why that lowers nothing all the same, see `findObjection`. */
  readonly objection: string | undefined;
  /** Engines left out. */
  readonly ignored: number;
  readonly stale: boolean;
  /** Milliseconds since the analysis. */
  readonly age: number | undefined;
}

/** So few engines are named; the names of more would bury the sentence. */
const MOST_NAMES = 4;

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

const NOUNS: Readonly<Record<IndicatorType, string>> = {
  file: 'a file',
  url: 'a URL',
  domain: 'a domain',
  ip: 'an IP address',
};

/** Why a report has its level: short plain sentences with engines and numbers. */
export function explain(report: Report, findings: Findings): string[] {
  if (findings.counted === 'pending') return ['VirusTotal has not finished analysing it.'];
  if (report.outcome === 'unknown') return ['VirusTotal does not know it.'];
  const sentences: string[] = [];
  if (findings.total === 0) {
    sentences.push(`No engine gave an opinion${ignoredAside(findings.ignored)}.`);
    addAssessment(sentences, report, findings);
    sentences.push(...otherFindings(report));
    return sentences;
  }
  sentences.push(countSentence(findings));
  addTrust(sentences, findings);
  addAssessment(sentences, report, findings);
  addRaise(sentences, findings);
  addExceptions(sentences, findings);
  sentences.push(...otherFindings(report));
  if (findings.ignored > 0) sentences.push(ignoredSentence(findings.ignored));
  if (findings.stale && findings.age !== undefined) {
    sentences.push(`The analysis is stale: it is ${ageInWords(findings.age)} old.`);
  }
  return sentences;
}

function countSentence(findings: Findings): string {
  const { counted: level, positives, total, trusted, limits } = findings;
  const share = `${positives} of ${total} engines ${positives === 1 ? 'flags' : 'flag'} it`;
  if (trusted.length > 0) return `${share}; ${trustedAmong(findings)}.`;
  if (positives === 0) return uncountedSentence(findings);
  const it = nounOf(limits);
  const named = `${share}${namesAside(findings)}`;
  if (level === 'malicious') return `${named}; from ${limits.maliciousAt} ${it} is malicious.`;
  if (level === 'suspicious') {
    return `${named}; from ${limits.suspiciousAt} ${it} is suspicious, from ${limits.maliciousAt} malicious.`;
  }
  return `${named}; below ${limits.suspiciousAt} ${it} is clean.`;
}

/** No engine is counted; the list may say otherwise. */
function uncountedSentence({ total, detections }: Findings): string {
  if (detections.length === 0) return `None of ${total} engines flags it.`;
  const names = detections.slice(0, MOST_NAMES).map(({ engine }) => printable(engine));
  const more =
    detections.length > names.length ? ` and ${detections.length - names.length} more` : '';
  return `None of ${total} engines is counted, but listed as flagging it: ${names.join(', ')}${more}.`;
}

function nounOf({ type }: Limits): string {
  return type === undefined ? 'it' : NOUNS[type];
}

/** The list of results may be one short of the count, and names would then be wrong. */
function namesAside({ detections, positives }: Findings): string {
  if (positives > MOST_NAMES || detections.length !== positives) return '';
  return ` (${detections.map(({ engine }) => printable(engine)).join(', ')})`;
}

/** Nor may the trusted ones be said to be among fewer than they are. */
function trustedAmong({ trusted, positives }: Findings): string {
  const engines = `${trusted.length} trusted ${trusted.length === 1 ? 'engine' : 'engines'}`;
  const where = trusted.length > positives ? 'in the list of results' : 'among them';
  return `${engines} ${where}: ${trusted.map((engine) => printable(engine)).join(', ')}`;
}

function addTrust(sentences: string[], { positives, trusted, limits }: Findings): void {
  if (trusted.length === 0) return;
  const alone = 'One trusted engine is enough for malicious';
  sentences.push(
    positives < limits.maliciousAt
      ? `${alone}.`
      : `${alone}; without one, ${nounOf(limits)} is malicious from ${limits.maliciousAt}.`,
  );
}

/** What the analysts say has no part in the count: it is told where it is worse than that. */
function addAssessment(sentences: string[], report: Report, { counted }: Findings): void {
  const { assessment } = report;
  const verdict = analystsFlag(report);
  if (verdict === undefined || counted === 'malicious' || counted === verdict) return;
  const details = [
    assessment?.severity === undefined ? '' : `severity ${printable(assessment.severity)}`,
    assessment?.score === undefined ? '' : `score ${assessment.score} of 100`,
  ].filter((detail) => detail !== '');
  const aside = details.length === 0 ? '' : ` (${details.join(', ')})`;
  sentences.push(`Google Threat Intelligence assesses it as ${verdict}${aside}.`);
}

function addRaise(sentences: string[], { level, counted }: Findings): void {
  const isLowered = counted === 'malicious';
  if (level === counted || isLowered) return;
  sentences.push(`That raises it from ${counted} to ${level}.`);
}

function addExceptions(sentences: string[], { exceptions, objection }: Findings): void {
  if (exceptions.length === 0) return;
  const why = exceptions.join(', and ');
  sentences.push(
    objection === undefined
      ? `Lowered from malicious to suspicious: ${why}.`
      : `Not lowered to suspicious although ${why}: ${objection}.`,
  );
}

function ignoredAside(ignored: number): string {
  return ignored === 0 ? '' : ` (${ignored} left out)`;
}

function ignoredSentence(ignored: number): string {
  return `${ignored} ignored ${ignored === 1 ? 'engine is' : 'engines are'} left out.`;
}

function ageInWords(age: number): string {
  const [name, milliseconds] = UNITS.find(([, length]) => age >= length) ?? ['second', 1000];
  const amount = Math.floor(age / milliseconds);
  return `${amount} ${name}${amount === 1 ? '' : 's'}`;
}
