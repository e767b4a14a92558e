import { printable } from '../text/printable';
import { BadResponseError, QuotaError, ServiceError } from '../lookup/errors';
import type { HttpReply } from '../lookup/http';
import { describeText, withoutMark } from './json-text';
import { redact } from '../secrets/redact';

const MINUTE = 60_000;

/** No refusal is taken to hold for longer, in milliseconds. */
const LONGEST_PAUSE = 86_400_000;

/** The JSON of a reply. Throws `BadResponseError` for HTML, for nothing and for what is cut off. */
export function readBody(reply: HttpReply): unknown {
  const text = withoutMark(reply.body);
  try {
    return reply.json ? reply.json() : JSON.parse(text);
  } catch {
    throw new BadResponseError(`${describeText(text)} instead of JSON`, true);
  }
}

/**
 * Throws `BadResponseError` for a web page in place of an answer, as a log-in page or a filter on the
 * way sends one, with whatever status. What fails on the service's side may look like one, too.
 */
export function refuseWebPage({ status, body }: HttpReply): void {
  const isPage = /^\s*<(?:!doctype|html|head|body)\b/i.test(withoutMark(body));
  const isOnTheWay = status < 500 || status === 511;
  if (isOnTheWay && (isPage || status === 511)) {
    throw new BadResponseError(
      `A web page answers in VirusTotal's place (status ${status}): a log-in page, a filter or another site`,
    );
  }
}

/** Text from outside, fit to be shown. The key goes first: cut off, it would not be recognised. */
export function outsideText(value: unknown, key: string): string {
  return typeof value === 'string' ? printable(redact(value, key), 200) : '';
}

/** What any status that no version of the API gives a meaning to amounts to; `now` is ms UTC. */
export function unexpectedStatus(
  { status, headers }: HttpReply,
  detail: string,
  now: number,
): ServiceError | BadResponseError {
  const suffix = detail === '' ? '' : `: ${detail}`;
  if (status >= 300 && status < 400) {
    return new BadResponseError(`Redirected (status ${status}); the key is not sent elsewhere`);
  }
  const transient = status === 424 || status >= 500;
  const message = `VirusTotal answered with status ${status}${suffix}`;
  return new ServiceError(message, transient, namedWait(headers, now));
}

/**
 * Either version's word that the quota is spent, although this account had room; `undefined` for
 * what says anything else. `Retry-After` (RFC 9110, 10.2.3; seconds or a date) is honoured up to a
 * day; without it the minute window has to pass.
 */
export function readQuotaRefusal(reply: HttpReply, now: number): QuotaError | undefined {
  if (reply.status !== 204 && reply.status !== 429) return undefined;
  const named = namedWait(reply.headers, now);
  const wait = named ?? MINUTE;
  return new QuotaError("VirusTotal refuses: the key's quota is spent", now + wait, named);
}

/** The wait in `Retry-After` in milliseconds, a second at least and a day at most. */
function namedWait(headers: HttpReply['headers'], now: number): number | undefined {
  const named = retryAfter(headers['retry-after'], now);
  return named === undefined ? undefined : Math.min(Math.max(named, 1000), LONGEST_PAUSE);
}

function retryAfter(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  if (/^\d+$/.test(header.trim())) return Number(header) * 1000;
  // `Date.parse` makes a date of almost anything; an HTTP date ends with its zone.
  const date = /GMT$/i.test(header.trim()) ? Date.parse(header) : Number.NaN;
  return Number.isNaN(date) ? undefined : date - now;
}
