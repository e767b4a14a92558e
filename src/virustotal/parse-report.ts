import { isPlainObject, own, type PlainObject } from '../plain-object';
import { BadResponseError } from './errors';
import { NO_VOTES, type Outcome, type Report } from './report';
import { parseReportV2 } from './report-v2';
import { parseReportV3 } from './report-v3';

/**
 * Reads a report of API v3 or v2: an object or its JSON text, with or without the `data` wrapper,
 * or a list of one, as API v2 sends it now and then.
 * VirusTotal's own "not found" and "not available yet" are outcomes and no errors.
 * Throws `BadResponseError` for whatever is no report.
 */
export function parseReport(input: unknown): Report {
  const read = readJson(input);
  const value: unknown = Array.isArray(read) && read.length === 1 ? read[0] : read;
  if (!isPlainObject(value))
    throw new BadResponseError(`A report is an object, not ${kindOf(value)}`);
  const report = parseErrorBody(value) ?? parseReportV3(value) ?? parseReportV2(value);
  if (report) return report;
  throw new BadResponseError('The object is no VirusTotal report: it has neither v3 nor v2 fields');
}

function readJson(input: unknown): unknown {
  const text = Buffer.isBuffer(input) ? input.toString('utf8') : input;
  if (typeof text !== 'string') return text;
  try {
    return JSON.parse(text);
  } catch {
    throw new BadResponseError('The text is not JSON');
  }
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  return Array.isArray(value) ? 'an array' : `a ${typeof value}`;
}

const ERROR_OUTCOMES: Readonly<Record<string, Outcome>> = {
  NotFoundError: 'unknown',
  NotAvailableYet: 'pending',
};

function parseErrorBody(value: PlainObject): Report | undefined {
  const code = own(own(value, 'error'), 'code');
  const outcome = typeof code === 'string' ? own(ERROR_OUTCOMES, code) : undefined;
  if (outcome !== 'unknown' && outcome !== 'pending') return undefined;
  return { api: 3, outcome, votes: NO_VOTES, results: [] };
}
