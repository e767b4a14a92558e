import { isPlainObject, own, type PlainObject } from '../plain-object';
import { BadResponseError } from '../lookup/errors';
import { readJson } from './json-text';
import type { Report } from './report';
import { isReplyV2, parseReportV2 } from './v2/report';
import { isErrorBody, parseErrorBody } from './v3/error-body';
import { isReplyV3, parseReportV3 } from './v3/report';

/**
 * What clients put around a reply: `data` of HTTP clients and of v3 lists, `results` of Python's
 * virustotal-api, `json` of n8n, `json_response` of Devo Flow's document, `full` of Cortex.
 */
const WRAPPERS = [
  'data',
  'results',
  'result',
  'response',
  'json_response',
  'report',
  'body',
  'json',
  'payload',
  'full',
];

/** How deep a reply may be wrapped. */
const DEEPEST = 4;

/**
 * Reads a report of API v3 or v2: an object or its JSON text, with or without what clients wrap
 * around it, or a list of one, as API v2 sends it now and then.
 * VirusTotal's own "not found" and "not available yet" are outcomes and no errors.
 * Throws `BadResponseError` for whatever is no report.
 */
export function parseReport(input: unknown): Report {
  const { replies } = repliesIn(input);
  if (replies.length !== 1) throw new BadResponseError('A report is an object, not an array');
  return parseReply(replies[0]);
}

/** What was in one answer; not yet known to be reports. */
export interface Replies {
  readonly replies: readonly unknown[];
  /** Whether they were a list, of which some have one element. */
  readonly isList: boolean;
}

/**
 * The replies in an object or its JSON text, without what clients wrap around them: one, or each
 * element of a batch (API v2) or of a list (API v3).
 * Throws `BadResponseError` for text that is no JSON and for a list with no object in it.
 */
export function repliesIn(input: unknown): Replies {
  const value = unwrap(readJson(input), DEEPEST);
  if (!Array.isArray(value)) return { replies: [value], isList: false };
  if (value.length === 0) throw new BadResponseError('The array is empty: it has no report');
  if (!value.some(isPlainObject)) throw new BadResponseError('The array has no report in it');
  return { replies: value.map((each) => unwrap(each, DEEPEST)), isList: true };
}

/** Reads one of `repliesIn`. Throws `BadResponseError` for whatever is no report. */
export function parseReply(value: unknown): Report {
  if (!isPlainObject(value))
    throw new BadResponseError(`A report is an object, not ${kindOf(value)}`);
  const report = parseErrorBody(value) ?? parseReportV3(value) ?? parseReportV2(value);
  if (report) return report;
  throw new BadResponseError('The object is no VirusTotal report: it has neither v3 nor v2 fields');
}

function unwrap(value: unknown, depth: number): unknown {
  if (depth === 0 || !isPlainObject(value) || isReply(value)) return value;
  for (const name of WRAPPERS) {
    const inner = own(value, name);
    if (typeof inner === 'object' && inner !== null) return unwrap(inner, depth - 1);
    if (typeof inner === 'string' && /^\s*[[{]/.test(inner)) {
      return unwrap(readJson(inner), depth - 1);
    }
  }
  return value;
}

function isReply(value: PlainObject): boolean {
  return isReplyV3(value) || isErrorBody(value) || isReplyV2(value);
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  return Array.isArray(value) ? 'an array' : `a ${typeof value}`;
}
