import { printable } from '../text/printable';
import { analystsFlag, type Assessment, type Report } from '../virustotal/report';
import { otherFindings } from './other-findings';
import type { Limits } from './policy';
import { say } from './reason-texts';
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
  ['reason.age.day', 86_400_000],
  ['reason.age.hour', 3_600_000],
  ['reason.age.minute', 60_000],
] as const;

/** Why a report has its level: short plain sentences with engines and numbers. */
export function explain(report: Report, findings: Findings): string[] {
  if (findings.counted === 'pending') return [say('reason.pending')];
  if (report.outcome === 'unknown') return [say('reason.unknown')];
  const sentences: string[] = [];
  if (findings.total === 0) {
    sentences.push(say('reason.noOpinion', { leftOut: ignoredAside(findings.ignored) }));
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
  if (findings.ignored > 0) sentences.push(say('reason.ignored', { count: findings.ignored }));
  if (findings.stale && findings.age !== undefined) {
    sentences.push(say('reason.stale', { age: ageInWords(findings.age) }));
  }
  return sentences;
}

function countSentence(findings: Findings): string {
  const { counted: level, positives, total, trusted, limits } = findings;
  const share = say('reason.share.flag', { count: positives, total });
  if (trusted.length > 0) return trustedSentence(findings, share);
  if (positives === 0) return uncountedSentence(findings);
  const { maliciousAt, suspiciousAt } = limits;
  const values = { share, named: namesAside(findings), it: nounOf(limits) };
  if (level === 'malicious') return say('reason.malicious', { ...values, from: maliciousAt });
  if (level === 'suspicious') {
    return say('reason.suspicious', { ...values, from: suspiciousAt, worse: maliciousAt });
  }
  return say('reason.clean', { ...values, from: suspiciousAt });
}

/** No engine is counted; the list may say otherwise. */
function uncountedSentence({ total, detections }: Findings): string {
  if (detections.length === 0) return say('reason.none', { total });
  const names = detections.slice(0, MOST_NAMES).map(({ engine }) => printable(engine));
  const others = detections.length - names.length;
  const more = others > 0 ? say('reason.more', { count: others }) : '';
  return say('reason.uncounted', { total, names: `${names.join(', ')}${more}` });
}

function nounOf({ type }: Limits): string {
  return say(`reason.it.${type ?? 'any'}`);
}

/** The list of results may be one short of the count, and names would then be wrong. */
function namesAside({ detections, positives }: Findings): string {
  if (positives > MOST_NAMES || detections.length !== positives) return '';
  const names = detections.map(({ engine }) => printable(engine)).join(', ');
  return say('reason.named.all', { names });
}

/** Nor may the trusted ones be said to be among fewer than they are. */
function trustedSentence({ trusted: engines, positives }: Findings, share: string): string {
  const trusted = say('reason.trusted.engines', { count: engines.length });
  const names = engines.map((engine) => printable(engine)).join(', ');
  const isAmong = engines.length <= positives;
  return say(isAmong ? 'reason.trustedAmong' : 'reason.trustedListed', { share, trusted, names });
}

function addTrust(sentences: string[], { positives, trusted, limits }: Findings): void {
  if (trusted.length === 0) return;
  const { maliciousAt } = limits;
  sentences.push(
    positives < maliciousAt
      ? say('reason.trustIsEnough')
      : say('reason.trustOrCount', { it: nounOf(limits), from: maliciousAt }),
  );
}

/** What the analysts say has no part in the count: it is told where it is worse than that. */
function addAssessment(sentences: string[], report: Report, { counted }: Findings): void {
  const verdict = analystsFlag(report);
  if (verdict === undefined || counted === 'malicious' || counted === verdict) return;
  const details = detailsOf(report.assessment);
  sentences.push(say('reason.assessed', { level: say(`reason.level.${verdict}`), details }));
}

function detailsOf({ severity: given, score }: Assessment = {}): string {
  const severity = given === undefined ? undefined : printable(given);
  if (severity !== undefined && score !== undefined) {
    return say('reason.details.both', { severity, score });
  }
  if (severity !== undefined) return say('reason.details.severity', { severity });
  return score === undefined ? '' : say('reason.details.score', { score });
}

function addRaise(sentences: string[], { level, counted }: Findings): void {
  const isLowered = counted === 'malicious';
  if (level === counted || isLowered) return;
  const [from, to] = [say(`reason.level.${counted}`), say(`reason.level.${level}`)];
  sentences.push(say('reason.raised', { counted: from, level: to }));
}

function addExceptions(sentences: string[], { exceptions, objection }: Findings): void {
  if (exceptions.length === 0) return;
  const why = exceptions.join(say('reason.and'));
  sentences.push(
    objection === undefined
      ? say('reason.lowered', { why })
      : say('reason.notLowered', { why, objection }),
  );
}

function ignoredAside(ignored: number): string {
  return ignored === 0 ? '' : say('reason.leftOut.some', { count: ignored });
}

function ageInWords(age: number): string {
  const [key, milliseconds] = UNITS.find(([, length]) => age >= length) ?? [
    'reason.age.second',
    1000,
  ];
  return say(key, { count: Math.floor(age / milliseconds) });
}
