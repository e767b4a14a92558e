import assert from 'node:assert/strict';
import { identify } from '../../../src/indicator/identify';
import { createVirusTotalV2 } from '../../../src/virustotal/v2/service';
import * as errors from '../../../src/lookup/errors';
import type { HttpReply } from '../../../src/lookup/http';
import { foundV2, reply } from '../../support/virustotal-replies';

const KEY = 'k3y+with/odd=signs';
const NOW = Date.UTC(2026, 0, 15, 12);
const HASH = 'd41d8cd98f00b204e9800998ecf8427e';

const api = createVirusTotalV2(KEY);
const file = identify(HASH, 'file');
const url = identify('http://example.com', 'url');
const domain = identify('www.example.com', 'domain');

function read(answer: HttpReply, indicator = file): ReturnType<typeof api.readReport> {
  return api.readReport(indicator, answer, NOW);
}

describe('asking API v2', () => {
  const requests: [value: string, path: string, query: Record<string, string>][] = [
    [HASH.toUpperCase(), 'file/report', { resource: HASH, allinfo: 'true' }],
    [
      'http://example.com/?a=b&c',
      'url/report',
      { resource: 'http://example.com/?a=b&c', allinfo: 'true' },
    ],
    ['www.example.com', 'domain/report', { domain: 'www.example.com' }],
    ['192.0.2.1', 'ip-address/report', { ip: '192.0.2.1' }],
  ];
  for (const [value, path, query] of requests) {
    it(`asks for ${value} with the key in the query`, () => {
      assert.deepEqual(api.reportRequest(identify(value, 'auto')), {
        method: 'GET',
        path: `/vtapi/v2/${path}`,
        query: { apikey: KEY, ...query },
        headers: {
          accept: 'application/json',
          'user-agent': 'node-red-virustotal',
          'x-tool': 'node-red-virustotal',
        },
      });
    });
  }

  it('refuses IPv6, which this version does not know', () => {
    assert.throws(
      () => api.reportRequest(identify('2001:db8::1', 'ip')),
      (error) => error instanceof errors.BadRequestError && error.code === 'bad-request',
    );
  });
});

