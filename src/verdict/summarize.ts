import { guiLink } from '../virustotal/links';
import type { Writable } from '../virustotal/narrow';
import { analystsFlag, type Flag, type Report, type ReportSubject } from '../virustotal/report';
import { countVotes, type EngineResult, type Votes } from '../virustotal/vote-buckets';
import { enginesAmong, leaveOut } from './engine-lists';
import { findExceptions, findObjection } from './exceptions';
import { limitsFor, type Limits, type Policy } from './policy';
import { explain } from './reasons';
import type { Detection, Facts, Level, Verdict } from './verdict';

const DAY = 86_400_000;

/** What a lookup was about. */
export interface Asked {
  readonly indicator: ReportSubject;
  readonly link?: string;
}

/**
 * Judges a report by a policy. `now` is in milliseconds since the epoch; `asked` is what was looked
 * up, for reports that do not say what they are about (unknown ones, and v2 on domains).
 * Positives and total follow API v2: engines that flag it, of engines that gave an opinion.
 * Where no engine spoke the level is `unknown`. What speaks for it (`findExceptions`) lowers
 * malicious to suspicious, unless something objects (`findObjection`). What Google's analysts say
 * comes last: nothing is less than that.
 */
export function summarize(report: Report, policy: Policy, now: number, asked?: Asked): Verdict {
  const { analysedAt } = report;
  const results = leaveOut(policy.ignored, report.results);
  const ignored = report.results.length - results.length;
  const votes = ignored === 0 ? report.votes : votesWithout(report, results);
  const detections = detectionsOf(results, policy.countSuspicious);
  const trusted = enginesAmong(detections, policy.trusted);
  // VirusTotal's own counts may differ from its list by one: to leave an engine out raises nothing.
  const positives = Math.min(positivesOf(votes, policy), positivesOf(report.votes, policy));
  const total = votes.malicious + votes.suspicious + votes.harmless + votes.undetected;
  const indicator = report.subject ?? asked?.indicator;
  const limits = limitsFor(policy, indicator?.type);
  const named = detections.length;
  const counted = levelOf(report, { positives, named, total, trusted: trusted.length }, limits);
  const exceptions =
    policy.exceptions && counted === 'malicious' ? findExceptions(report, indicator?.type) : [];
  const analysts = analystsFlag(report);
  const flagged = Math.max(positives, named);
  const objection = findObjection(flagged, flagged + othersOf(report, policy), trusted, analysts);
  const lowered = exceptions.length > 0 && objection === undefined ? 'suspicious' : counted;
  const level = policy.assessment ? raisedBy(analysts, lowered) : lowered;
  const age = analysedAt === undefined ? undefined : Math.max(0, now - analysedAt);
  const stale = age !== undefined && policy.staleAfter !== undefined && age > policy.staleAfter;
  const { percent, count } = shareOf(positives, total);
  const verdict: Writable<Verdict> = {
    level,
    positives,
    total,
    percent,
    count,
    detections,
    trusted,
    analysedAt: analysedAt === undefined ? null : new Date(analysedAt).toISOString(),
    stale,
    reasons: explain(report, {
      level,
      counted,
      positives,
      total,
      detections,
      trusted,
      limits,
      exceptions,
      objection,
      ignored,
      stale,
      age,
    }),
  };
  const link = report.subject ? guiLink(report.subject.type, report.subject.id) : asked?.link;
  if (indicator) verdict.indicator = indicator;
  if (age !== undefined) verdict.ageDays = daysOf(age);
  if (link !== undefined) verdict.link = link;
  copyFacts(report, verdict);
  return verdict;
}

