import type { HttpReply } from '../../lookup/http';
import type { Outcome } from '../../lookup/report';
import { own, type PlainObject } from '../../plain-object';
import { outsideText } from '../reply';
import { type Report } from '../report';
import { NO_VOTES } from '../vote-buckets';
import { errorSubject } from './report';

/** What API v3 answers that is no failure, by the code of the error (docs.virustotal.com/reference/errors). */
const OUTCOMES: Readonly<Record<string, Outcome>> = {
  NotFoundError: 'unknown',
  NotAvailableYet: 'pending',
};

/** Whether it is an error of API v3. */
export function isErrorBody(value: PlainObject): boolean {
  return own(own(value, 'error'), 'code') !== undefined;
}

/**
 * The report in an error that says that there is none; it stands alone, or in the place of an
 * element of a list. Returns `undefined` for anything else.
 */
export function parseErrorBody(value: PlainObject): Report | undefined {
  const code = own(own(value, 'error'), 'code');
  const outcome = typeof code === 'string' ? own(OUTCOMES, code) : undefined;
  if (outcome !== 'unknown' && outcome !== 'pending') return undefined;
  const subject = errorSubject(value);
  return { api: 3, outcome, votes: NO_VOTES, results: [], ...(subject && { subject }) };
}

/** The code and message of an error body, without the key, empty when it has none. */
export function readError(reply: HttpReply, key: string): { code: string; message: string } {
  const error = own(parseLeniently(reply.body), 'error');
  return {
    code: outsideText(own(error, 'code'), key),
    message: outsideText(own(error, 'message'), key),
  };
}

function parseLeniently(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
