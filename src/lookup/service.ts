import type { Indicator } from '../indicator/indicator';
import type { Allowance } from '../store/store';
import type { QuotaError } from './errors';
import type { HttpReply, HttpRequest } from './http';
import type { ServiceReport, Standing } from './report';

/** Which of its APIs a service was asked by, as it calls them: VirusTotal's are 2 and 3. */
export type ApiName = number | string;

/** By what a service is known. */
export interface ServiceName {
  /** Under which stores keep what belongs to its keys: never change it. */
  readonly id: string;
  /** How sentences call it. */
  readonly name: string;
}

/**
 * A service that knows indicators: how to ask it, and how to read what comes back. All that the
 * lookup has of a service is here; `Report` is whatever this one tells.
 */
export interface Service<Report extends ServiceReport> extends ServiceName {
  readonly api: ApiName;
  /** The request for an indicator's report. Throws `BadRequestError` where this API has none. */
  reportRequest(indicator: Indicator): HttpRequest;
  /**
   * The report in a reply, or the service's word that it has none (outcome `unknown`, `pending`).
   * `now` is in milliseconds since the epoch. Throws `CredentialsError`, `ForbiddenError`,
   * `BadRequestError`, `QuotaError`, `ServiceError` or `BadResponseError`, never with the key in it.
   */
  readReport(indicator: Indicator, reply: HttpReply, now: number): Report;
  /** The report in a text that was kept, or in what a long one says as JSON. Throws for whatever is none. */
  parseReport(kept: unknown): Report;
  /** What a report amounts to. */
  standingOf(report: Report): Standing;
  /** The page about an indicator that a person can open, by the name that a report has for it. */
  pageOf(indicator: Indicator, report?: Report): string;
  /** Why a reply to whatever request says that the quota is spent; `undefined` for any other. */
  readQuotaRefusal(reply: HttpReply, now: number): QuotaError | undefined;
  /**
   * Makes what the texts of reports have in common, so that not each that is kept has to hold it.
   * What was packed with it cannot be read with another one: never change it.
   */
  readonly packDictionary?: () => Uint8Array;
  /** Missing where the service analyses nothing because somebody wishes it. */
  readonly analyses?: Analyses<Report>;
  /** Missing where the service does not tell what a key may do. */
  readonly quotas?: QuotaQuestion;
}

/** How to have an indicator analysed. What reads a reply throws what `readReport` throws. */
export interface Analyses<Report extends ServiceReport> {
  /** Has an indicator that the service does not know analysed; `undefined` where that cannot be. */
  submissionRequest(indicator: Indicator): HttpRequest | undefined;
  /** Has one that it knows analysed anew; `undefined` where that cannot be. */
  reanalysisRequest(indicator: Indicator): HttpRequest | undefined;
  /** The id of the analysis that either of them began. */
  readId(reply: HttpReply, now: number): string;
  progressRequest(id: string): HttpRequest;
  /** Whether an analysis is completed; before that, its results are partial. */
  readProgress(reply: HttpReply, now: number): boolean;
  /** The report about what is not analysed yet. */
  readonly pending: Report;
}

/** How to ask what the key may do. */
export interface QuotaQuestion {
  request(): HttpRequest;
  /**
   * What the reply tells. Throws what `readReport` throws, `BadResponseError` where it tells of no
   * window that can be used.
   */
  read(reply: HttpReply, now: number): KeyQuotas;
}

/** How to ask, by one request, whether a key works. */
export interface KeyCheck {
  request(): HttpRequest;
  /**
   * What the key may do, as far as the reply tells; nothing where it only proves that the key works.
   * Throws what `readReport` throws, for a key that does not and for whatever else went wrong.
   */
  read(reply: HttpReply, now: number): Partial<KeyQuotas>;
}

/** What a service says about a key; a window that it does not tell is missing. */
export interface KeyQuotas {
  /** How often the key may ask; 0: as often as it likes. */
  readonly allowance: Partial<Allowance>;
  /** Requests in the current UTC hour, day and month, by the service's own count. */
  readonly used: { readonly hour?: number; readonly day?: number; readonly month?: number };
}
