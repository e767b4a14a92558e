import type { IndicatorType } from '../indicator/indicator';
import { isPlainObject, own, type PlainObject } from '../plain-object';
import { count, hashes, number, present, text, textEntries, texts } from './narrow';
import {
  countVotes,
  NO_VOTES,
  type EngineResult,
  type Report,
  type ReportSubject,
  type Votes,
} from './report';

const TYPES: ReadonlyMap<unknown, IndicatorType> = new Map([
  ['file', 'file'],
  ['url', 'url'],
  ['domain', 'domain'],
  ['ip_address', 'ip'],
]);

const CATEGORIES: ReadonlyMap<unknown, EngineResult['category']> = new Map([
  ['malicious', 'malicious'],
  ['suspicious', 'suspicious'],
  ['harmless', 'harmless'],
  ['undetected', 'undetected'],
]);

/**
 * Reads an object of API v3 (docs.virustotal.com/reference/files, …/url-object, …/domains-object,
 * …/ip-object, …/analyses-object), bare or wrapped in `data`. Returns `undefined` for anything else.
 */
export function parseReportV3(value: PlainObject): Report | undefined {
  const object = isPlainObject(value.data) ? value.data : value;
  const { attributes, type } = object;
  if (!isPlainObject(attributes) || typeof type !== 'string') return undefined;
  if (type === 'analysis') return parseAnalysis(attributes, value);
  const indicatorType = TYPES.get(type);
  if (indicatorType === undefined) return undefined;
  const results = readResults(attributes.last_analysis_results);
  return {
    api: 3,
    outcome: 'found',
    votes: readVotes(attributes.last_analysis_stats, results),
    results,
    ...present({
      subject: subjectOf(indicatorType, object.id, attributes),
      analysedAt: time(attributes.last_analysis_date),
      ...describe(indicatorType, attributes),
    }),
  };
}

function describe(type: IndicatorType, attributes: PlainObject): Partial<Report> {
  const threat = attributes.popular_threat_classification;
  return present({
    hashes: type === 'file' ? hashes(attributes) : undefined,
    names: type === 'file' ? namesOf(attributes) : undefined,
    label: text(own(threat, 'suggested_threat_label')) ?? texts(attributes.threat_names)?.[0],
    categories: textEntries(attributes.categories),
    tags: texts(attributes.tags),
    reputation: number(attributes.reputation),
    score: number(own(own(attributes.gti_assessment, 'threat_score'), 'value')),
  });
}

/** An analysis calls its fields otherwise, and what it holds before it is completed is partial. */
function parseAnalysis(attributes: PlainObject, whole: PlainObject): Report {
  const results = readResults(attributes.results);
  const completed = attributes.status === 'completed';
  return {
    api: 3,
    outcome: completed ? 'found' : 'pending',
    votes: completed ? readVotes(attributes.stats, results) : NO_VOTES,
    results: completed ? results : [],
    ...present({
      subject: analysisSubject(whole),
      analysedAt: completed ? time(attributes.date) : undefined,
    }),
  };
}

function analysisSubject(whole: PlainObject): ReportSubject | undefined {
  const url = own(own(whole.meta, 'url_info'), 'url');
  const urlId = own(own(whole.meta, 'url_info'), 'id');
  if (typeof url === 'string' && typeof urlId === 'string') {
    return { type: 'url', value: url, id: urlId };
  }
  const hash = text(own(own(whole.meta, 'file_info'), 'sha256'));
  return hash === undefined ? undefined : { type: 'file', value: hash, id: hash };
}

function subjectOf(
  type: IndicatorType,
  id: unknown,
  attributes: PlainObject,
): ReportSubject | undefined {
  const ownId = text(id);
  if (ownId === undefined) return undefined;
  return { type, value: (type === 'url' ? text(attributes.url) : undefined) ?? ownId, id: ownId };
}

function namesOf(attributes: PlainObject): readonly string[] | undefined {
  const best = text(attributes.meaningful_name);
  const names = new Set([
    ...(best === undefined ? [] : [best]),
    ...(texts(attributes.names) ?? []),
  ]);
  return names.size > 0 ? [...names] : undefined;
}

/** The service counts in whole seconds. */
function time(seconds: unknown): number | undefined {
  const value = count(seconds);
  return value === undefined || value === 0 || value > 8.64e12 ? undefined : value * 1000;
}

/** The service's own counts; one that it does not give is counted among the results. */
function readVotes(stats: unknown, results: readonly EngineResult[]): Votes {
  const given = present({
    malicious: count(own(stats, 'malicious')),
    suspicious: count(own(stats, 'suspicious')),
    harmless: count(own(stats, 'harmless')),
    undetected: count(own(stats, 'undetected')),
  });
  return { ...countVotes(results), ...given };
}

function readResults(results: unknown): EngineResult[] {
  if (!isPlainObject(results)) return [];
  return Object.entries(results).flatMap(([engine, result]) => {
    if (!isPlainObject(result)) return [];
    const label = text(result.result);
    return [
      {
        engine,
        category: CATEGORIES.get(result.category) ?? 'none',
        ...(label !== undefined && { label }),
      },
    ];
  });
}
