import {
  BadRequestError,
  BadResponseError,
  CredentialsError,
  ForbiddenError,
} from '../../lookup/errors';
import type { HttpReply } from '../../lookup/http';
import { readQuotaRefusal, unexpectedStatus } from '../reply';

/** Which status an error comes with, by its code. */
const STATUSES: ReadonlyMap<string, number> = new Map([
  ['BadRequestError', 400],
  ['InvalidArgumentError', 400],
  ['UnselectiveContentQueryError', 400],
  ['UnsupportedContentQueryError', 400],
  ['AuthenticationRequiredError', 401],
  ['UserNotActiveError', 401],
  ['WrongCredentialsError', 401],
  ['ForbiddenError', 403],
  ['FailedDependencyError', 424],
  ['QuotaExceededError', 429],
  ['TooManyRequestsError', 429],
  ['TransientError', 503],
  ['DeadlineExceededError', 504],
]);

/**
 * The status of an error whose status nobody has kept; `undefined` for a code that is not known.
 * The table of docs.virustotal.com/reference/errors.
 */
export function statusOfError(code: string): number | undefined {
  return STATUSES.get(code);
}

/**
 * What a reply that is no success amounts to; `error` is what `readError` found in it, `now` ms UTC.
 * The table of docs.virustotal.com/reference/errors.
 */
export function failureV3(
  reply: HttpReply,
  error: { code: string; message: string },
  now: number,
): Error {
  const refusal = readQuotaRefusal(reply, now);
  if (refusal) return refusal;
  const detail = [error.code, error.message].filter((part) => part !== '').join(': ');
  switch (reply.status) {
    case 400:
      return new BadRequestError(`VirusTotal does not accept it: ${detail || 'bad request'}`);
    case 401:
      return new CredentialsError(
        `VirusTotal does not accept the API key: ${detail || withoutReason(401)}`,
      );
    case 403:
      return new ForbiddenError(`The API key may not ask this: ${detail || withoutReason(403)}`);
    case 404:
      return new BadResponseError('Nothing answers there: is the base URL right?');
    default:
      return unexpectedStatus(reply, detail, now);
  }
}

/** VirusTotal names a reason; a proxy or a filter on the way answers with a page of its own. */
function withoutReason(status: number): string {
  return `status ${status} without a reason; a proxy or a filter may have answered instead`;
}
