import { BadRequestError, BadResponseError, CredentialsError } from '../../lookup/errors';
import type { HttpReply } from '../../lookup/http';
import { readQuotaRefusal, unexpectedStatus } from '../reply';

/**
 * What a reply that is no success amounts to; `now` in ms UTC.
 * The table of docs.virustotal.com/v2.0/reference/api-responses.
 */
export function failureV2(reply: HttpReply, now: number): Error {
  const refusal = readQuotaRefusal(reply, now);
  if (refusal) return refusal;
  switch (reply.status) {
    case 400:
      return new BadRequestError('VirusTotal does not accept it: bad request');
    case 401:
    case 403:
      return new CredentialsError(
        'VirusTotal refuses: the API key is missing, wrong, or may not use API v2',
      );
    case 404:
      return new BadResponseError('Nothing answers there: is the base URL right?');
    default:
      return unexpectedStatus(reply, '', now);
  }
}
