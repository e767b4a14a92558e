import { parseUrl } from '../../indicator/parse-url';
import { parseAddress } from '../../indicator/address';
import type { Indicator } from '../../indicator/indicator';
import type { Service } from '../../lookup/service';
import { BadResponseError } from '../../lookup/errors';
import type { HttpReply } from '../../lookup/http';
import { urlSha256 } from '../links';
import { parseReport } from '../parse-report';
import { readBody } from '../reply';
import { type Report, type ReportSubject } from '../report';
import { VIRUSTOTAL } from '../virustotal';
import { readError } from './error-body';
import { failureV3 } from './failure';
import { overallQuotasQuestion } from './overall-quotas';
import { pathOf, requestV3 } from './request';
import { submissionsV3 } from './submissions';

/** API v3, as the holder of a key asks it. */
export function createVirusTotalV3(key: string): Service<Report> {
  return {
    ...VIRUSTOTAL,
    api: 3,
    quotas: overallQuotasQuestion(key),
    reportRequest: (indicator) => requestV3(key, 'GET', pathOf(indicator)),
    readReport(indicator, reply, now) {
      const { status } = reply;
      if (status === 200) return readFound(indicator, reply);
      const error = readError(reply, key);
      if (status === 404 && error.code === 'NotFoundError') return parseReport(reply.body);
      if (status === 400 && error.code === 'NotAvailableYet') return parseReport(reply.body);
      throw failureV3(reply, error, now);
    },
    analyses: submissionsV3(key),
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
  return subject.id === id || subject.id === urlSha256(value);
}

/** Host and port without the dot of the root, which may or may not be written. */
function hostOf(url: string): string | undefined {
  return parseUrl(url)?.host.replace(/\.(?=:|$)/, '');
}
