import type { Indicator } from '../../indicator/indicator';
import { isPlainObject, own, type PlainObject } from '../../plain-object';
import type { Service } from '../../lookup/service';
import { BadRequestError, BadResponseError } from '../../lookup/errors';
import type { HttpReply, HttpRequest } from '../../lookup/http';
import { parseReport } from '../parse-report';
import { canonicalUrl } from '../links';
import { outsideText, readBody } from '../reply';
import { type Report } from '../report';
import { NO_VOTES } from '../vote-buckets';
import { CLIENT_HEADERS } from '../request';
import { VIRUSTOTAL } from '../virustotal';
import { failureV2 } from './failure';
import { responseCode } from './report';

/**
 * API v2: the key travels in the query (docs.virustotal.com/v2.0/reference), so no URL may be
 * printed. Files and URLs are asked for with `allinfo=true`, as the source document does.
 */
export function createVirusTotalV2(key: string): Service<Report> {
  function request(path: string, query: Record<string, string>): HttpRequest {
    return { method: 'GET', path, query: { apikey: key, ...query }, headers: CLIENT_HEADERS };
  }

  return {
    ...VIRUSTOTAL,
    api: 2,
    reportRequest(indicator) {
      const { path, query } = reportAddress(indicator);
      return request(path, query);
    },
    readReport(indicator, reply, now) {
      if (reply.status !== 200) throw failureV2(reply, now);
      return readReport(indicator, readSingle(reply), key);
    },
    analyses: {
      submissionRequest(indicator) {
        if (indicator.type !== 'url') return undefined;
        return request('/vtapi/v2/url/report', { resource: indicator.value, scan: '1' });
      },
      reanalysisRequest: () => undefined,
      readId(reply, now) {
        if (reply.status !== 200) throw failureV2(reply, now);
        const body = readSingle(reply);
        refuseInvalid(body, key);
        const id = own(body, 'scan_id');
        if (typeof id === 'string' && id !== '') return id;
        throw new BadResponseError('The answer does not name the analysis');
      },
      // docs.virustotal.com/v2.0/reference/url-report: `resource` may be the id of a scan.
      progressRequest: (id) => request('/vtapi/v2/url/report', { resource: id }),
      readProgress(reply, now) {
        if (reply.status !== 200) throw failureV2(reply, now);
        return parseReport(readSingle(reply)).outcome === 'found';
      },
      pending: { api: 2, outcome: 'pending', votes: NO_VOTES, results: [] },
    },
  };
}

/** What came back about one thing: an object, or now and then a list of one. */
function readSingle(reply: HttpReply): unknown {
  const body = readBody(reply);
  return Array.isArray(body) && body.length === 1 ? body[0] : body;
}

/** Throws `BadRequestError` for what VirusTotal calls invalid. */
function refuseInvalid(body: unknown, key: string): void {
  if (responseCode(body) !== -1) return;
  const detail = outsideText(own(body, 'verbose_msg'), key);
  throw new BadRequestError(`VirusTotal does not accept it: ${detail || 'invalid'}`);
}

function reportAddress({ type, value }: Indicator): {
  path: string;
  query: Record<string, string>;
} {
  switch (type) {
    case 'file':
    case 'url':
      return { path: `/vtapi/v2/${type}/report`, query: { resource: value, allinfo: 'true' } };
    case 'domain':
      return { path: '/vtapi/v2/domain/report', query: { domain: value } };
    case 'ip':
      if (value.includes(':')) throw new BadRequestError('API v2 knows no IPv6 addresses');
      return { path: '/vtapi/v2/ip-address/report', query: { ip: value } };
  }
}

function readReport(indicator: Indicator, body: unknown, key: string): Report {
  refuseInvalid(body, key);
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
