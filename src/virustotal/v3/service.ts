import { parseUrl } from '../../indicator/parse-url';
import { parseAddress } from '../../indicator/address';
import type { Indicator, IndicatorType } from '../../indicator/indicator';
import { isPlainObject, own, type PlainObject } from '../../plain-object';
import type { Service } from '../../lookup/service';
import { BadResponseError } from '../../lookup/errors';
import type { HttpReply, HttpRequest } from '../../lookup/http';
import { urlSha256 } from '../links';
import { parseReport } from '../parse-report';
import { readBody } from '../reply';
import { NO_VOTES, type Report, type ReportSubject } from '../report';
import { CLIENT_HEADERS } from '../request';
import { VIRUSTOTAL } from '../virustotal';
import { readError } from './error-body';
import { failureV3 } from './failure';
import { overallQuotasQuestion } from './overall-quotas';

/** The body of a form is not JSON (docs.virustotal.com/reference/scan-url). */
const FORM_TYPE = 'application/x-www-form-urlencoded';

const COLLECTION: Readonly<Record<IndicatorType, string>> = {
  file: 'files',
  url: 'urls',
  domain: 'domains',
  ip: 'ip_addresses',
};

/** API v3: the key travels in a header (docs.virustotal.com/reference/authentication). */
export function createVirusTotalV3(key: string): Service<Report> {
  const headers = { ...CLIENT_HEADERS, 'x-apikey': key };

  function request(method: HttpRequest['method'], path: string): HttpRequest {
    return { method, path: `/api/v3/${path}`, query: {}, headers };
  }

  /** The body of a reply that has to be about an analysis. */
  function readAnalysisBody(reply: HttpReply, now: number): PlainObject {
    if (reply.status !== 200 && reply.status !== 201) {
      const error = readError(reply, key);
      if (reply.status === 404 && error.code === 'NotFoundError') {
        throw new BadResponseError(`VirusTotal knows nothing of the analysis: ${error.message}`);
      }
      throw failureV3(reply, error, now);
    }
    const data = own(readBody(reply), 'data');
    if (isPlainObject(data) && data.type === 'analysis') return data;
    throw new BadResponseError('The answer is no analysis');
  }

  return {
    ...VIRUSTOTAL,
    api: 3,
    quotas: overallQuotasQuestion(key),
    reportRequest: (indicator) => request('GET', pathOf(indicator)),
    readReport(indicator, reply, now) {
      const { status } = reply;
      if (status === 200) return readFound(indicator, reply);
      const error = readError(reply, key);
      if (status === 404 && error.code === 'NotFoundError') return parseReport(reply.body);
      if (status === 400 && error.code === 'NotAvailableYet') return parseReport(reply.body);
      throw failureV3(reply, error, now);
    },
    analyses: {
      // docs.virustotal.com/reference/scan-url
      submissionRequest(indicator) {
        if (indicator.type !== 'url') return undefined;
        const form = new URLSearchParams({ url: indicator.value }).toString();
        return {
          ...request('POST', 'urls'),
          headers: { ...headers, 'content-type': FORM_TYPE },
          body: form,
        };
      },
      // docs.virustotal.com/reference/files-analyse, …/urls-analyse, …/domains-rescan, …/ip-rescan
      reanalysisRequest: (indicator) => request('POST', `${pathOf(indicator)}/analyse`),
      readId(reply, now) {
        const { id } = readAnalysisBody(reply, now);
        if (typeof id === 'string' && id !== '') return id;
        throw new BadResponseError('The answer does not name the analysis');
      },
      progressRequest: (id) => request('GET', `analyses/${encodeURIComponent(id)}`),
      readProgress(reply, now) {
        const { attributes } = readAnalysisBody(reply, now);
        return own(attributes, 'status') === 'completed';
      },
      pending: { api: 3, outcome: 'pending', votes: NO_VOTES, results: [] },
    },
  };
}

function pathOf({ type, id }: Indicator): string {
  return `${COLLECTION[type]}/${encodeURIComponent(id)}`;
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
  return subject.id === id || subject.id === urlSha256(value);
}

/** Host and port without the dot of the root, which may or may not be written. */
function hostOf(url: string): string | undefined {
  return parseUrl(url)?.host.replace(/\.(?=:|$)/, '');
}
