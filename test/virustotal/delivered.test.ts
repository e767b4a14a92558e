import assert from 'node:assert/strict';
import { codeOf } from '../support/code-of';
import { parseDelivered, repliesDelivered, type Delivery } from '../../src/virustotal/delivered';
import type { Report } from '../../src/virustotal/report';

const NOW = Date.UTC(2026, 0);
const SHA256 = 'a'.repeat(64);
const MD5 = 'b'.repeat(32);
const KEY = '0123456789abcdef'.repeat(4);

function read(body: unknown, delivery: Delivery = {}): Report[] {
  const { replies } = repliesDelivered(body, delivery, NOW);
  return replies.map((reply) => parseDelivered(reply, delivery, NOW));
}

function single(body: unknown, delivery: Delivery = {}): Report {
  const [report, ...more] = read(body, delivery);
  assert.ok(report !== undefined && more.length === 0);
  return report;
}

function failure(body: unknown, delivery: Delivery = {}): { code: unknown; error: Error } {
  try {
    read(body, delivery);
  } catch (error) {
    assert.ok(error instanceof Error);
    return { code: codeOf(error), error };
  }
  throw new assert.AssertionError({ message: 'nothing was thrown' });
}

function errorBody(code: unknown, message = 'text'): object {
  return { error: { code, message } };
}

