import { CodedError } from '../../src/coded-error';
import { BadRequestError, NetworkError, QuotaError } from '../../src/lookup/errors';
import { ConfigurationError } from '../shared/configuration-error';
import { refusalOf, type Answer } from '../shared/endpoint';
import { troubleOf } from './trouble';

/** What was thrown, as an answer: `{ code, message, retryAt?, trouble?, property? }`, with the status of its code. */
export function fail(error: unknown): Answer {
  return failure(statusOf(error), error);
}

/** The same with a status of its own. */
export function failure(status: number, error: unknown): Answer {
  const { body } = refusalOf(status, error);
  return {
    status,
    body: {
      ...body,
      ...(error instanceof QuotaError && { retryAt: new Date(error.retryAt).toISOString() }),
      ...(error instanceof NetworkError && { trouble: troubleOf(error) }),
      ...(error instanceof ConfigurationError && { property: error.property }),
    },
  };
}

function statusOf(error: unknown): number {
  if (!(error instanceof CodedError)) return 500;
  // It is VirusTotal that does not accept what it was asked.
  if (error instanceof BadRequestError) return 502;
  switch (error.code) {
    case 'store':
      return 500;
    case 'bad-request':
    case 'not-an-indicator':
    case 'private':
    case 'never-send':
      return 400;
    case 'configuration':
    case 'deploy-first':
    case 'type-again':
      return 409;
    case 'quota':
    case 'queue-full':
    case 'closed':
      return 503;
    case 'timeout':
      return 504;
    default:
      return 502;
  }
}
