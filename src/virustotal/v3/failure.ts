import {
  BadRequestError,
  BadResponseError,
  CredentialsError,
  ForbiddenError,
} from '../../lookup/errors';
import type { HttpReply } from '../../lookup/http';
import { readQuotaRefusal, unexpectedStatus } from '../reply';

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
        `VirusTotal does not accept the API key: ${detail || 'status 401'}`,
      );
    case 403:
      return new ForbiddenError(`The API key may not ask this: ${detail || 'status 403'}`);
    case 404:
      return new BadResponseError('Nothing answers there: is the base URL right?');
    default:
      return unexpectedStatus(reply, detail, now);
  }
}
