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
    return JSON.stringify(condense(summarize(report, DEFAULT_POLICY, 0, asked), endOf(link)));
  },
  read(text, link, analysedAt) {
    const condensed: Condensed = JSON.parse(text);
    return expand(condensed, link, analysedAt);
  },
};

/** The hash that the link of a file ends with: a verdict has it several times. */
function endOf(link: string): string {
  return link.slice(-64);
}

/** A verdict without what follows from the rest: thousands of them lie in memory. */
interface Condensed extends Facts {
  readonly l: Level;
  readonly p: number;
  readonly t: number;
  /** Engine and label by turns. */
  readonly d: readonly string[];
  /** Which of the detections are only suspicious. */
  readonly s?: readonly number[];
  /** Type, value and id; left out is an id that is the value, and a value that the link ends with. */
  readonly i?: readonly [type: ReportSubject['type'], value?: string, id?: string];
  readonly r: readonly string[];
}

/** What is kept as it is. */
type Facts = Partial<
  Pick<Verdict, 'hashes' | 'names' | 'label' | 'categories' | 'tags' | 'reputation' | 'score'>
>;

function condense(verdict: Verdict, end: string): Condensed {
  const { level, positives, total, detections, indicator, reasons } = verdict;
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
    ...(indicator && { i: condenseSubject(indicator, end) }),
    ...(hashes && { hashes: hashes.sha256 === end ? { ...hashes, sha256: '' } : hashes }),
    ...present({ names, label, categories, tags, reputation, score }),
    r: reasons,
  };
}

function condenseSubject(
  { type, value, id }: ReportSubject,
  end: string,
): NonNullable<Condensed['i']> {
  if (value !== id) return [type, value, id];
  return value === end ? [type] : [type, value];
}

/** Step by step, not spread together: every message that meets a known indicator comes through here. */
function expand(condensed: Condensed, link: string, analysedAt: number | undefined): Verdict {
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
    analysedAt: analysedAt === undefined ? null : new Date(analysedAt).toISOString(),
    stale: false,
    link,
    reasons,
  };
  if (subject) verdict.indicator = expandSubject(subject, link);
  if (condensed.hashes) verdict.hashes = expandHashes(condensed.hashes, link);
  if (condensed.names) verdict.names = condensed.names;
  if (condensed.label !== undefined) verdict.label = condensed.label;
  if (condensed.categories) verdict.categories = condensed.categories;
  if (condensed.tags) verdict.tags = condensed.tags;
  if (condensed.reputation !== undefined) verdict.reputation = condensed.reputation;
  if (condensed.score !== undefined) verdict.score = condensed.score;
  return verdict;
}

type Writable<Type> = { -readonly [Name in keyof Type]: Type[Name] };

function expandSubject(
  [type, value, id]: NonNullable<Condensed['i']>,
  link: string,
): ReportSubject {
  const known = value ?? endOf(link);
  return { type, value: known, id: id ?? known };
}

function expandHashes(
  hashes: NonNullable<Facts['hashes']>,
  link: string,
): NonNullable<Facts['hashes']> {
  return hashes.sha256 === '' ? { ...hashes, sha256: endOf(link) } : hashes;
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