describe('reading what API v2 answers', () => {
  it('finds a report, alone or as a list of one', () => {
    const found = foundV2(HASH, 5, 70);
    for (const body of [found.body, `[${found.body}]`]) {
      const report = read(reply(200, body));
      assert.equal(report.outcome, 'found');
      assert.deepEqual([report.votes.malicious, report.votes.undetected], [5, 65]);
    }
  });

  it('finds a report about a domain, which does not name it', () => {
    const report = read(reply(200, { response_code: 1, detected_urls: [] }), domain);
    assert.equal(report.outcome, 'found');
  });

  it('tells unknown from pending from wrong by the response code', () => {
    const words = { verbose_msg: 'in words' };
    for (const indicator of [file, url, domain]) {
      for (const about of [{}, indicator === domain ? {} : { resource: indicator.value }]) {
        const answer = (code: number): HttpReply =>
          reply(200, { response_code: code, ...words, ...about });
        assert.equal(read(answer(0), indicator).outcome, 'unknown');
        assert.equal(read(answer(-2), indicator).outcome, 'pending');
        assert.throws(() => read(answer(-1), indicator), {
          name: 'BadRequestError',
          message: 'VirusTotal does not accept it: in words',
        });
      }
    }
    assert.throws(() => read(reply(200, { response_code: -1 })), {
      message: 'VirusTotal does not accept it: invalid',
    });
  });

  it('takes response code 1 without positives for pending', () => {
    const queued = { response_code: 1, resource: url.value, scan_id: `${'e'.repeat(64)}-1` };
    assert.equal(read(reply(200, queued), url).outcome, 'pending');
  });

  it('takes a queued domain for pending', () => {
    const queued = { response_code: -2, resource: domain.value, verbose_msg: 'queued' };
    assert.equal(read(reply(200, queued), domain).outcome, 'pending');
  });

  for (const [status, type, code] of [
    [204, errors.QuotaError, 'quota'],
    [429, errors.QuotaError, 'quota'],
    [400, errors.BadRequestError, 'bad-request'],
    [401, errors.CredentialsError, 'credentials'],
    [403, errors.CredentialsError, 'credentials'],
    [404, errors.BadResponseError, 'bad-response'],
    [302, errors.BadResponseError, 'bad-response'],
    [418, errors.ServiceError, 'service'],
    [500, errors.ServiceError, 'service'],
    [503, errors.ServiceError, 'service'],
  ] as const) {
    it(`takes ${status} for ${code}`, () => {
      assert.throws(
        () => read(reply(status, '')),
        (error) => error instanceof type && error.code === code,
      );
    });
  }

  it('waits a minute after 204, or what Retry-After says', () => {
    for (const [headers, wait] of [
      [{}, 60_000],
      [{ 'retry-after': '5' }, 5000],
    ] as const) {
      assert.throws(
        () => read(reply(204, '', headers)),
        (error) => error instanceof errors.QuotaError && error.retryAt === NOW + wait,
      );
    }
  });

  for (const [name, body] of [
    ['empty', ''],
    ['a web page', '<html></html>'],
    ['cut off', '{"response_code":1,"resource":'],
    ['no report', '{}'],
    ['null', 'null'],
    ['several reports', JSON.stringify([{ response_code: 0 }, { response_code: 0 }])],
    ['a report of API v3', `{"data":{"id":"${HASH}","type":"file","attributes":{}}}`],
    ['an unknown response code', '{"response_code":7}'],
  ] as const) {
    it(`takes an answer that is none for a bad response: ${name}`, () => {
      assert.throws(() => read(reply(200, body)), errors.BadResponseError);
    });
  }

  describe('an answer about something else', () => {
    const other = foundV2('44d88612fea8a8f36de82e1278abb02f', 60, 70);

    it('is a bad response, of a file', () => {
      assert.throws(() => read(other), errors.BadResponseError);
    });

    it('is a bad response, of a URL', () => {
      for (const resource of ['http://example.com/a', 'http://example.org/', 'example.com']) {
        assert.throws(() => read(foundV2(resource, 1, 2), url), errors.BadResponseError, resource);
      }
    });

    it('is a bad response, for a domain that gets the report of a file or URL', () => {
      assert.throws(() => read(other, domain), errors.BadResponseError);
      assert.throws(
        () => read(foundV2('http://example.com/', 1, 2), domain),
        errors.BadResponseError,
      );
    });

    it('is a bad response, where a file or URL report does not say what it is about', () => {
      const nameless = reply(200, { response_code: 1, positives: 0, total: 70 });
      assert.throws(() => read(nameless), errors.BadResponseError);
      assert.throws(() => read(nameless, url), errors.BadResponseError);
    });
  });

  it('knows what was asked in another spelling', () => {
    assert.equal(read(foundV2(HASH.toUpperCase(), 0, 1)).outcome, 'found');
    assert.equal(read(foundV2('http://EXAMPLE.com/#top', 0, 1), url).outcome, 'found');
    const bySha256 = { resource: 'a scan id', md5: HASH, sha256: 'e'.repeat(64) };
    const found = { response_code: 1, positives: 0, total: 1 };
    assert.equal(read(reply(200, { ...found, ...bySha256 })).outcome, 'found');
  });

  it('never shows the key', () => {
    for (const form of [KEY, encodeURIComponent(KEY), encodeURIComponent(KEY).toLowerCase()]) {
      for (const text of [form, `${'x'.repeat(195)}${form}`]) {
        const body = { response_code: -1, verbose_msg: text };
        assert.throws(
          () => read(reply(200, body)),
          (error: Error) => !String(error.stack).includes('k3y'),
        );
        for (const status of [400, 403, 404, 500]) {
          assert.throws(
            () => read(reply(status, `GET /vtapi/v2/file/report?apikey=${text}`)),
            (error: Error) => !String(error.stack).includes('k3y'),
          );
        }
      }
    }
  });
});
