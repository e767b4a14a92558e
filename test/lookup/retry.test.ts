import assert from 'node:assert/strict';
import { ClosedError } from '../../src/closed-error';
import * as errors from '../../src/lookup/errors';
import { isWorthRetrying, retryDelay } from '../../src/lookup/retry';

describe('retrying', () => {
  it('waits from half of to nearly the whole of 0.5, 1, 2, 4, then always 8 s', () => {
    const table: [attempt: number, shortest: number, longest: number][] = [
      [1, 250, 500],
      [2, 500, 1000],
      [3, 1000, 2000],
      [4, 2000, 4000],
      [5, 4000, 8000],
      [6, 4000, 8000],
      [2000, 4000, 8000],
    ];
    for (const [attempt, shortest, longest] of table) {
      assert.equal(retryDelay(attempt, 0), shortest);
      assert.equal(retryDelay(attempt, 0.5), (shortest + longest) / 2);
      assert.equal(retryDelay(attempt, 1 - Number.EPSILON), longest);
    }
  });

  it('is worth it for what may pass', () => {
    for (const error of [
      new errors.NetworkError('reset'),
      new errors.ServiceError('status 503', true),
      new errors.BadResponseError('cut off', true),
    ]) {
      assert.equal(isWorthRetrying(error), true, error.name);
    }
  });

  it('is not worth it for what stays as it is', () => {
    for (const error of [
      new errors.ServiceError('status 418', false),
      new errors.NetworkError('a malformed proxy', false),
      new errors.BadResponseError('about something else'),
      new errors.CredentialsError(),
      new errors.ForbiddenError(),
      new errors.BadRequestError(),
      new errors.QuotaError('', 0),
      new errors.QueueFullError(),
      new errors.TimeoutError(),
      new ClosedError(),
      new TypeError('a mistake in the program'),
      undefined,
    ]) {
      assert.equal(isWorthRetrying(error), false, String(error));
    }
  });
});
