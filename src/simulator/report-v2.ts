import type { AddressFacts, Analysed, DomainFacts, Facts, FileFacts, UrlFacts } from './facts';
import { sha256 } from './identity';
import { isFlagged, isOpinion, opinionsOf, type Opinion } from './opinions';
import { compactDate, whoisOf } from './report-v3';

const GUI = 'https://www.virustotal.com/gui';

/** The two kinds of indicator that v2 scans and gives one verdict about. */
export type ScannedFacts = FileFacts | UrlFacts;

/**
 * The body of a found file or URL report.
 * Source: https://docs.virustotal.com/v2.0/reference/file-report and url-report
 */
export function scanReport(analysed: Analysed<ScannedFacts>, resource: string): object {
  const { facts, analysedAt } = analysed;
  const opinions = opinionsOf(facts).filter(isOpinion);
  return {
    ...scanHead(facts, resource, analysedAt),
    response_code: 1,
    verbose_msg:
      facts.type === 'file'
        ? 'Scan finished, information embedded'
        : 'Scan finished, scan information embedded in this object',
    ...(facts.type === 'url' && { filescan_id: null }),
    positives: opinions.filter(isFlagged).length,
    total: opinions.length,
    scans: Object.fromEntries(
      opinions.map((opinion) => [
        opinion.engine,
        facts.type === 'file' ? fileScan(opinion, analysedAt) : urlScan(opinion),
      ]),
    ),
  };
}

/** The answer to a submission: code 1 as for a report, but neither positives nor scans. */
export function submissionReport(facts: UrlFacts, resource: string, submittedAt: number): object {
  return {
    ...scanHead(facts, resource, submittedAt),
    response_code: 1,
    verbose_msg: 'Scan request successfully queued, come back later for the report',
  };
}

/** The answer about something known but not analysed yet. */
export function queuedReport(
  { facts, submittedAt }: { facts: Facts; submittedAt: number },
  resource: string,
): object {
  return {
    response_code: -2,
    resource,
    ...((facts.type === 'file' || facts.type === 'url') && {
      scan_id: `${facts.id}-${submittedAt}`,
    }),
    verbose_msg: 'Your resource is queued for analysis',
  };
}

/** The answer about a file or URL that nobody submitted. */
export function unknownScanReport(resource: string): object {
  return {
    response_code: 0,
    resource,
    verbose_msg: 'The requested resource is not among the finished, queued or pending scans',
  };
}

/** The answer about text that is no hash, no scan identifier and no URL. */
export function invalidScanReport(resource: string): object {
  return {
    response_code: 0,
    resource,
    verbose_msg: 'Invalid resource, check what you are submitting',
  };
}

/** The answer to the submission of text that is no URL. */
export function invalidUrlReport(resource: string): object {
  return {
    response_code: -1,
    resource,
    verbose_msg: 'Invalid URL, the scan request was not queued',
  };
}

/**
 * The body of a found domain report. It has no counts of its own: they are those of its URLs.
 * Source: https://docs.virustotal.com/v2.0/reference/domain-report
 */
export function domainReport({ facts, analysedAt }: Analysed<DomainFacts>): object {
  const isFlaggedDomain = facts.flaggedUrl !== undefined;
  return {
    response_code: 1,
    verbose_msg: 'Domain found in dataset',
    categories: [...new Set(Object.values(facts.categories))],
    ...Object.fromEntries(
      Object.entries(facts.categories).map(([vendor, category]) => [
        `${vendor} category`,
        category,
      ]),
    ),
    'Webutation domain info': {
      Verdict: isFlaggedDomain ? 'malicious' : 'safe',
      'Safety score': isFlaggedDomain ? 10 : 100,
      'Adult content': 'no',
    },
    domain_siblings: [],
    subdomains: [],
    resolutions: [],
    detected_urls: detectedUrls(facts, analysedAt),
    undetected_urls: undetectedUrls(facts, analysedAt),
    ...noSamples,
    whois: whoisOf(facts),
    whois_timestamp: analysedAt,
  };
}

/**
 * The body of a found address report.
 * Source: https://docs.virustotal.com/v2.0/reference/ip-address-report
 */
export function addressReport({ facts, analysedAt }: Analysed<AddressFacts>): object {
  return {
    response_code: 1,
    verbose_msg: 'IP address in dataset',
    asn: facts.asn,
    as_owner: facts.asOwner,
    country: facts.country,
    continent: facts.continent,
    network: facts.network,
    resolutions: [],
    detected_urls: detectedUrls(facts, analysedAt),
    undetected_urls: undetectedUrls(facts, analysedAt),
    ...noSamples,
    whois: whoisOf(facts),
    whois_timestamp: analysedAt,
  };
}

const noSamples = {
  detected_communicating_samples: [],
  detected_downloaded_samples: [],
  detected_referrer_samples: [],
  undetected_communicating_samples: [],
  undetected_downloaded_samples: [],
  undetected_referrer_samples: [],
} as const;

function scanHead(facts: ScannedFacts, resource: string, scannedAt: number): object {
  const letter = facts.type === 'file' ? 'f' : 'u';
  const own =
    facts.type === 'file'
      ? { md5: facts.md5, sha1: facts.sha1, sha256: facts.sha256 }
      : { url: facts.url };
  return {
    resource,
    scan_id: `${facts.id}-${scannedAt}`,
    scan_date: spacedDate(scannedAt),
    permalink: `${GUI}/${facts.type}/${facts.id}/detection/${letter}-${facts.id}-${scannedAt}`,
    ...own,
  };
}

function fileScan(opinion: Opinion, scannedAt: number): object {
  return {
    detected: isFlagged(opinion),
    version: opinion.version,
    result: opinion.result,
    update: compactDate(scannedAt),
  };
}

function urlScan(opinion: Opinion): object {
  return { detected: isFlagged(opinion), result: `${opinion.result ?? 'unrated'} site` };
}

function detectedUrls(facts: DomainFacts | AddressFacts, scannedAt: number): object[] {
  if (facts.flaggedUrl === undefined) return [];
  const { positives, total } = countsOf(facts);
  return [{ url: facts.flaggedUrl, positives, total, scan_date: spacedDate(scannedAt) }];
}

function undetectedUrls(facts: DomainFacts | AddressFacts, scannedAt: number): unknown[] {
  if (facts.flaggedUrl !== undefined) return [];
  const host = facts.id.includes(':') ? `[${facts.id}]` : facts.id;
  const url = `http://${host}/`;
  return [[url, sha256(url), 0, countsOf(facts).total, spacedDate(scannedAt)]];
}

function countsOf(facts: Facts): { positives: number; total: number } {
  const opinions = opinionsOf(facts).filter(isOpinion);
  return { positives: opinions.filter(isFlagged).length, total: opinions.length };
}

/** `YYYY-MM-DD HH:MM:SS` of a time in seconds since the Unix epoch, UTC. */
function spacedDate(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 19).replace('T', ' ');
}