/** Copies what there is, step by step: every report comes through here, and most facts are rare. */
export function copyFacts(from: Facts, to: Writable<Facts>): void {
  if (from.hashes) to.hashes = from.hashes;
  if (from.names) to.names = from.names;
  if (from.label !== undefined) to.label = from.label;
  if (from.categories) to.categories = from.categories;
  if (from.tags) to.tags = from.tags;
  if (from.reputation !== undefined) to.reputation = from.reputation;
  if (from.score !== undefined) to.score = from.score;
  if (from.sandboxes) to.sandboxes = from.sandboxes;
  if (from.crowdsourced) to.crowdsourced = from.crowdsourced;
  if (from.distributors) to.distributors = from.distributors;
  if (from.trustedVerdict) to.trustedVerdict = from.trustedVerdict;
  if (from.popularity) to.popularity = from.popularity;
  if (from.assessment) to.assessment = from.assessment;
  if (from.severity !== undefined) to.severity = from.severity;
}

/** The share of the engines that flag it, as a number and as a text. */
export function shareOf(positives: number, total: number): Pick<Verdict, 'percent' | 'count'> {
  const percent = total === 0 ? 0 : Math.round((1000 * positives) / total) / 10;
  return { percent, count: `${positives} / ${total}` };
}

/** An age in milliseconds as whole days. */
export function daysOf(age: number): number {
  return Math.floor(age / DAY);
}

/**
 * The votes of the engines that are not left out. A list that agrees with VirusTotal's own counts,
 * which may differ by one, is counted anew. Of one that was cut down on its way here, or that shows
 * fewer engines that flag it, counting would lose votes: there the engines left out are taken off
 * the counts.
 */
function votesWithout({ votes, results }: Report, kept: readonly EngineResult[]): Votes {
  const listed = countVotes(results);
  const remaining = countVotes(kept);
  if (agrees(listed, votes)) return remaining;
  const taken = { ...votes };
  for (const bucket of BUCKETS) {
    taken[bucket] = Math.max(0, votes[bucket] - (listed[bucket] - remaining[bucket]));
  }
  // Where nothing is left of the counts, those that are still listed have spoken all the same.
  return BUCKETS.every((bucket) => taken[bucket] === 0) ? remaining : taken;
}

function agrees(listed: Votes, counted: Votes): boolean {
  if (listed.malicious < counted.malicious || listed.suspicious < counted.suspicious) return false;
  return BUCKETS.every((bucket) => Math.abs(listed[bucket] - counted[bucket]) <= 1);
}

/** A level that is at least as bad as what the analysts say, also where no engine has spoken. */
function raisedBy(analysts: Flag | undefined, level: Level): Level {
  return analysts === undefined || level === 'malicious' ? level : analysts;
}

/**
 * The engines that gave an opinion and do not count as flagging it. Those left out are among them:
 * to leave them out must not make it worse.
 */
function othersOf({ votes }: Report, { countSuspicious }: Policy): number {
  return votes.harmless + votes.undetected + (countSuspicious ? 0 : votes.suspicious);
}

const BUCKETS = ['malicious', 'suspicious', 'harmless', 'undetected'] as const;

function positivesOf({ malicious, suspicious }: Votes, { countSuspicious }: Policy): number {
  return malicious + (countSuspicious ? suspicious : 0);
}

function detectionsOf(results: readonly EngineResult[], countSuspicious: boolean): Detection[] {
  const detections: Detection[] = [];
  for (const { engine, category, label = category } of results) {
    if (category === 'malicious' || (countSuspicious && category === 'suspicious')) {
      detections.push({ engine, label, category });
    }
  }
  return detections;
}

function levelOf(
  report: Report,
  counts: { positives: number; named: number; total: number; trusted: number },
  { maliciousAt, suspiciousAt }: Limits,
): Level {
  if (report.outcome !== 'found') return report.outcome;
  if (counts.total === 0) return 'unknown';
  if (counts.trusted > 0 || counts.positives >= maliciousAt) return 'malicious';
  // The counts go before the list, but what engines are listed to flag is not clean.
  return Math.max(counts.positives, counts.named) >= suspiciousAt ? 'suspicious' : 'clean';
}
