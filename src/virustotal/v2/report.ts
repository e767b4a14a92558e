import { HASH } from '../../indicator/hash/hash';
import { put, isPlainObject, own, type PlainObject } from '../../plain-object';
import { urlSha256 } from '../links';
import { engineCount, hashes, number, text, textEntries, texts, type Writable } from '../narrow';
import { type Report, type ReportSubject } from '../report';
import { readNearby } from './nearby';
import { countVotes, NO_VOTES, type EngineResult, type Votes } from '../vote-buckets';

/** Fields of which a v2 reply without `response_code` (as some clients hand it on) has at least one. */
const MARKS = [
  'response_code',
  'scans',
  'scan_id',
  'detected_urls',
  'undetected_urls',
  'resolutions',
];

/** A client's own `response_code` is the status of HTTP, and what it wraps is the reply. */
const LOWEST_STATUS = 100;

/** What only replies about a domain or an address have: `detected_urls`, `BitDefender category` … */
const DOMAIN_OR_ADDRESS =
  /^(?:(?:un)?detected_|resolutions$|subdomains$|domain_siblings$|categories$|whois|asn$|as_owner$|country$|network$)| (?:category|domain info)$/;

/** The `response_code` of a reply, which some clients write as text. */
export function responseCode(value: unknown): number | undefined {
  return number(own(value, 'response_code'));
}

/** Whether it is a reply of API v2, and not what a client wraps around one. */
export function isReplyV2(value: PlainObject): boolean {
  const code = responseCode(value);
  if (code !== undefined && code >= LOWEST_STATUS) return false;
  return MARKS.some((mark) => Object.hasOwn(value, mark));
}

/**
 * Reads a reply of API v2 (docs.virustotal.com/v2.0/reference/api-responses, …/file-report,
 * …/url-report, …/domain-report, …/ip-address-report). Returns `undefined` for anything else, and
 * for `response_code` -1, which says that the request was wrong.
 */
export function parseReportV2(value: PlainObject): Report | undefined {
  if (!isReplyV2(value)) return undefined;
  const code = Object.hasOwn(value, 'response_code') ? responseCode(value) : 1;
  if (code === 0) return without('unknown', value);
  if (code === -2) return without('pending', value);
  if (code !== 1) return undefined;
  if (isDomainOrAddress(value)) return parseDomainOrAddress(value);
  const results = readScans(value.scans);
  const votes = readTotals(value) ?? (results.length > 0 ? countVotes(results) : undefined);
  // "Successfully queued" also comes with response_code 1, but with neither totals nor scans.
  if (votes === undefined) return without('pending', value);
  const report: Writable<Report> = { api: 2, outcome: 'found', votes, results };
  const subject = subjectOf(value);
  const analysedAt = time(value.scan_date);
  const known = hashes(value);
  const names = texts(value.submission_names);
  const tags = texts(value.tags);
  if (subject) report.subject = subject;
  if (analysedAt !== undefined) report.analysedAt = analysedAt;
  if (known) report.hashes = known;
  if (names) report.names = names;
  if (tags) report.tags = tags;
  return report;
}

function without(outcome: 'unknown' | 'pending', value: PlainObject): Report {
  const subject = subjectOf(value);
  return { api: 2, outcome, votes: NO_VOTES, results: [], ...(subject && { subject }) };
}

/** Whether a reply of API v2 is about a domain or an address: such replies do not name it. */
export function isDomainOrAddress(value: PlainObject): boolean {
  return (
    !Object.hasOwn(value, 'scans') &&
    !Object.hasOwn(value, 'positives') &&
    !Object.hasOwn(value, 'scan_id') &&
    !Object.hasOwn(value, 'resource') &&
    Object.keys(value).some((name) => DOMAIN_OR_ADDRESS.test(name))
  );
}

/** Engines do not vote on a domain or an address in v2, and the reply does not name it. */
function parseDomainOrAddress(value: PlainObject): Report {
  const report: Writable<Report> = { api: 2, outcome: 'found', votes: NO_VOTES, results: [] };
  const categories = readCategories(value.categories);
  const nearby = readNearby(value);
  if (categories) report.categories = categories;
  if (nearby.length > 0) report.nearby = nearby;
  return report;
}

/** A list has no vendors: each category stands for itself. */
function readCategories(value: unknown): Report['categories'] {
  const list = texts(value);
  if (!list) return textEntries(value);
  const categories: Record<string, string> = {};
  for (const category of list) put(categories, category, category);
  return categories;
}

function subjectOf(value: PlainObject): ReportSubject | undefined {
  const url = text(value.url) ?? urlOf(value.resource);
  if (url !== undefined) {
    const id = text(value.scan_id)?.split('-')[0];
    return { type: 'url', value: url, id: id ?? urlSha256(url) };
  }
  const hash = text(value.sha256) ?? text(value.sha1) ?? text(value.md5) ?? hashOf(value.resource);
  return hash === undefined ? undefined : { type: 'file', value: hash, id: hash };
}

function urlOf(resource: unknown): string | undefined {
  const value = text(resource);
  return value !== undefined && /^https?:/i.test(value) ? value : undefined;
}

/** A queued domain is named there too. */
function hashOf(resource: unknown): string | undefined {
  const value = text(resource);
  return value !== undefined && HASH.test(value) ? value : undefined;
}

/** `2018-12-14 10:13:55` is in UTC. */
function time(date: unknown): number | undefined {
  const match = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)$/.exec(text(date) ?? '');
  const parsed = match ? Date.parse(`${match[1]}T${match[2]}Z`) : Number.NaN;
  return Number.isNaN(parsed) ? undefined : parsed;
}

function readTotals(value: PlainObject): Votes | undefined {
  const positives = engineCount(value.positives);
  const total = engineCount(value.total);
  if (positives === undefined || total === undefined || positives > total) return undefined;
  return { ...NO_VOTES, malicious: positives, undetected: total - positives };
}

function readScans(scans: unknown): EngineResult[] {
  if (!isPlainObject(scans)) return [];
  const results: EngineResult[] = [];
  for (const engine of Object.keys(scans)) {
    const scan = scans[engine];
    const detected = isDetected(own(scan, 'detected'));
    if (!isPlainObject(scan) || detected === undefined) continue;
    const category = detected ? 'malicious' : 'undetected';
    const label = text(scan.result);
    results.push(label === undefined ? { engine, category } : { engine, category, label });
  }
  return results;
}

/** Some clients write it as text; `undefined` where it says neither. */
function isDetected(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value;
  const word = text(value)?.trim().toLowerCase();
  return word === 'true' || word === 'false' ? word === 'true' : undefined;
}
