import { isPlainObject, own, type PlainObject } from '../../plain-object';
import { count, number, text, texts, type Writable } from '../narrow';
import type {
  AiVerdict,
  Assessment,
  Crowdsourced,
  Popularity,
  Report,
  RuleMatches,
  SandboxVerdict,
  TrustedVerdict,
} from '../report';

/**
 * Adds what others than the engines say about an object of API v3: sandboxes, the public's rules,
 * who distributes it and vouches for it, how well known it is, and Google Threat Intelligence.
 */
export function addContext(report: Writable<Report>, attributes: PlainObject): void {
  const assessment = readAssessment(attributes.gti_assessment);
  const sandboxes = readSandboxes(attributes.sandbox_verdicts);
  const crowdsourced = readCrowdsourced(attributes);
  const distributors = texts(own(attributes.known_distributors, 'distributors'));
  const trustedVerdict = readTrustedVerdict(attributes.trusted_verdict);
  const popularity = readPopularity(attributes.popularity_ranks);
  const severity = constant(own(attributes.threat_severity, 'threat_severity_level'), 'SEVERITY_');
  if (assessment?.score !== undefined) report.score = assessment.score;
  if (sandboxes) report.sandboxes = sandboxes;
  if (crowdsourced) report.crowdsourced = crowdsourced;
  if (distributors) report.distributors = distributors;
  if (trustedVerdict) report.trustedVerdict = trustedVerdict;
  if (popularity) report.popularity = popularity;
  if (assessment) report.assessment = assessment;
  if (severity !== undefined) report.severity = severity;
}

function readAssessment(value: unknown): Assessment | undefined {
  if (!isPlainObject(value)) return undefined;
  const verdict = constant(valueOf(value.verdict), 'VERDICT_');
  const severity = constant(valueOf(value.severity), 'SEVERITY_');
  const score = number(valueOf(value.threat_score));
  if (verdict === undefined && severity === undefined && score === undefined) return undefined;
  const assessment: Writable<Assessment> = {};
  if (verdict !== undefined) assessment.verdict = verdict;
  if (severity !== undefined) assessment.severity = severity;
  if (score !== undefined) assessment.score = score;
  return assessment;
}

/** The service wraps each value; some clients take that off. */
function valueOf(value: unknown): unknown {
  return isPlainObject(value) ? own(value, 'value') : value;
}

/** `SEVERITY_HIGH` and `HIGH` are both `high`. */
function constant(value: unknown, prefix: string): string | undefined {
  const name = text(value)?.trim().toUpperCase();
  if (name === undefined || name === '') return undefined;
  return (name.startsWith(prefix) ? name.slice(prefix.length) : name).toLowerCase();
}

function readSandboxes(value: unknown): SandboxVerdict[] | undefined {
  if (!isPlainObject(value)) return undefined;
  const sandboxes: SandboxVerdict[] = [];
  for (const sandbox of Object.keys(value)) {
    const category = text(own(value[sandbox], 'category'));
    if (category === undefined) continue;
    const malware = texts(own(value[sandbox], 'malware_names'));
    sandboxes.push(malware ? { sandbox, category, malware } : { sandbox, category });
  }
  return sandboxes.length > 0 ? sandboxes : undefined;
}

function readCrowdsourced(attributes: PlainObject): Crowdsourced | undefined {
  const { crowdsourced_yara_results: rules } = attributes;
  const sigma = readMatches(attributes.sigma_analysis_stats, 'critical');
  const ids = readMatches(attributes.crowdsourced_ids_stats, 'info');
  const context = countSeverities(attributes.crowdsourced_context);
  const ai = readAi(attributes.crowdsourced_ai_results);
  const hasRules = Array.isArray(rules);
  if (!hasRules && !sigma && !ids && !context && !ai) return undefined;
  const crowdsourced: Writable<Crowdsourced> = {};
  if (hasRules) crowdsourced.yara = rules.length;
  if (sigma) crowdsourced.sigma = sigma;
  if (ids) crowdsourced.ids = ids;
  if (context) crowdsourced.context = context;
  if (ai) crowdsourced.ai = ai;
  return crowdsourced;
}

/** How many entries of a list have each severity; one of another name is for information. */
function countSeverities(value: unknown): RuleMatches | undefined {
  if (!Array.isArray(value)) return undefined;
  const counts = { high: 0, medium: 0, low: 0, info: 0 };
  for (const each of value.filter(isPlainObject)) {
    const severity = own(each, 'severity');
    if (severity === 'high' || severity === 'medium' || severity === 'low') counts[severity] += 1;
    else counts.info += 1;
  }
  const { high, medium, low, info } = counts;
  return high + medium + low + info === 0 ? undefined : counts;
}

/** Many only describe what they read: they call it nothing. */
function readAi(value: unknown): AiVerdict[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const found: AiVerdict[] = [];
  for (const each of value) {
    const verdict = constant(own(each, 'verdict'), 'VERDICT_');
    const source = text(own(each, 'source')) ?? 'unknown';
    if (verdict !== undefined) found.push({ source, verdict });
  }
  return found.length > 0 ? found : undefined;
}

/** Sigma has `critical`, the intrusion detection systems have `info`; neither has both. */
function readMatches(value: unknown, special: 'critical' | 'info'): RuleMatches | undefined {
  if (!isPlainObject(value)) return undefined;
  const high = count(value.high);
  const medium = count(value.medium);
  const low = count(value.low);
  const other = count(value[special]);
  if ((high ?? medium ?? low ?? other) === undefined) return undefined;
  const common = { high: high ?? 0, medium: medium ?? 0, low: low ?? 0 };
  return special === 'critical'
    ? { critical: other ?? 0, ...common }
    : { ...common, info: other ?? 0 };
}

function readTrustedVerdict(value: unknown): TrustedVerdict | undefined {
  const verdict = text(own(value, 'verdict'));
  if (verdict === undefined) return undefined;
  const organization = text(own(value, 'organization'));
  return organization === undefined ? { verdict } : { verdict, organization };
}

function readPopularity(value: unknown): Popularity | undefined {
  if (!isPlainObject(value)) return undefined;
  let best: Popularity | undefined;
  for (const list of Object.keys(value)) {
    const rank = count(own(value[list], 'rank'));
    if (rank === undefined || rank === 0) continue;
    if (best === undefined || rank < best.rank) best = { rank, list };
  }
  return best;
}
