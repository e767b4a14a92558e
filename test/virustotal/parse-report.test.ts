import assert from 'node:assert/strict';
import { createSimulator } from '../../src/simulator/virustotal';
import { BadResponseError } from '../../src/lookup/errors';
import { parseReply, parseReport, repliesIn } from '../../src/virustotal/parse-report';
import type { Report } from '../../src/virustotal/report';
import { readCapturedReplies } from '../support/captured-replies';
import { createFakeClock } from '../support/fake-clock';

const MD5 = '44d88612fea8a8f36de82e1278abb02f';
const SHA256 = '275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f';
const NO_VOTES = { malicious: 0, suspicious: 0, harmless: 0, undetected: 0 };

type Json = Record<string, unknown>;

/** A v3 file object with the given attributes. */
function file(attributes: Json): Json {
  return { id: SHA256, type: 'file', attributes };
}

function engines(...categories: string[]): Json {
  return Object.fromEntries(
    categories.map((category, index) => [
      `Engine ${index}`,
      { engine_name: `Engine ${index}`, category, result: category === 'malicious' ? 'Bad' : null },
    ]),
  );
}

describe('reading a report of API v3', () => {
  const object = file({
    md5: MD5,
    sha256: SHA256,
    meaningful_name: 'eicar.com',
    names: ['eicar.com', 'test.txt', '', 7],
    last_analysis_date: 1_700_000_000,
    last_analysis_stats: { malicious: 2, suspicious: 1, harmless: 3, undetected: 4, timeout: 9 },
    last_analysis_results: {
      'Engine A': { category: 'malicious', result: 'EICAR-Test' },
      'Engine B': { category: 'suspicious', result: null },
      'Engine C': { category: 'confirmed-timeout', result: null },
    },
    popular_threat_classification: { suggested_threat_label: 'virus.eicar/test' },
    tags: ['text'],
    reputation: -12,
    gti_assessment: { threat_score: { value: 80 } },
  });
  const expected: Report = {
    api: 3,
    outcome: 'found',
    subject: { type: 'file', value: SHA256, id: SHA256 },
    votes: { malicious: 2, suspicious: 1, harmless: 3, undetected: 4 },
    results: [
      { engine: 'Engine A', category: 'malicious', label: 'EICAR-Test' },
      { engine: 'Engine B', category: 'suspicious' },
      { engine: 'Engine C', category: 'none' },
    ],
    analysedAt: 1_700_000_000_000,
    hashes: { md5: MD5, sha256: SHA256 },
    names: ['eicar.com', 'test.txt'],
    label: 'virus.eicar/test',
    tags: ['text'],
    reputation: -12,
    score: 80,
    assessment: { score: 80 },
  };

  it('takes one of which somebody has kept the attributes alone', () => {
    const attributes = { sha256: SHA256, last_analysis_stats: { malicious: 5, undetected: 60 } };
    for (const form of [{ attributes }, { data: { attributes } }, { id: SHA256, attributes }]) {
      const { subject, votes } = parseReport(form);
      assert.deepEqual([subject?.type, subject?.id, votes.malicious], ['file', SHA256, 5]);
    }
    assert.equal(parseReport({ data: { attributes: { gti_assessment: {} } } }).outcome, 'found');
  });

  it('takes what was scanned in private', () => {
    const attributes = { last_analysis_stats: { malicious: 5 } };
    const subject = parseReport({ data: { type: 'private_file', id: SHA256, attributes } }).subject;
    assert.deepEqual(subject, { type: 'file', value: SHA256, id: SHA256 });
  });

  it('takes it wrapped, bare, as text, as a Buffer and as a list of one', () => {
    const text = JSON.stringify({ data: object });
    for (const form of [{ data: object }, object, text, Buffer.from(text), [object], `[${text}]`]) {
      assert.deepEqual(parseReport(form), expected);
    }
  });

  it('reads the URL of a URL object, and the categories that vendors gave', () => {
    const url = 'http://www.example.com/';
    const report = parseReport({
      id: 'f'.repeat(64),
      type: 'url',
      attributes: { url, categories: { 'Vendor A': 'phishing', 'Vendor B': 5 }, names: ['x'] },
    });
    assert.deepEqual(report.subject, { type: 'url', value: url, id: 'f'.repeat(64) });
    assert.deepEqual(report.categories, { 'Vendor A': 'phishing' });
    assert.equal(report.names, undefined, 'only files have names');
  });

  it('knows the four types', () => {
    for (const [type, expectedType] of [
      ['file', 'file'],
      ['url', 'url'],
      ['domain', 'domain'],
      ['ip_address', 'ip'],
    ]) {
      const report = parseReport({ id: 'x', type, attributes: {} });
      assert.deepEqual(report.subject, { type: expectedType, value: 'x', id: 'x' });
    }
  });

  describe('counts', () => {
    it('by the stats, even when the results differ by one', () => {
      const { votes } = parseReport(
        file({
          last_analysis_stats: { malicious: 2, suspicious: 0, harmless: 0, undetected: 1 },
          last_analysis_results: engines('malicious', 'undetected'),
        }),
      );
      assert.deepEqual(votes, { malicious: 2, suspicious: 0, harmless: 0, undetected: 1 });
    });

    it('by the results when there are no stats', () => {
      for (const stats of [undefined, null, [], 'none', {}]) {
        const { votes } = parseReport(
          file({
            last_analysis_stats: stats,
            last_analysis_results: engines('malicious', 'suspicious', 'harmless', 'undetected'),
          }),
        );
        assert.deepEqual(votes, { malicious: 1, suspicious: 1, harmless: 1, undetected: 1 });
      }
    });

    it('by the results for each bucket that the stats do not give: none reads as clean', () => {
      for (const malicious of [
        null,
        undefined,
        -1,
        1e308,
        0.5,
        '',
        '3 engines',
        '-3',
        '0x3',
        Number.NaN,
      ]) {
        const { votes } = parseReport(
          file({
            last_analysis_stats: { malicious, suspicious: null, harmless: 60, undetected: 2 },
            last_analysis_results: engines('malicious', 'malicious', 'suspicious', 'harmless'),
          }),
        );
        assert.deepEqual(votes, { malicious: 2, suspicious: 1, harmless: 60, undetected: 2 });
      }
    });

    it('no opinion where the type is unsupported everywhere', () => {
      const { outcome, votes, results } = parseReport(
        file({
          last_analysis_stats: { ...NO_VOTES, 'type-unsupported': 2, 'confirmed-timeout': null },
          last_analysis_results: engines('type-unsupported', 'type-unsupported'),
        }),
      );
      assert.equal(outcome, 'found');
      assert.deepEqual(votes, NO_VOTES);
      assert.deepEqual(
        results.map(({ category }) => category),
        ['none', 'none'],
      );
    });
  });

  it('takes a date only where it is one', () => {
    for (const date of [0, -1, 8.64e12 + 1, 1e308, 1.5, null, '2023-11-14', {}]) {
      assert.equal(parseReport(file({ last_analysis_date: date })).analysedAt, undefined);
    }
    const last = parseReport(file({ last_analysis_date: 8.64e12 })).analysedAt;
    assert.equal(new Date(last ?? 0).toISOString(), '+275760-09-13T00:00:00.000Z');
  });

  it('counts the results where the stats count nobody', () => {
    const { votes } = parseReport(
      file({ last_analysis_stats: NO_VOTES, last_analysis_results: engines('malicious') }),
    );
    assert.deepEqual(votes, { ...NO_VOTES, malicious: 1 });
  });

  it('keeps the names of engines, whatever they are', () => {
    const names = ['A.V. (Cloud) [x]', '__proto__', 'constructor', ' ', '\u202ex', '0'];
    const text = JSON.stringify(file({ last_analysis_results: {} })).replace(
      '"last_analysis_results":{}',
      `"last_analysis_results":{${names.map((name) => `${JSON.stringify(name)}:{"category":"malicious"}`).join()}}`,
    );
    const read = parseReport(text).results.map(({ engine }) => engine);
    assert.deepEqual(new Set(read), new Set(names));
  });

  describe('an analysis', () => {
    const attributes = {
      status: 'completed',
      date: 1_700_000_000,
      stats: { malicious: 1, suspicious: 0, harmless: 0, undetected: 5 },
      results: engines('malicious'),
    };
    const analysis = { id: 'u-1', type: 'analysis', attributes };

    it('is a report when it is completed', () => {
      const report = parseReport({
        data: analysis,
        meta: { url_info: { id: SHA256, url: 'http://example.com/' } },
      });
      assert.equal(report.outcome, 'found');
      assert.deepEqual(report.votes, attributes.stats);
      assert.deepEqual(report.subject, { type: 'url', value: 'http://example.com/', id: SHA256 });
      assert.equal(report.analysedAt, 1_700_000_000_000);
    });

    it('of a file is about its SHA-256', () => {
      const report = parseReport({ data: analysis, meta: { file_info: { sha256: SHA256 } } });
      assert.deepEqual(report.subject, { type: 'file', value: SHA256, id: SHA256 });
    });

    it('is pending before that, whatever it holds already', () => {
      for (const status of ['queued', 'in-progress', undefined]) {
        const report = parseReport({
          data: { ...analysis, attributes: { ...attributes, status } },
        });
        assert.equal(report.outcome, 'pending');
        assert.deepEqual(report.votes, NO_VOTES);
        assert.deepEqual(report.results, []);
        assert.equal(report.analysedAt, undefined);
      }
    });
  });

  it("takes VirusTotal's own word that it has no report", () => {
    const notFound = { error: { code: 'NotFoundError', message: 'File not found' } };
    const notYet = { error: { code: 'NotAvailableYet', message: 'Later' } };
    assert.deepEqual(parseReport(notFound), {
      api: 3,
      outcome: 'unknown',
      votes: NO_VOTES,
      results: [],
    });
    assert.equal(parseReport(JSON.stringify(notYet)).outcome, 'pending');
  });
});

