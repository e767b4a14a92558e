import { own } from '../../plain-object';
import { BadResponseError } from '../../lookup/errors';
import type { HttpReply, HttpRequest } from '../../lookup/http';
import type { KeyQuotas, QuotaQuestion } from '../../lookup/service';
import { requestV3 } from './request';
import { readError } from './error-body';
import { failureV3 } from './failure';

/** What VirusTotal writes where there is no limit. */
const UNLIMITED = 1_000_000_000;

interface Quota {
  /** Requests, 1 or more. */
  readonly allowed: number;
  readonly used?: number;
}

/** How API v3 is asked what a key may do. */
export function overallQuotasQuestion(key: string): QuotaQuestion {
  return {
    request: () => overallQuotasRequest(key),
    read(reply, now) {
      const quotas = readOverallQuotas(reply, key, now);
      if (quotas) return quotas;
      throw new BadResponseError('VirusTotal does not tell what this API key may do');
    },
  };
}

/**
 * Asks API v3 what the key may do, at `users/{key}/overall_quotas`. The key is in the path as well as
 * in a header: neither may be printed.
 */
export function overallQuotasRequest(key: string): HttpRequest {
  return requestV3(key, 'GET', `users/${encodeURIComponent(key)}/overall_quotas`);
}

/**
 * Reads the reply to `overallQuotasRequest`; `now` is in milliseconds since the epoch. Undefined when
 * it tells of no window that can be used. Throws what API v3 throws for the status of an error, never
 * with the key in it.
 */
export function readOverallQuotas(
  reply: HttpReply,
  key: string,
  now: number,
): KeyQuotas | undefined {
  if (reply.status !== 200) throw failure(reply, key, now);
  const data = own(parse(reply.body), 'data');
  const hour = readQuota(own(data, 'api_requests_hourly'));
  const day = readQuota(own(data, 'api_requests_daily'));
  const month = readQuota(own(data, 'api_requests_monthly'));
  if (!hour && !day && !month) return undefined;
  return {
    allowance: {
      ...(hour && { perMinute: perMinute(hour.allowed) }),
      ...(day && { perDay: limit(day.allowed) }),
      ...(month && { perMonth: limit(month.allowed) }),
    },
    used: {
      ...(hour?.used !== undefined && { hour: hour.used }),
      ...(day?.used !== undefined && { day: day.used }),
      ...(month?.used !== undefined && { month: month.used }),
    },
  };
}

function failure(reply: HttpReply, key: string, now: number): Error {
  const error = readError(reply, key);
  if (reply.status === 404 && error.code === 'NotFoundError') {
    return new BadResponseError('VirusTotal does not tell what this API key may do');
  }
  return failureV3(reply, error, now);
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/**
 * What a user asks counts for the user and for the group (docs.virustotal.com/docs/quota-consumption):
 * the tighter of the two holds.
 */
function readQuota(entry: unknown): Quota | undefined {
  const quotas = [own(entry, 'user'), own(entry, 'group')].flatMap((each) => readCounter(each));
  return quotas.reduce<Quota | undefined>(tighter, undefined);
}

/** Nothing for what allows nothing: a key without any quota would not be asked with. */
function readCounter(counter: unknown): Quota[] {
  const allowed = own(counter, 'allowed');
  const used = own(counter, 'used');
  if (!isCount(allowed) || allowed === 0) return [];
  return [{ allowed, ...(isCount(used) && { used }) }];
}

function tighter(one: Quota | undefined, other: Quota): Quota {
  if (!one || other.allowed < one.allowed) return other;
  if (other.allowed > one.allowed) return one;
  return (other.used ?? 0) > (one.used ?? 0) ? other : one;
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

/** VirusTotal tells the hour and holds a key to the minute: a public key has 240 and 4. */
function perMinute(hourly: number): number {
  return limit(hourly) === 0 ? 0 : Math.max(1, Math.floor(hourly / 60));
}

function limit(allowed: number): number {
  return allowed >= UNLIMITED ? 0 : allowed;
}
