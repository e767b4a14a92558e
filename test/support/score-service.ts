import type { Indicator } from '../../src/indicator/indicator';
import {
  BadResponseError,
  CredentialsError,
  QuotaError,
  ServiceError,
} from '../../src/lookup/errors';
import type { HttpReply, HttpRequest } from '../../src/lookup/http';
import type { Outcome } from '../../src/lookup/report';
import type { Service } from '../../src/lookup/service';
import { isPlainObject } from '../../src/plain-object';

/** All that the invented service tells: one score from 0 to 100, and no engines. */
export interface ScoreReport {
  readonly outcome: Outcome;
  readonly analysedAt?: number;
  readonly score?: number;
  /** Its own number for the page about it. */
  readonly page?: number;
}

/** From this score on, the service advises against it. */
const FLAGGED_AT = 50;

/** The status by which it says that a key has asked too often. */
const TOO_OFTEN = 420;

/** A service that nobody runs, as unlike VirusTotal as a service may be. */
export function createScoreService(
  key: string,
  options: Pick<Service<ScoreReport>, 'packDictionary'> = {},
): Service<ScoreReport> {
  const headers = { authorization: `Bearer ${key}` };
  return {
    id: 'score-house',
    name: 'Score House',
    api: 'beta',
    ...options,
    reportRequest: ({ type, value }) => get('/score', { type, value }),
    readReport(_indicator, reply, now) {
      const refusal = readQuotaRefusal(reply, now);
      if (refusal) throw refusal;
      if (reply.status === 401) throw new CredentialsError('Score House does not know the key');
      if (reply.status >= 500) throw new ServiceError('Score House is closed', true);
      return parseReport(reply.body);
    },
    parseReport,
    standingOf({ score }) {
      if (score === undefined) return 'unknown';
      return score >= FLAGGED_AT ? 'flagged' : 'clean';
    },
    pageOf: (indicator, report) => `https://score-house.example/${pathOf(indicator, report)}`,
    readQuotaRefusal,
    quotas: {
      request: () => get('/me', {}),
      read: ({ body }) => ({ allowance: { perMinute: JSON.parse(body).every_minute }, used: {} }),
    },
  };

  function get(path: string, query: Record<string, string>): HttpRequest {
    return { method: 'GET', path, query, headers };
  }
}

/** What it answers about something with a score. */
export function scored(score: number, more: object = {}): HttpReply {
  return { status: 200, headers: {}, body: JSON.stringify({ score, ...more }) };
}

/** What it answers to a key that has asked too often. */
export function tooOften(seconds: number): HttpReply {
  return { status: TOO_OFTEN, headers: {}, body: String(seconds) };
}

function readQuotaRefusal({ status, body }: HttpReply, now: number): QuotaError | undefined {
  if (status !== TOO_OFTEN) return undefined;
  const wait = Number(body) * 1000;
  return new QuotaError('Score House has heard enough', now + wait, wait);
}

function parseReport(text: string): ScoreReport {
  const body: unknown = JSON.parse(text);
  if (!isPlainObject(body)) throw new BadResponseError('Score House answers in objects');
  const { score, page, seen } = body;
  if (body.pending === true) return { outcome: 'pending' };
  if (typeof score !== 'number') return { outcome: 'unknown' };
  return {
    outcome: 'found',
    score,
    ...(typeof page === 'number' && { page }),
    ...(typeof seen === 'string' && { analysedAt: Date.parse(seen) }),
  };
}

function pathOf({ type, value }: Indicator, report: ScoreReport | undefined): string {
  if (report?.page !== undefined) return `page/${report.page}`;
  return `${type}?${encodeURIComponent(value)}`;
}