describe('reading a reply of API v2', () => {
  const scan = { detected: true, version: '1', result: 'Bad', update: '20260101' };
  const found = {
    response_code: 1,
    resource: MD5,
    scan_id: `${SHA256}-1544782435`,
    md5: MD5,
    sha256: SHA256,
    scan_date: '2018-12-14 10:13:55',
    positives: 1,
    total: 3,
    scans: { A: scan, B: { ...scan, detected: false, result: null }, C: { detected: 'maybe' } },
    submission_names: ['eicar.com'],
    tags: ['text'],
  };

  it('of a file', () => {
    const expected: Report = {
      api: 2,
      outcome: 'found',
      votes: { malicious: 1, suspicious: 0, harmless: 0, undetected: 2 },
      results: [
        { engine: 'A', category: 'malicious', label: 'Bad' },
        { engine: 'B', category: 'undetected' },
      ],
      subject: { type: 'file', value: SHA256, id: SHA256 },
      analysedAt: Date.UTC(2018, 11, 14, 10, 13, 55),
      hashes: { md5: MD5, sha256: SHA256 },
      names: ['eicar.com'],
      tags: ['text'],
    };
    for (const form of [
      found,
      JSON.stringify(found),
      [found],
      Buffer.from(JSON.stringify(found)),
    ]) {
      assert.deepEqual(parseReport(form), expected);
    }
  });

  it('of a URL, whose id is in the scan id', () => {
    const url = 'http://www.example.com/';
    const { subject } = parseReport({
      response_code: 1,
      resource: 'www.example.com',
      url,
      scan_id: `${SHA256}-1544782435`,
      positives: 0,
      total: 66,
    });
    assert.deepEqual(subject, { type: 'url', value: url, id: SHA256 });
  });

  it('of a URL without a scan id, whose id is the SHA-256 of its canonical form', () => {
    const { subject } = parseReport({ response_code: 0, resource: 'http://www.virustotal.com' });
    assert.deepEqual(subject, {
      type: 'url',
      value: 'http://www.virustotal.com',
      id: '1db0ad7dbcec0676710ea0eaacd35d5e471d3e11944d53bcbd31f0cbd11bce31',
    });
  });

  it('of a domain or an address, on which no engine votes', () => {
    for (const reply of [
      { response_code: 1, detected_urls: [], resolutions: [], whois: 'text' },
      { response_code: 1, 'BitDefender category': 'ads', categories: ['ads', 'business'] },
      { response_code: 1, asn: 64_496, country: 'ZZ', as_owner: 'Example' },
      { detected_urls: [{ url: 'http://example.com/', positives: 9, total: 70 }] },
    ]) {
      const report = parseReport(reply);
      assert.equal(report.outcome, 'found');
      assert.deepEqual(report.votes, NO_VOTES);
      assert.equal(report.subject, undefined);
    }
    assert.deepEqual(
      parseReport({ response_code: 1, categories: ['ads', '__proto__'] }).categories,
      {
        ads: 'ads',
        ['__proto__']: '__proto__',
      },
    );
  });

  it('says what a response code means', () => {
    const about = { resource: MD5, verbose_msg: 'text' };
    assert.equal(parseReport({ response_code: 0, ...about }).outcome, 'unknown');
    assert.equal(parseReport({ response_code: -2, ...about }).outcome, 'pending');
    for (const code of [-1, 2, '-1', 'one', null, 1.5, {}]) {
      assert.throws(() => parseReport({ response_code: code, ...about }), BadResponseError);
    }
  });

  it('is pending with response code 1 but without positives and scans', () => {
    const queued = 'Scan request successfully queued, come back later for the report';
    for (const reply of [
      { response_code: 1, resource: 'http://example.com/', scan_id: `${SHA256}-1` },
      { response_code: 1, verbose_msg: queued, url: 'http://example.com/', permalink: 'x' },
      { response_code: 1, verbose_msg: queued },
      { response_code: 1 },
      { response_code: 1, resource: MD5, positives: null, scans: {} },
      { response_code: 1, resource: MD5, positives: 2, scans: null },
    ]) {
      const report = parseReport(reply);
      assert.equal(report.outcome, 'pending', JSON.stringify(reply));
      assert.deepEqual(report.votes, NO_VOTES);
    }
  });

  it('counts the scans where the totals are missing or impossible', () => {
    const scans = { A: scan, B: { ...scan, detected: false } };
    for (const [positives, total] of [
      [undefined, undefined],
      [3, 2],
      [-1, 70],
      [1e308, 1e308],
      ['one', '70'],
    ]) {
      const { votes } = parseReport({ response_code: 1, resource: MD5, positives, total, scans });
      assert.deepEqual(votes, { malicious: 1, suspicious: 0, harmless: 0, undetected: 1 });
    }
  });

  it('reads what an engine says also where it is text', () => {
    const scans = { A: { detected: 'true' }, B: { detected: 'False' }, C: { detected: 'maybe' } };
    const { votes } = parseReport({ response_code: 1, resource: MD5, scans });
    assert.deepEqual(votes, { malicious: 1, suspicious: 0, harmless: 0, undetected: 1 });
  });

  it('does not take a queued domain for a file', () => {
    const { outcome, subject } = parseReport({
      response_code: -2,
      resource: 'pending.example.com',
    });
    assert.equal(outcome, 'pending');
    assert.equal(subject, undefined);
  });

  it('takes a date only where it is one', () => {
    for (const date of ['2018-13-45 99:99:99', '2018-12-14', '', null, 5, '2018-12-14T10:13:55Z']) {
      assert.equal(parseReport({ ...found, scan_date: date }).analysedAt, undefined);
    }
  });
});

