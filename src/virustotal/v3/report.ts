import type { IndicatorType } from '../../indicator/indicator';
import { put, isPlainObject, own, type PlainObject } from '../../plain-object';
import {
  MOST_READ,
  count,
  engineCount,
  hashes,
  number,
  text,
  textEntries,
  texts,
  type Writable,
} from '../narrow';
import { type Report, type ReportSubject } from '../report';
import { countVotes, NO_VOTES, type EngineResult, type Votes, categoryOf } from '../vote-buckets';
import { urlSha256 } from '../links';
import { addContext } from './context';
import { isAnalysis, objectIn } from './object';

const TYPES: ReadonlyMap<unknown, IndicatorType> = new Map([
  ['file', 'file'],
  ['url', 'url'],
  ['domain', 'domain'],
  ['ip_address', 'ip'],
  ['private_file', 'file'],
  ['private_url', 'url'],
]);

/** Whether it is one object of API v3, in whatever form clients have it. */
export function isReplyV3(value: PlainObject): boolean {
  return objectIn(value) !== undefined;
}

/**
 * Reads an object of API v3 (docs.virustotal.com/reference/files, …/url-object, …/domains-object,
 * …/ip-object, …/analyses-object), in whatever form clients have it. The reply to a submission, which
 * only names its analysis, is pending. Returns `undefined` for anything else.
 */
export function parseReportV3(value: PlainObject): Report | undefined {
  const object = objectIn(value);
  if (object === undefined) return undefined;
  const { type, attributes = {} } = object;
  if (isAnalysis(object)) return parseAnalysis(attributes, object.id, value);
  const indicatorType = TYPES.get(type);
  if (indicatorType === undefined && type !== undefined) return undefined;
  const results = readResults(attributes.last_analysis_results);
  const report: Writable<Report> = {
    api: 3,
    outcome: 'found',
    votes: readVotes(attributes.last_analysis_stats, results),
    results,
  };
  const subject = subjectOf(indicatorType, object.id, attributes);
  const analysedAt = time(attributes.last_analysis_date);
  if (subject) report.subject = subject;
  if (analysedAt !== undefined) report.analysedAt = analysedAt;
  describe(report, indicatorType, attributes);
  addContext(report, attributes);
  return report;
}

/** What an error in a list is about, which is named beside it. */
export function errorSubject(value: PlainObject): ReportSubject | undefined {
  const type = TYPES.get(own(value, 'type'));
  const id = text(own(value, 'id'));
  return type === undefined || id === undefined ? undefined : { type, value: id, id };
}

/** Step by step, and only what is there: thousands of reports come through here. */
function describe(
  report: Writable<Report>,
  type: IndicatorType | undefined,
  attributes: PlainObject,
): void {
  if (type === 'file') {
    const known = hashes(attributes);
    const names = namesOf(attributes);
    if (known) report.hashes = known;
    if (names) report.names = names;
  }
  const threat = attributes.popular_threat_classification;
  const label = text(own(threat, 'suggested_threat_label')) ?? texts(attributes.threat_names)?.[0];
  const categories = textEntries(attributes.categories);
  const tags = texts(attributes.tags);
  const reputation = number(attributes.reputation);
  if (label !== undefined) report.label = label;
  if (categories) report.categories = categories;
  if (tags) report.tags = tags;
  if (reputation !== undefined) report.reputation = reputation;
}

/** An analysis calls its fields otherwise, and what it holds before it is completed is partial. */
function parseAnalysis(
  attributes: PlainObject,
  id: string | undefined,
  whole: PlainObject,
): Report {
  const completed = attributes.status === 'completed';
  const results = completed ? readResults(attributes.results) : [];
  const report: Writable<Report> = {
    api: 3,
    outcome: completed ? 'found' : 'pending',
    votes: completed ? readVotes(attributes.stats, results) : NO_VOTES,
    results,
  };
  const subject = analysisSubject(whole) ?? fileOf(id);
  const analysedAt = completed ? time(attributes.date) : undefined;
  if (subject) report.subject = subject;
  if (analysedAt !== undefined) report.analysedAt = analysedAt;
  return report;
}

