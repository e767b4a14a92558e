import assert from 'node:assert/strict';
import { identify } from '../../../src/indicator/identify';
import { createVirusTotalV3 } from '../../../src/virustotal/v3/service';
import * as errors from '../../../src/lookup/errors';
import type { HttpReply } from '../../../src/lookup/http';
import { errorV3, foundV3, reply } from '../../support/virustotal-replies';

const KEY = 'k3y+with/odd=signs';
const NOW = Date.UTC(2026, 0, 15, 12);
const MINUTE = 60_000;
const DAY = 86_400_000;

const api = createVirusTotalV3(KEY);
const domain = identify('www.example.com', 'domain');

/** A URL report that does not say which URL it is about. */
function nameless(id: string): HttpReply {
  return reply(200, { data: { id, type: 'url', attributes: {} } });
}

function read(answer: HttpReply, indicator = domain): ReturnType<typeof api.readReport> {
  return api.readReport(indicator, answer, NOW);
}

describe('asking API v3', () => {
  const requests: [value: string, path: string][] = [
    ['44D88612FEA8A8F36DE82E1278ABB02F', 'files/44d88612fea8a8f36de82e1278abb02f'],
    ['www.example.com', 'domains/www.example.com'],
    ['192.0.2.1', 'ip_addresses/192.0.2.1'],
    ['2001:DB8::0:1', 'ip_addresses/2001%3Adb8%3A%3A1'],
    ['http://example.com/', 'urls/aHR0cDovL2V4YW1wbGUuY29tLw'],
    ['http://example.com/?>>>???', 'urls/aHR0cDovL2V4YW1wbGUuY29tLz8-Pj4_Pz8'],
  ];
  for (const [value, path] of requests) {
    it(`asks for ${value} with the key in a header`, () => {
      const request = api.reportRequest(identify(value, 'auto'));
      assert.deepEqual(request, {
        method: 'GET',
        path: `/api/v3/${path}`,
        query: {},
        headers: {
          accept: 'application/json',
          'user-agent': 'node-red-virustotal',
          'x-tool': 'node-red-virustotal',
          'x-apikey': KEY,
        },
      });
    });
  }
});

