import type { DigestFormat } from '../virustotal/answer';
import { present } from '../virustotal/narrow';
import type { ReportSubject } from '../virustotal/report';
import { DEFAULT_POLICY } from './policy';
import { shareOf, summarize } from './summarize';
import type { Detection, Level, Verdict } from './verdict';

/**
 * The verdict by the default policy, as an account keeps it beside each report. No policy of time is
 * in it, so that it is as good later as when it was made.
 */
export const VERDICT_DIGEST: DigestFormat<Verdict> = {
  write(report, { type, value, id }, link) {
    const asked = { indicator: { type, value, id }, link };
    return JSON.stringify(condense(summarize(report, DEFAULT_POLICY, 0, asked)));
  },
  read(text, link) {
    const condensed: Condensed = JSON.parse(text);
    return expand(condensed, link);
  },
};

/** A verdict without what follows from the rest: thousands of them lie in memory. */
interface Condensed extends Facts {
  readonly l: Level;
  readonly p: number;
  readonly t: number;
  /** Engine and label by turns. */
  readonly d: readonly string[];
  /** Which of the detections are only suspicious. */
  readonly s?: readonly number[];
  /** Type, value, and the id where it is another text. */
  readonly i?: readonly [type: ReportSubject['type'], value: string, id?: string];
  readonly r: readonly string[];
}

/** What is kept as it is. */
type Facts = Partial<
  Pick<
    Verdict,
    'hashes' | 'names' | 'label' | 'categories' | 'tags' | 'reputation' | 'score' | 'analysedAt'
  >
>;

function condense(verdict: Verdict): Condensed {
  const { level, positives, total, detections, indicator, analysedAt, reasons } = verdict;
  const { hashes, names, label, categories, tags, reputation, score } = verdict;
  const suspicious = detections.flatMap(({ category }, index) =>
    category === 'suspicious' ? [index] : [],
  );
  return {
    l: level,
    p: positives,
    t: total,
    d: detections.flatMap((detection) => [detection.engine, detection.label]),
    ...(suspicious.length > 0 && { s: suspicious }),
    ...(indicator && { i: condenseSubject(indicator) }),
    ...present({ hashes, names, label, categories, tags, reputation, score }),
    ...(analysedAt !== null && { analysedAt }),
    r: reasons,
  };
}

function condenseSubject({ type, value, id }: ReportSubject): NonNullable<Condensed['i']> {
  return value === id ? [type, value] : [type, value, id];
}

/** Step by step, not spread together: every message that meets a known indicator comes through here. */
function expand(condensed: Condensed, link: string): Verdict {
  const { l: level, p: positives, t: total, i: subject, r: reasons } = condensed;
  const { percent, count } = shareOf(positives, total);
  const verdict: Writable<Verdict> = {
    level,
    positives,
    total,
    percent,
    count,
    detections: expandDetections(condensed.d, condensed.s),
    trusted: [],
    analysedAt: condensed.analysedAt ?? null,
    stale: false,
    link,
    reasons,
  };
  if (subject) verdict.indicator = expandSubject(subject);
  if (condensed.hashes) verdict.hashes = condensed.hashes;
  if (condensed.names) verdict.names = condensed.names;
  if (condensed.label !== undefined) verdict.label = condensed.label;
  if (condensed.categories) verdict.categories = condensed.categories;
  if (condensed.tags) verdict.tags = condensed.tags;
  if (condensed.reputation !== undefined) verdict.reputation = condensed.reputation;
  if (condensed.score !== undefined) verdict.score = condensed.score;
  return verdict;
}

type Writable<Type> = { -readonly [Name in keyof Type]: Type[Name] };

function expandSubject([type, value, id = value]: NonNullable<Condensed['i']>): ReportSubject {
  return { type, value, id };
}

function expandDetections(
  texts: readonly string[],
  suspicious: readonly number[] = [],
): Detection[] {
  const detections: Detection[] = [];
  for (let index = 0; index < texts.length; index += 2) {
    const category = suspicious.includes(index / 2) ? 'suspicious' : 'malicious';
    detections.push({ engine: texts[index] ?? '', label: texts[index + 1] ?? '', category });
  }
  return detections;
}
