import { BadRequestError, NetworkError, ServiceError, TimeoutError } from '../lookup/errors';
import type { HttpReply } from '../lookup/http';
import { isPlainObject, own } from '../plain-object';
import { printable } from '../text/printable';
import { count, text } from './narrow';
import { parseReply, repliesIn, type Replies } from './parse-report';
import type { Report } from './report';
import { responseCode } from './v2/report';
import { failureV2 } from './v2/failure';
import { parseErrorBody } from './v3/error-body';
import { failureV3, statusOfError } from './v3/failure';

/** How a reply came that somebody else has asked for, such as a node for HTTP requests. */
export interface Delivery {
  /** The status of HTTP, as number or text, or the code of what broke the connection. */
  readonly status?: unknown;
  /** Of the reply. */
  readonly headers?: unknown;
  /** What was asked. It may hold a key, and is never shown. */
  readonly url?: unknown;
}

/** Where a client keeps the status beside what it wraps. */
const STATUS_NAMES = ['statusCode', 'status_code', 'status', 'response_code'];

/** Below it, `response_code` is API v2's own. */
const LOWEST_STATUS = 100;

/** What a system calls a connection on which nothing came in time. */
const TIMEOUTS = new Set([
  'ETIMEDOUT',
  'ESOCKETTIMEDOUT',
  'ECONNABORTED',
  'UND_ERR_HEADERS_TIMEOUT',
]);

/** Characters that are looked at. */
const LONGEST_MESSAGE = 1000;

/** A key of API v3, wherever it stands. */
const KEY = /\b[0-9a-f]{64}\b/gi;

/** Whatever stands behind the name of a key. */
const NAMED_KEY = /(api[ _-]?key["']?\s{0,2}[:=]\s{0,2}["']?)[^\s"'&,;]+/gi;

/**
 * The replies in what was delivered, as `repliesIn`. Throws the failure that it amounts to where there
 * is no reply in it: `BadResponseError`, or what the status says. `now` in ms UTC.
 */
export function repliesDelivered(input: unknown, delivery: Delivery, now: number): Replies {
  try {
    return repliesIn(input);
  } catch (error) {
    throw failureByStatus(delivery, now) ?? error;
  }
}

/**
 * Reads one of `repliesDelivered`. Throws the failure that VirusTotal answered with, which has the
 * code that a lookup would have failed with; no key is in its message.
 */
export function parseDelivered(reply: unknown, delivery: Delivery, now: number): Report {
  const failure = failureIn(reply, delivery, now);
  if (failure) throw failure;
  try {
    return parseReply(reply);
  } catch (error) {
    throw failureByStatus(statusIn(reply) ?? delivery, now) ?? error;
  }
}

/** The failure that a reply itself tells of; nothing where it is a report or no reply at all. */
function failureIn(reply: unknown, delivery: Delivery, now: number): Error | undefined {
  if (!isPlainObject(reply)) return undefined;
  const error = own(reply, 'error');
  if (isPlainObject(error))
    return parseErrorBody(reply) ? undefined : failureOf(error, delivery, now);
  if (responseCode(reply) !== -1) return undefined;
  const detail = withoutKey(own(reply, 'verbose_msg'));
  return new BadRequestError(`VirusTotal does not accept it: ${detail || 'invalid'}`);
}

function failureOf(
  error: Record<string, unknown>,
  delivery: Delivery,
  now: number,
): Error | undefined {
  const code = errorCode(own(error, 'code'));
  const status = statusOfError(code) ?? count(own(error, 'code')) ?? httpStatus(delivery.status);
  if (code === '' && status === undefined) return undefined;
  // VirusTotal's word that a key is wrong repeats the key, whatever it looks like.
  const message = status === 401 ? '' : withoutKey(own(error, 'message'));
  if (status !== undefined && status >= 300) {
    return failureV3(replyOf(status, delivery), { code, message }, now);
  }
  const detail = [code, message].filter((part) => part !== '').join(': ');
  return new ServiceError(`VirusTotal answered with an error: ${detail}`, false);
}

/** Only what VirusTotal could have called an error. */
function errorCode(value: unknown): string {
  const code = text(value) ?? '';
  return /^[A-Za-z]{1,60}$/.test(code) ? code : '';
}

/** What the status alone amounts to; nothing where it says that all went well, or where there is none. */
function failureByStatus(delivery: Delivery, now: number): Error | undefined {
  const { status } = delivery;
  const number = httpStatus(status);
  if (number === undefined) return failureOfConnection(status);
  if (number !== 204 && number < 300) return undefined;
  const reply = replyOf(number, delivery);
  // API v2 has no body for it.
  if (isV2(delivery) || number === 204) return failureV2(reply, now);
  return failureV3(reply, { code: '', message: '' }, now);
}

function failureOfConnection(status: unknown): Error | undefined {
  const code = text(status) ?? '';
  if (TIMEOUTS.has(code)) return new TimeoutError(`No answer came in time (${code})`);
  // Of the system (`ECONNRESET`), of TLS (`CERT_HAS_EXPIRED`), of a parser of HTTP, of Node.js.
  if (code.length > 60 || !/^(?:E[A-Z0-9]{2,}|[A-Z0-9]+(?:_[A-Z0-9]+)+)$/.test(code))
    return undefined;
  return new NetworkError(`VirusTotal could not be reached (${code})`);
}

function isV2({ url }: Delivery): boolean {
  return typeof url === 'string' && url.includes('/vtapi/v2/');
}

/** The status that a client wrote into what it made of a reply that had nothing in it. */
function statusIn(reply: unknown): Delivery | undefined {
  for (const name of STATUS_NAMES) {
    const status = httpStatus(own(reply, name));
    if (status !== undefined) return { status, headers: own(reply, 'headers') };
  }
  return undefined;
}

function httpStatus(value: unknown): number | undefined {
  const status = count(value);
  return status !== undefined && status >= LOWEST_STATUS && status < 600 ? status : undefined;
}

function replyOf(status: number, { headers }: Delivery): HttpReply {
  const retryAfter = text(own(headers, 'retry-after'));
  return {
    status,
    headers: retryAfter === undefined ? {} : { 'retry-after': retryAfter },
    body: '',
  };
}

function withoutKey(value: unknown): string {
  const message = (text(value) ?? '').slice(0, LONGEST_MESSAGE);
  const hidden = message.replaceAll(KEY, '[key]').replaceAll(NAMED_KEY, '$1[key]');
  return printable(hidden, 200);
}
