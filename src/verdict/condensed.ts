import { systemClock, type Clock } from '../clock';
import type { CondensedFormat } from '../lookup/cache/answer';
import type { Writable } from '../virustotal/narrow';
import type {
  AiVerdict,
  Report,
  ReportSubject,
  RuleMatches,
  SandboxVerdict,
} from '../virustotal/report';
import { DEFAULT_POLICY } from './policy';
import { copyFacts, daysOf, shareOf, summarize } from './summarize';
import type { Detection, Facts, Level, Verdict } from './verdict';

/**
 * The verdict by the default policy, as an account keeps it beside each report. Nothing that
 * changes with time is in it, so that it is as good later as when it was made; its age is that at
 * the time it is read.
 */
export function createCondensedVerdict(
  clock: Pick<Clock, 'now'>,
): CondensedFormat<Verdict, Report> {
  return {
    write(report, { type, value, id }, link) {
      const asked = { indicator: { type, value, id }, link };
      const condensed = condense(summarize(report, DEFAULT_POLICY, 0, asked), endOf(link));
      // Named by whoever asked, and not by VirusTotal, it is named by whoever asks next.
      if (!report.subject) delete condensed.i;
      return JSON.stringify(condensed);
    },
    open(text) {
      const condensed: Condensed = JSON.parse(text);
      return ({ type, value, id }, link, analysedAt) => {
        const verdict = expand(condensed, link);
        verdict.indicator ??= { type, value, id };
        if (analysedAt !== undefined) {
          verdict.ageDays = daysOf(Math.max(0, clock.now() - analysedAt));
        }
        return verdict;
      };
    },
  };
}

export const CONDENSED_VERDICT = createCondensedVerdict(systemClock);

/** The hash that the link of a file ends with: a verdict has it several times. */
function endOf(link: string): string {
  return link.slice(-64);
}

/** A verdict without what follows from the rest: thousands of them lie in memory. */
interface Condensed extends KeptFacts {
  l: Level;
  p: number;
  t: number;
  /** Engine and label by turns. */
  d: readonly string[];
  /** Which of the detections are only suspicious. */
  s?: readonly number[];
  /** Type, value and id; left out is an id that is the value, and a value that the link ends with. */
  i?: readonly [type: ReportSubject['type'], value?: string, id?: string];
  r: readonly string[];
  /** When it was analysed, as a verdict tells it. */
  a?: string;
  /** Sandboxes: name, category, and what malware it takes it for. */
  x?: readonly (readonly [sandbox: string, category: string, ...malware: string[]])[];
  /**
   * What the public found: YARA, then Sigma, IDS and reports from the severest on; then programs
   * that read code, by turns with what they call it.
   */
  c?: readonly [
    yara: number | null,
    sigma: Counts | null,
    ids: Counts | null,
    context: Counts | null,
    ...ai: readonly string[],
  ];
}

/** What is kept as it is. */
type KeptFacts = Writable<Omit<Facts, 'sandboxes' | 'crowdsourced'>>;

type Counts = readonly [number, number, number, number];

function condense(verdict: Verdict, end: string): Condensed {
  const { level, positives, total, detections, indicator, reasons } = verdict;
  const { hashes, sandboxes, crowdsourced, analysedAt } = verdict;
  const suspicious = detections.flatMap(({ category }, index) =>
    category === 'suspicious' ? [index] : [],
  );
  const condensed: Condensed & Writable<Facts> = {
    l: level,
    p: positives,
    t: total,
    d: detections.flatMap((detection) => [detection.engine, detection.label]),
    r: reasons,
  };
  copyFacts(verdict, condensed);
  delete condensed.sandboxes;
  delete condensed.crowdsourced;
  if (suspicious.length > 0) condensed.s = suspicious;
  if (analysedAt !== null) condensed.a = analysedAt;
  if (indicator) condensed.i = condenseSubject(indicator, end);
  if (hashes?.sha256 === end) condensed.hashes = { ...hashes, sha256: '' };
  if (sandboxes) {
    condensed.x = sandboxes.map(condenseSandbox);
  }
  if (crowdsourced) condensed.c = condenseCrowdsourced(crowdsourced);
  return condensed;
}