describe('reading what API v3 answers', () => {
  it('finds a report about what was asked, of each type', () => {
    for (const value of [
      'd41d8cd98f00b204e9800998ecf8427e',
      'http://www.example.com/a?b=c',
      'www.example.com',
      '192.0.2.1',
      '2001:db8::1',
    ]) {
      const indicator = identify(value, 'auto');
      const report = read(foundV3(indicator, { malicious: 3, undetected: 1 }), indicator);
      assert.equal(report.outcome, 'found');
      assert.equal(report.votes.malicious, 3);
      assert.equal(report.subject?.type, indicator.type);
    }
  });

  it('takes 404 with NotFoundError for unknown, and 400 with NotAvailableYet for pending', () => {
    assert.equal(read(errorV3(404, 'NotFoundError', 'Domain not found')).outcome, 'unknown');
    assert.equal(read(errorV3(400, 'NotAvailableYet')).outcome, 'pending');
  });

  const table: [status: number, code: string, error: new (message: string) => Error, is: string][] =
    [
      [400, 'BadRequestError', errors.BadRequestError, 'bad-request'],
      [400, 'InvalidArgumentError', errors.BadRequestError, 'bad-request'],
      [400, 'UnselectiveContentQueryError', errors.BadRequestError, 'bad-request'],
      [400, 'UnsupportedContentQueryError', errors.BadRequestError, 'bad-request'],
      [400, '', errors.BadRequestError, 'bad-request'],
      [401, 'AuthenticationRequiredError', errors.CredentialsError, 'credentials'],
      [401, 'WrongCredentialsError', errors.CredentialsError, 'credentials'],
      [401, 'UserNotActiveError', errors.CredentialsError, 'credentials'],
      [401, '', errors.CredentialsError, 'credentials'],
      [403, 'ForbiddenError', errors.ForbiddenError, 'forbidden'],
      [403, 'NotFoundError', errors.ForbiddenError, 'forbidden'],
      [404, '', errors.BadResponseError, 'bad-response'],
      [404, 'NotAvailableYet', errors.BadResponseError, 'bad-response'],
    ];
  for (const [status, code, type, is] of table) {
    it(`takes ${status} ${code || 'without a code'} for ${is}`, () => {
      assert.throws(
        () => read(errorV3(status, code, 'in words')),
        (error) => {
          assert.ok(error instanceof type);
          assert.equal(Reflect.get(error, 'code'), is);
          if (status !== 404) assert.match(error.message, new RegExp(`${code}.*in words$`));
          return true;
        },
      );
    });
  }

  for (const [status, code, transient] of [
    [424, 'FailedDependencyError', true],
    [500, '', true],
    [502, '', true],
    [503, 'TransientError', true],
    [504, 'DeadlineExceededError', true],
    [599, '', true],
    [201, '', false],
    [408, '', false],
    [409, 'AlreadyExistsError', false],
    [418, '', false],
  ] as const) {
    it(`takes ${status} ${code} for a failing service, worth a retry: ${transient}`, () => {
      assert.throws(
        () => read(errorV3(status, code)),
        (error) => {
          assert.ok(error instanceof errors.ServiceError);
          assert.equal(error.transient, transient);
          assert.match(error.message, new RegExp(`status ${status}`));
          return true;
        },
      );
    });
  }

  it('does not follow a redirect, nor ask again', () => {
    for (const status of [301, 302, 307, 308]) {
      assert.throws(
        () => read(reply(status, '', { location: 'https://portal.example/login' })),
        (error) =>
          error instanceof errors.BadResponseError &&
          !error.transient &&
          !error.message.includes('portal'),
      );
    }
  });

  describe('a spent quota', () => {
    const waits: [name: string, header: string | undefined, wait: number][] = [
      ['a minute without Retry-After', undefined, MINUTE],
      ['the seconds in Retry-After', '120', 120_000],
      ['the seconds with spaces around', ' 7 ', 7000],
      ['until the date in Retry-After', 'Thu, 15 Jan 2026 12:05:00 GMT', 300_000],
      ['a second at least', '0', 1000],
      ['a second where the date has passed', 'Thu, 15 Jan 2026 11:00:00 GMT', 1000],
      ['a day at most', '999999', DAY],
      ['a day at most, however many digits', '9'.repeat(400), DAY],
      ['a day at most, whatever the date', 'Fri, 15 Jan 2126 12:00:00 GMT', DAY],
      ['a minute where Retry-After is neither', 'soon', MINUTE],
      ['a minute where it is negative', '-1', MINUTE],
      ['a minute where it is no whole number', '1.5', MINUTE],
      ['a minute where it is empty', '', MINUTE],
      ['a minute where the date is none', 'Thu, 99 Foo 2026 12:05:00 GMT', MINUTE],
    ];
    for (const [name, header, wait] of waits) {
      it(`holds for ${name}`, () => {
        for (const status of [429, 204]) {
          assert.throws(
            () => read(reply(status, '', header === undefined ? {} : { 'retry-after': header })),
            (error) => {
              assert.ok(error instanceof errors.QuotaError);
              assert.equal(error.retryAt - NOW, wait);
              return true;
            },
          );
        }
      });
    }

    it('is one too when VirusTotal asks to slow down', () => {
      assert.throws(() => read(errorV3(429, 'TooManyRequestsError')), errors.QuotaError);
    });
  });

  describe('an answer that is none', () => {
    for (const [name, body, transient] of [
      ['empty', '', true],
      ['a web page', '<!doctype html><title>Blocked</title>', true],
      ['cut off', '{"data":{"id":"www.exam', true],
      ['no report', '{"hello":"world"}', false],
      ['null', 'null', false],
      ['an error with status 200', '{"error":{"code":"NotFoundError","message":""}}', false],
      ['a list', '{"data":[],"meta":{}}', false],
      ['an API v2 reply', '{"response_code":1,"resource":"x","positives":0,"total":9}', false],
      ['without an id', '{"data":{"type":"domain","attributes":{}}}', false],
    ] as const) {
      it(`is a bad response: ${name}; worth a retry: ${transient}`, () => {
        assert.throws(
          () => read(reply(200, body)),
          (error) => error instanceof errors.BadResponseError && error.transient === transient,
        );
      });
    }
  });

  describe('an answer about something else', () => {
    const others: [asked: string, answered: string][] = [
      ['www.example.com', 'example.com'],
      ['www.example.com', '192.0.2.1'],
      ['192.0.2.1', '192.0.2.2'],
      ['2001:db8::1', '2001:db8::2'],
      ['http://example.com/', 'http://example.org/'],
      ['http://example.com/', 'http://example.com:8080/'],
      ['http://example.com/', 'example.com'],
      ['d41d8cd98f00b204e9800998ecf8427e', '44d88612fea8a8f36de82e1278abb02f'],
    ];
    for (const [asked, answered] of others) {
      it(`is a bad response: ${answered} for ${asked}`, () => {
        const other = identify(answered, 'auto');
        assert.throws(
          () => read(foundV3(other), identify(asked, 'auto')),
          (error) => error instanceof errors.BadResponseError && !error.transient,
        );
      });
    }

    it('is a bad response: a URL that is not named, with the id of another', () => {
      const url = identify('http://example.com/', 'url');
      assert.throws(() => read(nameless('f'.repeat(64)), url), errors.BadResponseError);
      assert.equal(read(nameless(url.id), url).outcome, 'found');
      const sha256 = '2a1b402420ef46577471cdc7409b0fa2c6a204db316e59ade2d805435489a067';
      assert.equal(read(nameless(sha256), url).outcome, 'found');
    });
  });

  it('knows what was asked in another spelling', () => {
    const spellings: [asked: string, object: object][] = [
      [
        'd41d8cd98f00b204e9800998ecf8427e',
        {
          id: 'e'.repeat(64),
          type: 'file',
          attributes: { md5: 'D41D8CD98F00B204E9800998ECF8427E' },
        },
      ],
      [
        'DA39A3EE5E6B4B0D3255BFEF95601890AFD80709',
        {
          id: 'e'.repeat(64),
          type: 'file',
          attributes: { sha1: 'da39a3ee5e6b4b0d3255bfef95601890afd80709' },
        },
      ],
      ['2001:db8::1', { id: '2001:0DB8:0:0:0:0:0:0001', type: 'ip_address', attributes: {} }],
      ['WWW.example.com', { id: 'www.Example.com', type: 'domain', attributes: {} }],
      [
        'HTTP://Example.com.:80/a#b',
        { id: 'e'.repeat(64), type: 'url', attributes: { url: 'http://example.com/a' } },
      ],
    ];
    for (const [asked, data] of spellings) {
      assert.equal(read(reply(200, { data }), identify(asked, 'auto')).outcome, 'found', asked);
    }
  });

  describe('never shows the key', () => {
    const forms = [KEY, encodeURIComponent(KEY), encodeURIComponent(KEY).toLowerCase()];

    it('when VirusTotal repeats it, in whatever form and wherever in the error', () => {
      for (const status of [400, 401, 403, 409, 503]) {
        for (const form of forms) {
          for (const [code, message] of [
            ['WrongCredentialsError', `Wrong API key: ${form}`],
            [`Error ${form}`, 'text'],
            ['Error', `${'x'.repeat(195)}${form}`],
            ['Error', `${'x'.repeat(190)} ${form} ${form}`],
          ] as const) {
            assert.throws(
              () => read(errorV3(status, code, message)),
              (error: Error) => !`${error.stack} ${JSON.stringify(error)}`.includes('k3y'),
            );
          }
        }
      }
    });

    it('and says what it can: the message without it', () => {
      assert.throws(() => read(errorV3(401, 'WrongCredentialsError', `Wrong API key: ${KEY}`)), {
        message:
          'VirusTotal does not accept the API key: WrongCredentialsError: Wrong API key: [key]',
      });
    });
  });

  it('tells of what may have answered in its place where it names no reason', () => {
    for (const status of [401, 403]) {
      assert.throws(() => read({ ...reply(status, {}), body: '<html>Blocked by policy</html>' }), {
        message: new RegExp(`status ${status} without a reason; a proxy or a filter may have`),
      });
    }
    assert.throws(() => read(errorV3(403, 'ForbiddenError', 'Not for your plan')), {
      message: 'The API key may not ask this: ForbiddenError: Not for your plan',
    });
  });

  it('makes what VirusTotal says fit for one short line', () => {
    assert.throws(
      () => read(errorV3(400, 'Bad\nCode', `a\u001b[31m\n\u202e${'x'.repeat(10_000)}`)),
      (error: Error) => error.message.length < 300 && !/[\p{Cc}\p{Cf}]/u.test(error.message),
    );
  });
});