describe('what clients wrap around a reply', () => {
  const v2 = { response_code: 0, resource: MD5 };
  const v3 = { data: file({}) };
  const wrapped: [client: string, form: unknown, api: 2 | 3][] = [
    ["Python's virustotal-api", { response_code: 200, results: v2 }, 2],
    ["Python's virustotal-api, of a batch of one", { response_code: 200, results: [v2] }, 2],
    ['an HTTP client, of v2', { status: 200, headers: {}, data: v2 }, 2],
    ['an HTTP client, of v3', { status: 200, headers: {}, data: v3 }, 3],
    ['a v3 list of one', { data: [file({})], meta: { count: 1 }, links: {} }, 3],
    ['n8n', [{ json: v3 }], 3],
    ["Devo Flow's JsonParser", { response: JSON.stringify(v2), json_response: v2 }, 2],
    ["Devo Flow's HttpCall", { response: JSON.stringify(v2) }, 2],
    ['Cortex', { success: true, summary: { taxonomies: [] }, full: v3 }, 3],
    ['a whole message', { _msgid: '1', payload: v3 }, 3],
    ['a body as text', { statusCode: 200, body: JSON.stringify(v3) }, 3],
    ['four of them', { payload: { body: { data: { results: v2 } } } }, 2],
  ];
  for (const [client, form, api] of wrapped) {
    it(`is taken off: ${client}`, () => {
      assert.deepEqual(parseReport(form), parseReport(api === 2 ? v2 : v3));
      assert.equal(parseReport(JSON.stringify(form)).api, api);
    });
  }

  it('is not searched without an end', () => {
    const five = { payload: { body: { data: { results: { result: v2 } } } } };
    assert.throws(() => parseReport(five), BadResponseError);
    const circular: Json = {};
    circular.data = circular;
    assert.throws(() => parseReport(circular), BadResponseError);
  });

  it('may hold no reply', () => {
    for (const form of [
      { response_code: 204, error: 'You exceeded the public API request rate limit' },
      { response_code: 200, results: {} },
      { data: [] },
      { results: [] },
      { status: 200, data: '' },
      { body: '{"data":' },
      { result: 'text' },
      { data: null, error: null },
    ]) {
      assert.throws(() => parseReport(form), BadResponseError, JSON.stringify(form));
    }
  });

  it('leaves a reply alone that has a field of such a name', () => {
    const reply = { ...v2, results: { response_code: 1, positives: 0, total: 70 } };
    assert.equal(parseReport(reply).outcome, 'unknown');
  });
});

