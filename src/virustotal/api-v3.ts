import { parseUrl } from '../indicator/parse-url';
import { parseAddress } from '../indicator/address';
import type { Indicator, IndicatorType } from '../indicator/indicator';
import { CLIENT_HEADERS, type Api } from './api';
import { BadRequestError, BadResponseError, CredentialsError, ForbiddenError } from './errors';
import type { HttpReply } from './http';
import { urlDigest } from './links';
import { parseReport } from './parse-report';
import { quotaSpent, readBody, readError, unexpectedStatus } from './reply';
import type { Report, ReportSubject } from './report';

const COLLECTION: Readonly<Record<IndicatorType, string>> = {
  file: 'files',
  url: 'urls',
  domain: 'domains',
  ip: 'ip_addresses',
};

/** API v3: the key travels in a header (docs.virustotal.com/reference/authentication). */
export function createApiV3(key: string): Api {
  return {
    version: 3,
    reportRequest: (indicator) => ({
      method: 'GET',
      path: `/api/v3/${COLLECTION[indicator.type]}/${encodeURIComponent(indicator.id)}`,
      query: {},
      headers: { ...CLIENT_HEADERS, 'x-apikey': key },
    }),
    readReport(indicator, reply, now) {
      const { status } = reply;
      if (status === 200) return readFound(indicator, reply);
      const error = readError(reply, key);
      if (status === 404 && error.code === 'NotFoundError') return parseReport(reply.body);
      if (status === 400 && error.code === 'NotAvailableYet') return parseReport(reply.body);
      throw failure(reply, error, now);
    },
  };
}

function readFound(indicator: Indicator, reply: HttpReply): Report {
  const report = parseReport(readBody(reply));
  if (report.outcome !== 'found' || report.subject === undefined) {
    throw new BadResponseError('The answer names nothing that was looked up');
  }
  if (!isAbout(report, indicator)) {
    throw new BadResponseError('The answer is about something else than was asked for');
  }
  return report;
}

/** How VirusTotal canonicalises a URL is not published; what is sure is that the host stays. */
function isAbout(report: Report, indicator: Indicator): boolean {
  const { subject, hashes } = report;
  if (subject?.type !== indicator.type) return false;
  if (indicator.type === 'url') return isSameUrl(subject, indicator);
  if (indicator.type === 'ip') return parseAddress(subject.id) === indicator.value;
  const names = [subject.id, hashes?.md5, hashes?.sha1, hashes?.sha256];
  return names.some((name) => name?.toLowerCase() === indicator.value);
}

function isSameUrl(subject: ReportSubject, { value, id }: Indicator): boolean {
  const host = hostOf(subject.value);
  if (host !== undefined) return host === hostOf(value);
  return subject.id === id || subject.id === urlDigest(value);
}

/** Host and port without the dot of the root, which may or may not be written. */
function hostOf(url: string): string | undefined {
  return parseUrl(url)?.host.replace(/\.(?=:|$)/, '');
}

/** The table of docs.virustotal.com/reference/errors. */
function failure(reply: HttpReply, error: { code: string; message: string }, now: number): Error {
  const detail = [error.code, error.message].filter((part) => part !== '').join(': ');
  switch (reply.status) {
    case 204:
    case 429:
      return quotaSpent(reply, now);
    case 400:
      return new BadRequestError(`VirusTotal does not accept it: ${detail || 'bad request'}`);
    case 401:
      return new CredentialsError(
        `VirusTotal does not accept the API key: ${detail || 'status 401'}`,
      );
    case 403:
      return new ForbiddenError(`The API key may not ask this: ${detail || 'status 403'}`);
    case 404:
      return new BadResponseError('Nothing answers there: is the base URL right?');
    default:
      return unexpectedStatus(reply.status, detail);
  }
}
