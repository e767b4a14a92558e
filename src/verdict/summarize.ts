import { guiLink } from '../virustotal/links';
import { present } from '../virustotal/narrow';
import {
  countVotes,
  type EngineResult,
  type Report,
  type ReportSubject,
  type Votes,
} from '../virustotal/report';
import type { Policy } from './policy';
import { explain } from './reasons';
import type { Detection, Level, Verdict } from './verdict';

/** What a lookup was about. */
export interface Asked {
  readonly indicator: ReportSubject;
  readonly link?: string;
}

/**
 * Judges a report by a policy. `now` is in milliseconds since the epoch; `asked` is what was looked
 * up, for reports that do not say what they are about (unknown ones, and v2 on domains).
 * Positives and total follow API v2: engines that flag it, of engines that gave an opinion.
 * Where no engine spoke the level is `unknown`, whatever else the report says.
 */
export function summarize(report: Report, policy: Policy, now: number, asked?: Asked): Verdict {
  const results = without(policy.ignored, report.results);
  const votes = results.length === report.results.length ? report.votes : countVotes(results);
  const detections = detectionsOf(results, policy.countSuspicious);
  const trusted = trustedAmong(detections, policy.trusted);
  const positives = votes.malicious + (policy.countSuspicious ? votes.suspicious : 0);
  const total = totalOf(votes);
  const { analysedAt } = report;
  const indicator = report.subject ?? asked?.indicator;
  const age = analysedAt === undefined ? undefined : Math.max(0, now - analysedAt);
  const stale = age !== undefined && policy.staleAfter !== undefined && age > policy.staleAfter;
  const level = levelOf(report, { positives, total, trusted: trusted.length }, policy);
  const ignored = report.results.length - results.length;
  return {
    level,
    positives,
    total,
    ...shareOf(positives, total),
    detections,
    trusted,
    ...present({
      indicator,
      hashes: report.hashes,
      names: report.names,
      label: report.label,
      categories: report.categories,
      tags: report.tags,
      reputation: report.reputation,
      score: report.score,
    }),
    analysedAt: analysedAt === undefined ? null : new Date(analysedAt).toISOString(),
    stale,
    ...present({ link: linkOf(report, asked) }),
    reasons: explain(report, policy, { level, positives, total, trusted, ignored, stale, age }),
  };
}

/** The share of the engines that flag it, as a number and as a text. */
export function shareOf(positives: number, total: number): Pick<Verdict, 'percent' | 'count'> {
  const percent = total === 0 ? 0 : Math.round((1000 * positives) / total) / 10;
  return { percent, count: `${positives} / ${total}` };
}

function linkOf(report: Report, asked: Asked | undefined): string | undefined {
  return report.subject ? guiLink(report.subject.type, report.subject.id) : asked?.link;
}

function without(
  ignored: readonly string[],
  results: readonly EngineResult[],
): readonly EngineResult[] {
  if (ignored.length === 0) return results;
  const names = namesOf(ignored);
  return results.filter(({ engine }) => !names.has(engine.toLowerCase()));
}

/** Engines are named by hand, so case does not count. */
function namesOf(engines: readonly string[]): ReadonlySet<string> {
  return new Set(engines.map((engine) => engine.toLowerCase()));
}

function detectionsOf(results: readonly EngineResult[], countSuspicious: boolean): Detection[] {
  return results.flatMap(({ engine, category, label }) => {
    const flags = category === 'malicious' || (countSuspicious && category === 'suspicious');
    return flags ? [{ engine, label: label ?? category, category }] : [];
  });
}

function trustedAmong(detections: readonly Detection[], trusted: readonly string[]): string[] {
  const names = namesOf(trusted);
  return detections
    .filter(({ engine }) => names.has(engine.toLowerCase()))
    .map(({ engine }) => engine);
}

function totalOf(votes: Votes): number {
  return votes.malicious + votes.suspicious + votes.harmless + votes.undetected;
}

function levelOf(
  report: Report,
  counts: { positives: number; total: number; trusted: number },
  policy: Policy,
): Level {
  if (report.outcome !== 'found') return report.outcome;
  if (counts.total === 0) return 'unknown';
  if (counts.trusted > 0 || counts.positives >= policy.maliciousAt) return 'malicious';
  return counts.positives >= policy.suspiciousAt ? 'suspicious' : 'clean';
}