describe('the replies in a batch', () => {
  const known = { response_code: 1, resource: MD5, positives: 0, total: 70 };
  const unknown = { response_code: 0, resource: SHA256 };

  it('of v2 are its elements', () => {
    const outcomes = repliesIn(JSON.stringify([known, unknown])).replies.map(parseReply);
    assert.deepEqual(
      outcomes.map(({ outcome, subject }) => [outcome, subject?.value]),
      [
        ['found', MD5],
        ['unknown', SHA256],
      ],
    );
  });

  it('of a v3 list are its elements, of which some may not be there', () => {
    const gone = { type: 'file', id: MD5, error: { code: 'NotFoundError', message: 'text' } };
    const list = { data: [file({}), gone], meta: { count: 2 } };
    const [found, missing] = repliesIn(list).replies.map(parseReply);
    assert.equal(found?.outcome, 'found');
    assert.equal(missing?.outcome, 'unknown');
    assert.deepEqual(missing?.subject, { type: 'file', value: MD5, id: MD5 });
  });

  it('need not all be reports: each is read for itself', () => {
    const { replies } = repliesIn([known, { hello: 1 }, null]);
    assert.equal(replies.length, 3);
    assert.throws(() => parseReply(replies[1]), BadResponseError);
    assert.throws(() => parseReply(replies[2]), BadResponseError);
  });

  it('are none where it is empty', () => {
    assert.throws(() => repliesIn([]), BadResponseError);
    assert.throws(() => repliesIn('[]'), BadResponseError);
  });
});