describe('what was delivered as an error', () => {
  const codes: [errorCode: string, code: string][] = [
    ['BadRequestError', 'bad-request'],
    ['InvalidArgumentError', 'bad-request'],
    ['AuthenticationRequiredError', 'credentials'],
    ['UserNotActiveError', 'credentials'],
    ['WrongCredentialsError', 'credentials'],
    ['ForbiddenError', 'forbidden'],
    ['FailedDependencyError', 'service'],
    ['QuotaExceededError', 'quota'],
    ['TooManyRequestsError', 'quota'],
    ['TransientError', 'service'],
    ['DeadlineExceededError', 'service'],
    ['AnErrorOfTomorrow', 'service'],
  ];
  for (const [errorCode, code] of codes) {
    it(`fails with ${code}: ${errorCode}, in whatever form`, () => {
      const body = errorBody(errorCode);
      for (const form of [
        body,
        JSON.stringify(body),
        Buffer.from(JSON.stringify(body)),
        `\uFEFF${JSON.stringify(body)}`,
        { statusCode: 200, body: JSON.stringify(body) },
        { payload: body },
      ]) {
        assert.equal(failure(form).code, code);
      }
    });
  }

  it('is an outcome where it says that there is nothing', () => {
    assert.equal(single(errorBody('NotFoundError'), { status: 404 }).outcome, 'unknown');
    assert.equal(single(errorBody('NotAvailableYet'), { status: 400 }).outcome, 'pending');
  });

  const statuses: [what: string, body: unknown, delivery: Delivery, code: string][] = [
    ['an error of no known code', errorBody('Unheard'), { status: 403 }, 'forbidden'],
    ['an error of no code', errorBody(undefined), { status: 429 }, 'quota'],
    ['an error by a number', errorBody(401), {}, 'credentials'],
    ['an error by an inherited name', errorBody('constructor'), {}, 'service'],
    ['an empty object, quota of v2', {}, { status: 204 }, 'quota'],
    ['an empty text, quota of v2', '', { status: '204' }, 'quota'],
    ['nothing, quota of v2', undefined, { status: 204 }, 'quota'],
    ['an empty Buffer, quota of v2', Buffer.alloc(0), { status: 204 }, 'quota'],
    ['a web page and 429', '<html>', { status: 429 }, 'quota'],
    ['a web page and 502', '<html>', { status: 502 }, 'service'],
    ['a web page and 401', '<html>', { status: 401 }, 'credentials'],
    ['nothing and 403 of v3', '', { status: 403 }, 'forbidden'],
    [
      'nothing and 403 of v2',
      '',
      { status: 403, url: `https://www.virustotal.com/vtapi/v2/file/report?apikey=${KEY}` },
      'credentials',
    ],
    ['nothing and 400', '', { status: 400 }, 'bad-request'],
    ['a web page and 404', '<html>', { status: 404 }, 'bad-response'],
    ['a web page and 200', '<html>', { status: 200 }, 'bad-response'],
    ['a web page', '<html>', {}, 'bad-response'],
    ['an empty text', '', {}, 'bad-response'],
    ['spaces', ' \n ', {}, 'bad-response'],
    ['a byte order mark', '\uFEFF', {}, 'bad-response'],
    ['nothing', undefined, {}, 'bad-response'],
    ['a list of numbers', [1, 2, 3], {}, 'bad-response'],
    [
      'a broken connection',
      'RequestError: connect ECONNREFUSED',
      { status: 'ECONNREFUSED' },
      'network',
    ],
    ['a certificate of nobody known', 'Error', { status: 'SELF_SIGNED_CERT_IN_CHAIN' }, 'network'],
    ['a certificate that is over', 'Error', { status: 'CERT_HAS_EXPIRED' }, 'network'],
    ['something else than HTTP', 'Error', { status: 'HPE_INVALID_CONSTANT' }, 'network'],
    ['no answer in time', 'TimeoutError', { status: 'ETIMEDOUT' }, 'timeout'],
    ['a status that is a word', '<html>', { status: 'fine' }, 'bad-response'],
    ['a status out of range', '<html>', { status: 999_999 }, 'bad-response'],
    ['invalid in v2', { response_code: -1, verbose_msg: 'Invalid' }, {}, 'bad-request'],
    ['invalid in v2, as text', { response_code: '-1' }, {}, 'bad-request'],
    ["Python's word for the quota of v2", { response_code: 204, error: 'limit' }, {}, 'quota'],
    ['a client that kept an empty body', { statusCode: 204, body: '' }, {}, 'quota'],
    ['a client that kept a web page', { status: 503, data: '<html>' }, {}, 'service'],
  ];
  for (const [what, body, delivery, code] of statuses) {
    it(`fails with ${code}: ${what}`, () => {
      assert.equal(failure(body, delivery).code, code);
    });
  }

  it('says what is wrong with a text', () => {
    assert.match(failure('').error.message, /^The answer is empty/);
    assert.match(failure('<html>').error.message, /^The answer is a web page/);
    assert.match(failure('{"data":').error.message, /^The answer is cut off/);
  });

  it('names when to ask again, by the header or after a minute', () => {
    const headers = { 'retry-after': '120' };
    for (const [delivery, wait] of [
      [{ status: 429, headers }, 120_000],
      [{ headers }, 120_000],
      [{ status: 429 }, 60_000],
      [{ status: 429, headers: 'text' }, 60_000],
    ] as const) {
      const { error } = failure(errorBody('QuotaExceededError'), delivery);
      assert.equal(Reflect.get(error, 'retryAt'), NOW + wait);
    }
  });

  it('never repeats a key', () => {
    const bodies: [body: unknown, delivery?: Delivery][] = [
      [errorBody('WrongCredentialsError', 'Wrong API key: open sesame')],
      [errorBody('Unheard', 'Wrong API key: open sesame'), { status: 401 }],
      [errorBody(401, 'Wrong API key: open sesame')],
      [errorBody('TransientError', `GET /file?apikey=${KEY} failed`)],
      [errorBody('InvalidArgumentError', `x-apikey: ${KEY.toUpperCase()}`)],
      [errorBody('ForbiddenError', 'apikey=open_sesame&resource=x')],
      [errorBody(KEY, 'text')],
      [{ response_code: -1, verbose_msg: `no such key ${KEY}` }],
      [`RequestError: : https://host/?apikey=${KEY}`, { status: 'ECONNRESET' }],
      [`<html>${KEY}`, { status: 200, url: `https://host/?apikey=${KEY}` }],
    ];
    for (const [body, delivery] of bodies) {
      const { message } = failure(body, delivery).error;
      assert.doesNotMatch(message, /sesame|0123456789abcdef/i);
    }
  });
});

