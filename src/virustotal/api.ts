import type { Indicator } from '../indicator/indicator';
import type { HttpReply, HttpRequest } from './http';
import type { Report } from './report';

/** One version of VirusTotal's API: how to ask, and how to read what comes back. */
export interface Api {
  readonly version: 2 | 3;
  /** The request for an indicator's report. Throws `BadRequestError` where this version has none. */
  reportRequest(indicator: Indicator): HttpRequest;
  /**
   * The report in a reply, or VirusTotal's word that it has none (outcome `unknown`, `pending`).
   * `now` is in milliseconds since the epoch. Throws `CredentialsError`, `ForbiddenError`,
   * `BadRequestError`, `QuotaError`, `ServiceError` or `BadResponseError`, never with the key in it.
   */
  readReport(indicator: Indicator, reply: HttpReply, now: number): Report;
}

/** The names by which VirusTotal knows who asks. */
export const CLIENT_HEADERS: Readonly<Record<string, string>> = {
  accept: 'application/json',
  'user-agent': 'node-red-virustotal',
  'x-tool': 'node-red-virustotal',
};