describe('what others than the engines say', () => {
  it('is read where it is there', () => {
    const report = parseReport(
      file({
        sandbox_verdicts: {
          Zenbox: { category: 'malicious', malware_names: ['Orcus', 5] },
          C2AE: { category: 'undetected' },
          Broken: null,
        },
        crowdsourced_yara_results: [{}, {}],
        sigma_analysis_stats: { critical: 1, high: 2 },
        crowdsourced_ids_stats: { info: 4, low: null },
        known_distributors: { distributors: ['Example Linux'], products: ['x'] },
        trusted_verdict: { verdict: 'goodware', organization: 'Example Ltd', link: 'x' },
        popularity_ranks: { Worse: { rank: 90 }, Best: { rank: 7 }, Broken: { rank: 0 } },
        gti_assessment: {
          threat_score: { value: 0 },
          severity: { value: 'SEVERITY_HIGH' },
          verdict: { value: 'VERDICT_MALICIOUS' },
        },
        threat_severity: { threat_severity_level: 'SEVERITY_LOW' },
      }),
    );
    const expected: Partial<Report> = {
      sandboxes: [
        { sandbox: 'Zenbox', category: 'malicious', malware: ['Orcus'] },
        { sandbox: 'C2AE', category: 'undetected' },
      ],
      crowdsourced: {
        yara: 2,
        sigma: { critical: 1, high: 2, medium: 0, low: 0 },
        ids: { high: 0, medium: 0, low: 0, info: 4 },
      },
      distributors: ['Example Linux'],
      trustedVerdict: { verdict: 'goodware', organization: 'Example Ltd' },
      popularity: { rank: 7, list: 'Best' },
      assessment: { verdict: 'malicious', severity: 'high', score: 0 },
      score: 0,
      severity: 'low',
    };
    assert.deepEqual({ ...report, ...expected }, report);
  });

  it('is left out where it is not', () => {
    const nothing = parseReport(file({}));
    for (const empty of [null, {}, [], 'text', 5]) {
      const report = parseReport(
        file({
          sandbox_verdicts: empty,
          sigma_analysis_stats: empty,
          crowdsourced_ids_stats: empty,
          known_distributors: empty,
          trusted_verdict: empty,
          popularity_ranks: empty,
          gti_assessment: empty,
          threat_severity: empty,
        }),
      );
      assert.deepEqual(report, nothing);
    }
  });
});