function analysisSubject(whole: PlainObject): ReportSubject | undefined {
  const meta = own(whole, 'meta');
  const url = own(own(meta, 'url_info'), 'url');
  const urlId = own(own(meta, 'url_info'), 'id');
  if (typeof url === 'string' && typeof urlId === 'string') {
    return { type: 'url', value: url, id: urlId };
  }
  const hash = text(own(own(meta, 'file_info'), 'sha256'));
  return hash === undefined ? undefined : { type: 'file', value: hash, id: hash };
}

/** A file's analysis has its SHA-256 in its id; a URL's has only a hash of the URL. */
function fileOf(analysisId: string | undefined): ReportSubject | undefined {
  const hash = /^f-([0-9a-f]{64})-\d+$/.exec(analysisId ?? '')?.[1];
  return hash === undefined ? undefined : { type: 'file', value: hash, id: hash };
}

function subjectOf(
  type: IndicatorType | undefined,
  id: string | undefined,
  attributes: PlainObject,
): ReportSubject | undefined {
  const url = type === 'url' ? text(attributes.url) : undefined;
  const ownId = id ?? (url === undefined ? undefined : urlSha256(url));
  if (type === undefined || ownId === undefined) return undefined;
  return { type, value: url ?? ownId, id: ownId };
}

/** The meaningful name comes first, and none comes twice. */
function namesOf(attributes: PlainObject): readonly string[] | undefined {
  const best = text(attributes.meaningful_name);
  const names = texts(attributes.names);
  if (best === undefined) return names && [...new Set(names)];
  return names ? [...new Set([best, ...names])] : [best];
}

/** The service counts in whole seconds. */
function time(seconds: unknown): number | undefined {
  const value = count(seconds);
  return value === undefined || value === 0 || value > 8.64e12 ? undefined : value * 1000;
}

/** Whether there is a count of the suspicious that cannot be read; in old reports there is none. */
function isLost(stats: PlainObject, suspicious: number | undefined): boolean {
  return suspicious === undefined && own(stats, 'suspicious') !== undefined;
}

/**
 * The service's own counts; one that it does not give is counted among the results, and so are all
 * where it counts nobody although engines spoke.
 */
function readVotes(stats: unknown, results: readonly EngineResult[]): Votes {
  if (!isPlainObject(stats)) return countVotes(results);
  const malicious = engineCount(own(stats, 'malicious'));
  const suspicious = engineCount(own(stats, 'suspicious'));
  const harmless = engineCount(own(stats, 'harmless'));
  const undetected = engineCount(own(stats, 'undetected'));
  const counted = countVotes(results);
  // Nobody tells how many flag it: that the others do not is no answer.
  if (results.length === 0 && (malicious === undefined || isLost(stats, suspicious))) {
    return NO_VOTES;
  }
  const votes = {
    malicious: malicious ?? counted.malicious,
    suspicious: suspicious ?? counted.suspicious,
    harmless: harmless ?? counted.harmless,
    undetected: undetected ?? counted.undetected,
  };
  const sum = votes.malicious + votes.suspicious + votes.harmless + votes.undetected;
  return sum === 0 ? counted : votes;
}

function readResults(value: unknown): EngineResult[] {
  if (Array.isArray(value)) return readResults(byEngine(value));
  if (!isPlainObject(value)) return [];
  const results: EngineResult[] = [];
  for (const engine of Object.keys(value).slice(0, MOST_READ)) {
    const result = value[engine];
    if (!isPlainObject(result)) continue;
    const category = categoryOf(result.category);
    const label = text(result.result);
    results.push(label === undefined ? { engine, category } : { engine, category, label });
  }
  return results;
}

/** As a list, each result names its engine itself. */
function byEngine(list: readonly unknown[]): PlainObject {
  const results: PlainObject = {};
  for (const result of list.slice(0, MOST_READ)) {
    const engine = text(own(result, 'engine_name'));
    if (engine !== undefined) put(results, engine, result);
  }
  return results;
}
