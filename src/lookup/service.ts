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
  /** Has an indicator that VirusTotal does not know analysed; `undefined` where that cannot be. */
  submissionRequest(indicator: Indicator): HttpRequest | undefined;
  /** Has one that it knows analysed anew; `undefined` where that cannot be. */
  reanalysisRequest(indicator: Indicator): HttpRequest | undefined;
  /** The id of the analysis that either of them began. Throws what `readReport` throws. */
  readAnalysisId(reply: HttpReply, now: number): string;
  analysisRequest(analysisId: string): HttpRequest;
  /** Whether an analysis is completed; before that, its results are partial. Throws the same. */
  readAnalysis(reply: HttpReply, now: number): boolean;
}

/** The names by which VirusTotal knows who asks. */
export const CLIENT_HEADERS: Readonly<Record<string, string>> = {
  accept: 'application/json',
  'user-agent': 'node-red-virustotal',
  'x-tool': 'node-red-virustotal',
};

/** The body of a form is not JSON (docs.virustotal.com/reference/scan-url). */
export const FORM_TYPE = 'application/x-www-form-urlencoded';