describe('what is no report', () => {
  for (const [name, value] of Object.entries({
    nothing: undefined,
    null: null,
    'a number': 5,
    'a boolean': true,
    'a function': () => {},
    'empty text': '',
    text: 'hello',
    'a web page': '<html></html>',
    'cut-off JSON': '{"data":{"type":"file"',
    'JSON of something else': '"text"',
    'an empty object': {},
    'an empty array': [],
    'several reports': [file({}), file({})],
    'an array in an array': [[file({})]],
    'another v3 object': { data: { id: 'x', type: 'comment', attributes: {} } },
    'a v3 object without attributes': { data: { id: 'x', type: 'file' } },
    'a v3 error': { error: { code: 'QuotaExceededError', message: 'Quota exceeded' } },
    'an error by an inherited name': { error: { code: 'constructor', message: '' } },
    'a submission that names no analysis': { data: { type: 'analysis' } },
    'inherited fields': Object.create({ response_code: 1, positives: 0, total: 70 }),
    'an empty Buffer': Buffer.alloc(0),
    'binary content': Buffer.from([0, 255, 1, 254]),
  })) {
    it(`is refused: ${name}`, () => {
      assert.throws(() => parseReport(value), BadResponseError);
    });
  }
});

function assertReportOrBadResponse(body: unknown): void {
  try {
    const { votes, outcome, analysedAt, results } = parseReport(body);
    assert.ok(['found', 'unknown', 'pending'].includes(outcome));
    assert.ok(Object.values(votes).every((vote) => Number.isSafeInteger(vote) && vote >= 0));
    assert.deepEqual(Object.keys(votes).toSorted(), Object.keys(NO_VOTES).toSorted());
    assert.ok(analysedAt === undefined || !Number.isNaN(new Date(analysedAt).getTime()));
    assert.ok(Array.isArray(results));
  } catch (error) {
    if (!(error instanceof BadResponseError)) throw error;
  }
}

describe('whatever a value in a reply is replaced by', () => {
  const hostile: readonly unknown[] = [
    null,
    'text',
    '',
    [],
    [null, 'x', {}],
    1e308,
    -1,
    true,
    { nested: { deeply: [{}] } },
    JSON.parse('{"__proto__":{"malicious":1},"constructor":{},"toString":1}'),
  ];

  /** Calls `visit` for each value below `parent` as often as there are replacements for it. */
  function replaceEach(parent: object, visit: () => void): void {
    for (const [name, value] of Object.entries(parent)) {
      for (const replacement of hostile) {
        Reflect.set(parent, name, replacement);
        visit();
      }
      Reflect.set(parent, name, value);
      if (typeof value === 'object' && value !== null) replaceEach(value, visit);
    }
  }

  const simulator = createSimulator({ clock: createFakeClock() });
  const v3 = { headers: { 'x-apikey': 'key' }, query: {} };
  const samples: [name: string, text: string][] = [
    ...['files/' + MD5, 'domains/example.com', 'files/' + 'f'.repeat(32)].map(
      (path): [string, string] => [
        `v3 ${path}`,
        simulator.answer({ method: 'GET', path: `/api/v3/${path}`, ...v3 }).body,
      ],
    ),
    ...[
      ['file/report', { resource: MD5 }] as const,
      ['domain/report', { domain: 'example.com' }] as const,
    ].map(([path, query]): [string, string] => [
      `v2 ${path}`,
      simulator.answer({
        method: 'GET',
        path: `/vtapi/v2/${path}`,
        query: { apikey: 'key', ...query },
        headers: {},
      }).body,
    ]),
    ...readCapturedReplies()
      .filter(({ file: name }) => /_(url_1|analysis|ip-address_neg|url_pos|ipv4)\./.test(name))
      .map(({ file: name, text }): [string, string] => [name, text]),
  ];

  for (const [name, text] of samples) {
    it(`comes out as a report or as a bad response, never as another error: ${name}`, () => {
      const whole = { body: JSON.parse(text) };
      let bodies = 0;
      replaceEach(whole, () => {
        bodies += 1;
        assertReportOrBadResponse(whole.body);
      });
      assert.ok(bodies > hostile.length);
      assert.deepEqual(whole.body, JSON.parse(text), 'the sample is whole again');
    });
  }
});