describe('what was delivered as a reply', () => {
  const stats = { malicious: 5, suspicious: 0, harmless: 0, undetected: 65 };
  const attributes = { sha256: SHA256, md5: MD5, last_analysis_stats: stats };
  const expected = single({ data: { type: 'file', id: SHA256, attributes } });
  const flat = { _id: SHA256, _type: 'file', ...attributes };

  const forms: [what: string, body: unknown][] = [
    ['bare, as vt-py has it', { type: 'file', id: SHA256, links: {}, attributes }],
    ['flat, as vt-cli prints it', [flat]],
    ['flat, as vt-cli prints it, as text', JSON.stringify([flat], null, 2)],
    ['flat, of a list', flat],
    ['its attributes alone', attributes],
    ['its attributes with a type', { type: 'file', id: SHA256, ...attributes }],
    ['in a list of one', { data: [{ type: 'file', id: SHA256, attributes }], links: {} }],
    ['in a list of one that a client wraps', { status: 200, data: { data: [flat] } }],
    ['after a byte order mark', `\uFEFF${JSON.stringify(flat)}`],
    ['in UTF-16', Buffer.from(`\uFEFF${JSON.stringify(flat)}`, 'utf16le')],
    [
      'in UTF-16, the other way round',
      Buffer.from(`\uFEFF${JSON.stringify(flat)}`, 'utf16le').swap16(),
    ],
    ['as bytes', new Uint8Array(Buffer.from(JSON.stringify(flat)))],
    ['as a Buffer that went through JSON', Buffer.from(JSON.stringify(flat)).toJSON()],
    ['as JSON in JSON', JSON.stringify(JSON.stringify(flat))],
  ];
  for (const [what, body] of forms) {
    it(`is read: ${what}`, () => {
      assert.deepEqual(single(body), expected);
    });
  }

  it('keeps the other kinds of what vt-cli prints', () => {
    const url = 'http://www.example.com/';
    assert.deepEqual(single([{ _id: SHA256, _type: 'url', url }]).subject, {
      type: 'url',
      value: url,
      id: SHA256,
    });
    assert.equal(single([{ _id: '192.0.2.1', _type: 'ip_address' }]).subject?.type, 'ip');
    assert.equal(single([{ _id: 'example.com', _type: 'domain' }]).subject?.type, 'domain');
    assert.equal(failure([{ _id: 'x', _type: 'comment', text: 'x' }]).code, 'bad-response');
  });

  it('has votes and no subject where only the counts were kept', () => {
    const { subject, votes } = single([{ last_analysis_stats: stats }]);
    assert.deepEqual([subject, votes], [undefined, stats]);
  });

  it('is one report for each of several, however they stand one after another', () => {
    const one = JSON.stringify([flat]);
    for (const text of [
      `${one}\n${one}\n`,
      `${one}\r\n\r\n${one}`,
      `${JSON.stringify(flat)}\n${JSON.stringify(flat)}`,
      JSON.stringify({ data: [flat, flat] }),
    ]) {
      assert.deepEqual(read(text), [expected, expected]);
    }
  });

  const pending: [what: string, body: unknown][] = [
    ['the reply to a submission', { data: { type: 'analysis', id: `u-${SHA256}-1` } }],
    ['the same with its links', { data: { type: 'analysis', id: 'x', links: { self: 'x' } } }],
    ['the same without the wrapper', { type: 'analysis', id: 'x' }],
    ['of private scanning', { data: { type: 'private_analysis', id: 'x' } }],
    ['queued', { data: { type: 'analysis', id: 'x', attributes: { status: 'queued' } } }],
    [
      'in progress, with some results',
      { data: { type: 'analysis', id: 'x', attributes: { status: 'in-progress', stats } } },
    ],
    ['as vt-cli prints it', [{ _id: 'x', _type: 'analysis', status: 'queued', stats }]],
    [
      'of v2',
      {
        response_code: 1,
        scan_id: `${SHA256}-1`,
        verbose_msg: 'Scan request successfully queued, come back later for the report',
      },
    ],
    ['of v2, as text', { response_code: '-2', resource: SHA256 }],
  ];
  for (const [what, body] of pending) {
    it(`is pending: ${what}`, () => {
      const report = single(body);
      assert.equal(report.outcome, 'pending');
      assert.equal(report.votes.malicious, 0);
    });
  }

  it('names the file that was submitted', () => {
    const body = { data: { type: 'analysis', id: `f-${SHA256}-1700000000` } };
    assert.deepEqual(single(body).subject, { type: 'file', value: SHA256, id: SHA256 });
  });

  it('is a report where the analysis is completed', () => {
    const done = { status: 'completed', stats, results: {} };
    for (const body of [
      { data: { type: 'analysis', id: 'x', attributes: done } },
      [{ _id: 'x', _type: 'analysis', ...done }],
    ]) {
      const { outcome, votes } = single(body);
      assert.deepEqual([outcome, votes], ['found', stats]);
    }
  });

  it('counts what is written as text', () => {
    const texts = { malicious: '5', suspicious: ' 0 ', harmless: '0', undetected: '65' };
    assert.deepEqual(
      single({ type: 'file', id: SHA256, attributes: { last_analysis_stats: texts } }).votes,
      stats,
    );
    const v2 = single({ response_code: '1', resource: MD5, positives: '3', total: '70' });
    assert.deepEqual([v2.votes.malicious, v2.votes.undetected], [3, 67]);
    assert.equal(single({ response_code: '0', resource: MD5 }).outcome, 'unknown');
  });

  it('reads the results of engines that stand in a list', () => {
    const results = [
      { engine_name: 'A', category: 'malicious', result: 'bad' },
      { engine_name: '__proto__', category: 'undetected' },
      { category: 'malicious' },
      null,
    ];
    const report = single({
      type: 'file',
      id: SHA256,
      attributes: { last_analysis_results: results },
    });
    assert.deepEqual(
      report.results.map(({ engine }) => engine),
      ['A', '__proto__'],
    );
  });

  it('is a report whatever the status beside it was', () => {
    const body = { response_code: 1, resource: MD5, positives: 3, total: 70 };
    assert.equal(single(body, { status: 403 }).outcome, 'found');
    assert.equal(single(body, { status: 'ECONNRESET' }).outcome, 'found');
  });
});

