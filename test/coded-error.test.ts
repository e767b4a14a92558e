import assert from 'node:assert/strict';
import { CodedError } from '../src/coded-error';
import { ClosedError } from '../src/closed-error';
import * as errors from '../src/lookup/errors';

describe('an error with a code', () => {
  it('is an Error named after its cause, with its code and what was given', () => {
    const error = new errors.QuotaError("The day's quota is spent", 1000);
    assert.ok(error instanceof CodedError && error instanceof Error);
    assert.equal(error.name, 'QuotaError');
    assert.equal(error.code, 'quota');
    assert.equal(error.retryAt, 1000);
    assert.equal(error.message, "The day's quota is spent");
    assert.equal(String(error), "The day's quota is spent", 'what Node-RED shows');
  });

  it('has the code that the flow author reads, for each cause', () => {
    assert.deepEqual(
      [
        new errors.CredentialsError(),
        new errors.ForbiddenError(),
        new errors.BadRequestError(),
        new errors.QuotaError('', 0),
        new errors.QueueFullError(),
        new errors.TimeoutError(),
        new errors.NetworkError(''),
        new errors.ServiceError('', true),
        new errors.BadResponseError(''),
        new ClosedError(),
      ].map(({ code }) => code),
      [
        'credentials',
        'forbidden',
        'bad-request',
        'quota',
        'queue-full',
        'timeout',
        'network',
        'service',
        'bad-response',
        'closed',
      ],
    );
  });
});
