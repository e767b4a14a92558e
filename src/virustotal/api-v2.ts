import type { Indicator } from '../indicator/indicator';
import { isPlainObject, own, type PlainObject } from '../plain-object';
import { CLIENT_HEADERS, type Api } from './api';
import { BadRequestError, BadResponseError, CredentialsError } from './errors';
import type { HttpReply } from './http';
import { parseReport } from './parse-report';
import { canonicalUrl } from './links';
import { outsideText, quotaSpent, readBody, unexpectedStatus } from './reply';
import type { Report } from './report';

/**
 * API v2: the key travels in the query (docs.virustotal.com/v2.0/reference), so no URL may be
 * printed. Files and URLs are asked for with `allinfo=true`, as the source document does.
 */
export function createApiV2(key: string): Api {
  return {
    version: 2,
    reportRequest: (indicator) => ({
      method: 'GET',
      ...reportAddress(indicator, key),
      headers: { ...CLIENT_HEADERS },
    }),
    readReport(indicator, reply, now) {
      if (reply.status !== 200) throw failure(reply, now);
      const body = readBody(reply);
      return readReport(indicator, Array.isArray(body) && body.length === 1 ? body[0] : body, key);
    },
  };
}

function reportAddress(
  indicator: Indicator,
  apikey: string,
): { path: string; query: Record<string, string> } {
  const { type, value } = indicator;
  switch (type) {
    case 'file':
    case 'url':
      return {
        path: `/vtapi/v2/${type}/report`,
        query: { apikey, resource: value, allinfo: 'true' },
      };
    case 'domain':
      return { path: '/vtapi/v2/domain/report', query: { apikey, domain: value } };
    case 'ip':
      if (value.includes(':')) throw new BadRequestError('API v2 knows no IPv6 addresses');
      return { path: '/vtapi/v2/ip-address/report', query: { apikey, ip: value } };
  }
}

function readReport(indicator: Indicator, body: unknown, key: string): Report {
  if (own(body, 'response_code') === -1) {
    const detail = outsideText(own(body, 'verbose_msg'), key);
    throw new BadRequestError(`VirusTotal does not accept it: ${detail || 'invalid'}`);
  }
  if (!isPlainObject(body) || !Object.hasOwn(body, 'response_code')) {
    throw new BadResponseError('The answer is no API v2 report');
  }
  const report = parseReport(body);
  if (!isAbout(report, body, indicator)) {
    throw new BadResponseError('The answer is about something else than was asked for');
  }
  return report;
}

/** A file or URL reply repeats what was asked; a domain or address reply names neither. */
function isAbout(report: Report, body: PlainObject, indicator: Indicator): boolean {
  if (indicator.type === 'domain' || indicator.type === 'ip') return report.subject === undefined;
  const names = [body.resource, body.md5, body.sha1, body.sha256, body.url].filter(
    (name): name is string => typeof name === 'string',
  );
  if (names.length === 0) return report.outcome !== 'found';
  return names.some((name) => isSame(name, indicator));
}

function isSame(name: string, indicator: Indicator): boolean {
  if (indicator.type === 'file') return name.toLowerCase() === indicator.value;
  return canonicalUrl(name) === canonicalUrl(indicator.value);
}

/** The table of docs.virustotal.com/v2.0/reference/api-responses. */
function failure(reply: HttpReply, now: number): Error {
  switch (reply.status) {
    case 204:
    case 429:
      return quotaSpent(reply, now);
    case 400:
      return new BadRequestError('VirusTotal does not accept it: bad request');
    case 401:
    case 403:
      return new CredentialsError(
        'VirusTotal refuses: the API key is missing, wrong, or may not use API v2',
      );
    case 404:
      return new BadResponseError('Nothing answers there: is the base URL right?');
    default:
      return unexpectedStatus(reply.status, '');
  }
}