function deep(depth: number): string {
  return '['.repeat(depth) + ']'.repeat(depth);
}

describe('what was delivered to do harm', () => {
  const bodies: [what: string, body: unknown][] = [
    ['a deep list', deep(100_000)],
    ['a deep object', `${'{"data":'.repeat(50_000)}1${'}'.repeat(50_000)}`],
    ['an error that is deep', { error: { code: JSON.parse(deep(1000)), message: [] } }],
    ['an error of inherited fields', { error: Object.create({ code: 'QuotaExceededError' }) }],
    ['a prototype', JSON.parse('{"__proto__":{"error":{"code":"ForbiddenError"}}}')],
    ['ten megabytes of line ends', `[${'\n'.repeat(10_000_000)}`],
    ['ten megabytes of brackets', '] '.repeat(5_000_000)],
    ['a message that is long', errorBody('TransientError', 'x-apikey: '.repeat(1_000_000))],
    ['a Buffer of no bytes', { type: 'Buffer', data: ['x'] }],
    ['a flat object of an inherited type', Object.create({ _id: 'x', _type: 'file' })],
    ['a type that all objects have', { _id: 'x', _type: 'constructor' }],
    ['a symbol', Symbol('x')],
    ['a big number', 10n],
  ];
  for (const [what, body] of bodies) {
    it(`ends in a clear error: ${what}`, () => {
      const { code, error } = failure(body);
      assert.ok(['bad-response', 'service', 'forbidden'].includes(String(code)));
      assert.ok(error.message.length < 400);
    });
  }
});
