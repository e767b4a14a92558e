import { isPlainObject, type PlainObject } from '../plain-object';
import { urlDigest } from './links';
import { count, hashes, present, text, textEntries, texts } from './narrow';
import {
  countVotes,
  NO_VOTES,
  type EngineResult,
  type Report,
  type ReportSubject,
  type Votes,
} from './report';

/** Fields of which a v2 reply without `response_code` (as some clients hand it on) has at least one. */
const MARKS = ['response_code', 'scans', 'detected_urls', 'undetected_urls', 'resolutions'];

/** What only replies about a domain or an address have: `detected_urls`, `BitDefender category` … */
const DOMAIN_OR_ADDRESS =
  /^(?:(?:un)?detected_|resolutions$|subdomains$|domain_siblings$|categories$|whois|asn$|as_owner$|country$|network$)| (?:category|domain info)$/;

const HASH = /^(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64})$/i;

/**
 * Reads a reply of API v2 (docs.virustotal.com/v2.0/reference/api-responses, …/file-report,
 * …/url-report, …/domain-report, …/ip-address-report). Returns `undefined` for anything else, and
 * for `response_code` -1, which says that the request was wrong.
 */
export function parseReportV2(value: PlainObject): Report | undefined {
  if (!MARKS.some((mark) => Object.hasOwn(value, mark))) return undefined;
  const code = Object.hasOwn(value, 'response_code') ? value.response_code : 1;
  if (code === 0) return without('unknown', value);
  if (code === -2) return without('pending', value);
  if (code !== 1) return undefined;
  if (isDomainOrAddress(value)) return parseDomainOrAddress(value);
  const results = readScans(value.scans);
  const votes = readTotals(value) ?? (results.length > 0 ? countVotes(results) : undefined);
  // "Successfully queued" also comes with response_code 1, but with neither totals nor scans.
  if (votes === undefined) return without('pending', value);
  return {
    api: 2,
    outcome: 'found',
    votes,
    results,
    ...present({
      subject: subjectOf(value),
      analysedAt: time(value.scan_date),
      hashes: hashes(value),
      names: texts(value.submission_names),
      tags: texts(value.tags),
    }),
  };
}

function without(outcome: 'unknown' | 'pending', value: PlainObject): Report {
  const subject = subjectOf(value);
  return { api: 2, outcome, votes: NO_VOTES, results: [], ...(subject && { subject }) };
}

function isDomainOrAddress(value: PlainObject): boolean {
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
  const categories = texts(value.categories);
  return {
    api: 2,
    outcome: 'found',
    votes: NO_VOTES,
    results: [],
    ...present({
      categories: categories
        ? Object.fromEntries(categories.map((category) => [category, category]))
        : textEntries(value.categories),
    }),
  };
}

function subjectOf(value: PlainObject): ReportSubject | undefined {
  const url = text(value.url) ?? urlOf(value.resource);
  if (url !== undefined) {
    const id = text(value.scan_id)?.split('-')[0];
    return { type: 'url', value: url, id: id ?? urlDigest(url) };
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
  const positives = count(value.positives);
  const total = count(value.total);
  if (positives === undefined || total === undefined || positives > total) return undefined;
  return { ...NO_VOTES, malicious: positives, undetected: total - positives };
}

function readScans(scans: unknown): EngineResult[] {
  if (!isPlainObject(scans)) return [];
  return Object.entries(scans).flatMap(([engine, scan]) => {
    if (!isPlainObject(scan) || typeof scan.detected !== 'boolean') return [];
    const label = text(scan.result);
    const category = scan.detected ? 'malicious' : 'undetected';
    return [{ engine, category, ...(label !== undefined && { label }) } as const];
  });
}
