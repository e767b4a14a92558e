import assert from 'node:assert/strict';
import type { CodedError } from '../../../src/coded-error';
import * as errors from '../../../src/lookup/errors';
import { overallQuotasRequest, readOverallQuotas } from '../../../src/virustotal/v3/overall-quotas';
import type { KeyQuotas } from '../../../src/lookup/service';
import { errorV3, reply } from '../../support/virustotal-replies';

const KEY = 'k3y-of-nobody';
const NOW = Date.parse('2026-01-15T12:00:00Z');

function user(allowed: unknown, used?: unknown): object {
  return { user: { allowed, ...(used !== undefined && { used }) } };
}

function read(data: unknown): KeyQuotas | undefined {
  return readOverallQuotas(reply(200, { data }), KEY, NOW);
}

describe('the question what a key may do', () => {
  it('asks for the user of the key, with the key', () => {
    const { method, path, query, headers } = overallQuotasRequest(KEY);
    assert.deepEqual([method, path, query], ['GET', `/api/v3/users/${KEY}/overall_quotas`, {}]);
    assert.equal(headers['x-apikey'], KEY);
  });

  it('stays one part of the path, whatever the key holds', () => {
    assert.equal(
      overallQuotasRequest('a/../b?c').path,
      '/api/v3/users/a%2F..%2Fb%3Fc/overall_quotas',
    );
  });
});

describe('the answer what a key may do', () => {
  it('is that of a public key', () => {
    const quotas = {
      api_requests_hourly: user(240, 3),
      api_requests_daily: user(500, 12),
      api_requests_monthly: user(15_500, 345),
      intelligence_searches_monthly: user(0, 0),
    };
    assert.deepEqual(read(quotas), {
      allowance: { perMinute: 4, perDay: 500, perMonth: 15_500 },
      used: { hour: 3, day: 12, month: 345 },
    });
  });

  const hours: [hourly: number, perMinute: number][] = [
    [1, 1],
    [59, 1],
    [60, 1],
    [119, 1],
    [120, 2],
    [6000, 100],
    [999_999_999, 16_666_666],
    [1_000_000_000, 0],
  ];
  for (const [hourly, perMinute] of hours) {
    it(`of ${hourly} an hour is ${perMinute || 'no limit'} a minute`, () => {
      assert.deepEqual(read({ api_requests_hourly: user(hourly) })?.allowance, { perMinute });
    });
  }

  const days: [name: string, entry: unknown, perDay: number | undefined, used?: number][] = [
    ['a user', { user: { allowed: 1000, used: 7 } }, 1000, 7],
    ['a user of a group', { user: { allowed: 1000, used: 7, inherited_from: 'soc' } }, 1000, 7],
    ['nobody', {}, undefined],
    ['a group alone', { group: { allowed: 9000, used: 8000 } }, 9000, 8000],
    [
      'a user with less than the group',
      { user: { allowed: 100, used: 7 }, group: { allowed: 9000, used: 8000 } },
      100,
      7,
    ],
    [
      'a group with less than the user',
      { user: { allowed: 9000, used: 7 }, group: { allowed: 100, used: 80 } },
      100,
      80,
    ],
    [
      'a group that shares with the user',
      { user: { allowed: 100, used: 7 }, group: { allowed: 100, used: 80 } },
      100,
      80,
    ],
    ['a group without counters', { user: { allowed: 100, used: 7 }, group: {} }, 100, 7],
    ['a group that allows nothing', { user: { allowed: 100 }, group: { allowed: 0 } }, 100],
    ['no limit', { user: { allowed: 1_000_000_000, used: 7 } }, 0, 7],
    ['a limit beyond all numbers', { user: { allowed: 2 ** 53 } }, undefined],
    ['nothing at all', { user: { allowed: 0, used: 0 } }, undefined],
    ['less than nothing', { user: { allowed: -1 } }, undefined],
    ['a text', { user: { allowed: '500' } }, undefined],
    ['a part of one', { user: { allowed: 1.5 } }, undefined],
    ['a malformed count', { user: { allowed: 500, used: '7' } }, 500],
    ['null', { user: null, group: null }, undefined],
    ['a list', [{ allowed: 500 }], undefined],
  ];
  for (const [name, entry, perDay, used] of days) {
    it(`for ${name} allows ${perDay ?? 'what is not known'} a day`, () => {
      const quotas = read({ api_requests_daily: entry, api_requests_monthly: user(77) });
      assert.deepEqual(quotas, {
        allowance: { ...(perDay !== undefined && { perDay }), perMonth: 77 },
        used: used === undefined ? {} : { day: used },
      });
    });
  }

  const useless: [name: string, body: unknown][] = [
    ['nothing', ''],
    ['a web page', '<html>'],
    ['cut off', '{"data": {"api_requests_daily"'],
    ['null', 'null'],
    ['a list', []],
    ['without data', {}],
    ['an error with status 200', { error: { code: 'Strange', message: 'Strange' } }],
    ['without windows', { data: { private_scans_per_minute: user(10) } }],
    [
      'inherited names only',
      '{"data": {"__proto__": {"api_requests_daily": {"user": {"allowed": 1}}}}}',
    ],
  ];
  for (const [name, body] of useless) {
    it(`tells nothing when it is ${name}`, () => {
      assert.equal(readOverallQuotas(reply(200, body), KEY, NOW), undefined);
    });
  }

  const failures: [ReturnType<typeof reply>, new (...args: never) => CodedError, string][] = [
    [errorV3(401, 'WrongCredentialsError', `Wrong key: ${KEY}`), errors.CredentialsError, '[key]'],
    [errorV3(403, 'ForbiddenError', `Not for ${KEY}`), errors.ForbiddenError, 'Not for [key]'],
    [errorV3(404, 'NotFoundError', `User "${KEY}" not found`), errors.BadResponseError, 'not tell'],
    [reply(404, '<html>'), errors.BadResponseError, 'is the base URL right?'],
    [errorV3(429, 'QuotaExceededError'), errors.QuotaError, 'quota is spent'],
    [reply(204), errors.QuotaError, 'quota is spent'],
    [reply(302), errors.BadResponseError, 'Redirected'],
    [reply(503, '<html>'), errors.ServiceError, 'status 503'],
  ];
  for (const [answer, Kind, words] of failures) {
    it(`with status ${answer.status} and ${answer.body || 'nothing'} is a ${Kind.name}`, () => {
      assert.throws(
        () => readOverallQuotas(answer, KEY, NOW),
        (error) => {
          assert.ok(error instanceof Kind);
          assert.ok(error.message.includes(words), error.message);
          assert.ok(!String(error.stack).includes(KEY));
          return true;
        },
      );
    });
  }
});