function condenseSubject(
  { type, value, id }: ReportSubject,
  end: string,
): NonNullable<Condensed['i']> {
  if (value !== id) return [type, value, id];
  return value === end ? [type] : [type, value];
}

function condenseSandbox({
  sandbox,
  category,
  malware = [],
}: SandboxVerdict): [string, string, ...string[]] {
  return [sandbox, category, ...malware];
}

function condenseCrowdsourced({
  yara,
  sigma,
  ids,
  context,
  ai = [],
}: NonNullable<Verdict['crowdsourced']>): NonNullable<Condensed['c']> {
  return [
    yara ?? null,
    sigma ? [sigma.critical ?? 0, sigma.high, sigma.medium, sigma.low] : null,
    ids ? condenseMatches(ids) : null,
    context ? condenseMatches(context) : null,
    ...ai.flatMap(({ source, verdict }) => [source, verdict]),
  ];
}

function condenseMatches({ high, medium, low, info = 0 }: RuleMatches): Counts {
  return [high, medium, low, info];
}

/** Step by step, not spread together: every message that meets a known indicator comes through here. */
function expand(condensed: Condensed, link: string): Writable<Verdict> {
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
    analysedAt: condensed.a ?? null,
    stale: false,
    link,
    reasons: [...reasons],
  };
  if (subject) verdict.indicator = expandSubject(subject, link);
  copyFacts(condensed, verdict);
  takeApart(verdict);
  if (verdict.hashes?.sha256 === '') verdict.hashes = { ...verdict.hashes, sha256: endOf(link) };
  if (condensed.x) verdict.sandboxes = expandSandboxes(condensed.x);
  if (condensed.c) verdict.crowdsourced = expandCrowdsourced(condensed.c);
  return verdict;
}

/** What is opened once is read for many, and each may change what it gets. */
function takeApart(verdict: Writable<Verdict>): void {
  const { hashes, names, categories, tags } = verdict;
  const { distributors, trustedVerdict, popularity, assessment } = verdict;
  if (hashes) verdict.hashes = { ...hashes };
  if (names) verdict.names = [...names];
  if (categories) verdict.categories = { ...categories };
  if (tags) verdict.tags = [...tags];
  if (distributors) verdict.distributors = [...distributors];
  if (trustedVerdict) verdict.trustedVerdict = { ...trustedVerdict };
  if (popularity) verdict.popularity = { ...popularity };
  if (assessment) verdict.assessment = { ...assessment };
}

function expandSubject(
  [type, value, id]: NonNullable<Condensed['i']>,
  link: string,
): ReportSubject {
  const known = value ?? endOf(link);
  return { type, value: known, id: id ?? known };
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

function expandSandboxes(condensed: NonNullable<Condensed['x']>): SandboxVerdict[] {
  return condensed.map(([sandbox, category, ...malware]) =>
    malware.length > 0 ? { sandbox, category, malware } : { sandbox, category },
  );
}

function expandCrowdsourced([yara, sigma, ids, context, ...ai]: NonNullable<
  Condensed['c']
>): NonNullable<Verdict['crowdsourced']> {
  const crowdsourced: Writable<NonNullable<Verdict['crowdsourced']>> = {};
  if (yara !== null) crowdsourced.yara = yara;
  if (sigma) crowdsourced.sigma = expandSigma(sigma);
  if (ids) crowdsourced.ids = expandMatches(ids);
  if (context) crowdsourced.context = expandMatches(context);
  if (ai.length > 0) crowdsourced.ai = expandAi(ai);
  return crowdsourced;
}

function expandAi(texts: readonly string[]): AiVerdict[] {
  const found: AiVerdict[] = [];
  for (let index = 0; index < texts.length; index += 2) {
    found.push({ source: texts[index] ?? '', verdict: texts[index + 1] ?? '' });
  }
  return found;
}

function expandSigma([critical, high, medium, low]: Counts): RuleMatches {
  return { critical, high, medium, low };
}

function expandMatches([high, medium, low, info]: Counts): RuleMatches {
  return { high, medium, low, info };
}
