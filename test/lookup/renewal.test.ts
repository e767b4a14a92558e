import assert from 'node:assert/strict';
import { identify } from '../../src/indicator/identify';
import type { Indicator } from '../../src/indicator/indicator';
import { createMemoryStore } from '../../src/store/memory/memory';
import type { Store } from '../../src/store/store';
import { createVirusTotalV2 } from '../../src/virustotal/v2/service';
import { ClosedError } from '../../src/closed-error';
import * as errors from '../../src/lookup/errors';
import type { HttpReply, HttpRequest } from '../../src/lookup/http';
import { createBench, HOUR, KEY, MINUTE, type Bench } from '../support/lookup-bench';
import { allowNoUnhandledRejection } from '../support/unhandled-rejections';
import { errorV3, reply } from '../support/virustotal-replies';

const SECOND = 1000;
const DAY = 24 * HOUR;

const url = identify('http://shop.example.com/pay', 'url');
const domain = identify('www.example.com', 'domain');

const ANALYSIS = `u-${'a'.repeat(64)}-1768478400`;

interface Script {
  /** What is said of the analysis each time it is looked at; the last goes on. */
  readonly looks?: readonly HttpReply[];
  readonly begin?: HttpReply;
  /** What is answered about the indicator each time; the last goes on. */
  readonly reports: readonly HttpReply[];
}

/** VirusTotal with one indicator and one analysis. */
function script({
  looks = [],
  begin = begun(),
  reports,
}: Script): (request: HttpRequest) => HttpReply {
  let looked = 0;
  let reported = 0;
  return ({ method, path }) => {
    if (method === 'POST') return begin;
    if (path.includes('/analyses/')) return looks[Math.min(looked++, looks.length - 1)] ?? begin;
    return reports[Math.min(reported++, reports.length - 1)] ?? assert.fail();
  };
}

function begun(): HttpReply {
  return reply(200, { data: { type: 'analysis', id: ANALYSIS } });
}

function analysis(status: string): HttpReply {
  return reply(200, {
    data: {
      type: 'analysis',
      id: ANALYSIS,
      attributes: { status, stats: { malicious: 9 }, results: {} },
    },
  });
}

const queued = analysis('queued');
const inProgress = analysis('in-progress');
const completed = analysis('completed');
const unknown = errorV3(404, 'NotFoundError', 'URL not found');

/** A report whose engines looked at `analysedAt` (ms UTC). */
function found(indicator: Indicator, analysedAt: number): HttpReply {
  const type = indicator.type === 'url' ? 'url' : 'domain';
  return reply(200, {
    data: {
      type,
      id: indicator.id,
      attributes: {
        ...(type === 'url' && { url: indicator.value }),
        last_analysis_date: Math.floor(analysedAt / SECOND),
        last_analysis_stats: { harmless: 60 },
      },
    },
  });
}

/** What was sent, in short. */
function sent({ transport }: Bench): string[] {
  return transport.requests.map(({ method, path }) => {
    const short = path.replace('/api/v3/', '').replace(ANALYSIS, '*');
    return `${method} ${short.replace(url.id, '*').replace(domain.id, '*')}`;
  });
}

const NOW = Date.parse('2026-01-15T12:00:00Z');

/** Lets so much time go by, in steps of a second. */
async function passSeconds(bench: Bench, seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second += 1) await bench.pass(SECOND);
}

describe('an unknown URL that shall be submitted', () => {
  allowNoUnhandledRejection();
  const wish = { submit: true };

  const refusals: [name: string, looks: readonly HttpReply[], end: string][] = [
    ['no look at it is ever answered', [reply(429, '', { 'retry-after': '1' })], 'quota'],
    [
      'looks are refused after the first',
      [queued, reply(429, '', { 'retry-after': '1' })],
      'pending',
    ],
    [
      'looks are refused until midnight after the first',
      [queued, errorV3(429, 'QuotaExceededError')],
      'pending',
    ],
  ];
  for (const [name, looks, end] of refusals) {
    it(`ends after five minutes, as ${end}, where ${name}`, async () => {
      const bench = createBench(script({ looks, reports: [unknown] }), { waitsForTheDay: true });
      let result: string | undefined;
      const asking = bench.lookups.lookup(url, false, wish).then(
        ({ outcome }) => (result = outcome),
        (error: unknown) => (result = error instanceof errors.QuotaError ? 'quota' : String(error)),
      );
      await passSeconds(bench, 299);
      assert.equal(result, undefined);
      await passSeconds(bench, 17);
      await asking;
      assert.equal(result, end);
      const { running, waiting } = bench.lookups.load();
      assert.deepEqual({ running, waiting }, { running: 0, waiting: 0 });
      const requests = bench.transport.requests.length;
      await passSeconds(bench, 300);
      assert.equal(bench.transport.requests.length, requests);
    });
  }

  it('ends after five minutes where the quota is spent after it was begun', async () => {
    const bench = createBench(script({ looks: [queued], reports: [unknown] }), {
      allowance: { perDay: 2 },
      waitsForTheDay: true,
    });
    const asking = assert.rejects(
      bench.lookups.lookup(url, false, wish),
      (error) =>
        error instanceof errors.QuotaError && /for 5m there was no quota/.test(error.message),
    );
    await passSeconds(bench, 316);
    await asking;
  });

  it('is scanned, waited for until all engines have answered, and asked for again', async () => {
    const bench = createBench(
      script({
        looks: [queued, inProgress, inProgress, completed],
        reports: [unknown, found(url, NOW)],
      }),
    );
    const asking = bench.lookups.lookup(url, false, wish);
    await bench.settle();
    assert.deepEqual(sent(bench), ['GET urls/*', 'POST urls']);
    const [, post] = bench.transport.requests;
    assert.equal(post?.body, 'url=http%3A%2F%2Fshop.example.com%2Fpay');
    assert.equal(post?.headers['content-type'], 'application/x-www-form-urlencoded');
    for (const [wait, looks] of [
      [15, 1],
      [30, 2],
      [60, 3],
      [60, 4],
    ] as const) {
      await bench.pass(wait * SECOND - 1);
      assert.equal(sent(bench).length, 1 + looks);
      await bench.pass(1);
      assert.equal(sent(bench)[1 + looks], 'GET analyses/*');
    }
    const answer = await asking;
    assert.equal(answer.outcome, 'found');
    assert.equal(answer.stale, undefined);
    assert.equal(sent(bench).at(-1), 'GET urls/*');
    assert.equal((await bench.lookups.lookup(url, false, wish)).source, 'cache');
    assert.equal(sent(bench).length, 7);
  });

  it('is scanned once for all who ask, also when it is remembered as unknown', async () => {
    const bench = createBench(script({ looks: [completed], reports: [unknown, found(url, NOW)] }));
    assert.equal((await bench.lookups.lookup(url, false)).outcome, 'unknown');
    const asking = Array.from({ length: 50 }, () => bench.lookups.lookup(url, false, wish));
    await bench.pass(15 * SECOND);
    const answers = await Promise.all(asking);
    assert.ok(answers.every(({ outcome }) => outcome === 'found'));
    assert.deepEqual(sent(bench), ['GET urls/*', 'POST urls', 'GET analyses/*', 'GET urls/*']);
  });

  it('is pending after five minutes, never judged by partial results, and not scanned twice', async () => {
    const bench = createBench(script({ looks: [inProgress], reports: [unknown, found(url, NOW)] }));
    const asking = bench.lookups.lookup(url, false, wish);
    for (let passed = 0; passed < 5 * MINUTE; passed += 15 * SECOND) await bench.pass(15 * SECOND);
    const answer = await asking;
    assert.equal(answer.outcome, 'pending');
    assert.equal(answer.text(), inProgress.body);
    assert.deepEqual(answer.condensed().votes, {
      malicious: 0,
      suspicious: 0,
      harmless: 0,
      undetected: 0,
    });
    const again = bench.lookups.lookup(url, false, wish);
    await bench.settle();
    await bench.pass(15 * SECOND);
    await bench.lookups.close();
    await assert.rejects(again, ClosedError);
    assert.equal(sent(bench).filter((request) => request === 'POST urls').length, 1);
  });

  it('goes on waiting for the same analysis after a restart', async () => {
    let store: Store | undefined;
    const first = createBench(script({ looks: [queued], reports: [unknown] }), {
      store: (clock) => (store = createMemoryStore(clock)),
    });
    const asking = first.lookups.lookup(url, false, wish);
    await first.settle();
    await first.lookups.close();
    await assert.rejects(asking, ClosedError);
    const second = createBench(script({ looks: [completed], reports: [found(url, NOW)] }), {
      store: () => store ?? assert.fail(),
    });
    const resumed = second.lookups.lookup(url, false, wish);
    await second.pass(15 * SECOND);
    assert.equal((await resumed).outcome, 'found');
    assert.deepEqual(sent(second), ['GET analyses/*', 'GET urls/*']);
  });

  it('fails where the key may not, and is not asked for again for an hour', async () => {
    const bench = createBench(
      script({ begin: errorV3(403, 'ForbiddenError', 'Not for you'), reports: [unknown] }),
    );
    for (const _ of [1, 2]) {
      await assert.rejects(bench.lookups.lookup(url, false, wish), (error) => {
        assert.ok(error instanceof errors.ForbiddenError);
        assert.match(error.message, /Not for you/);
        return true;
      });
    }
    assert.deepEqual(sent(bench), ['GET urls/*', 'POST urls']);
    assert.equal(bench.lookups.figures().failed, 2);
    await bench.pass(HOUR);
    await assert.rejects(bench.lookups.lookup(url, false, wish), errors.ForbiddenError);
    assert.deepEqual(sent(bench).slice(2), ['GET urls/*', 'POST urls']);
  });

  it('is begun anew when VirusTotal knows nothing of the analysis', async () => {
    const bench = createBench(
      script({
        looks: [errorV3(404, 'NotFoundError', 'Analysis not found'), completed],
        reports: [unknown, found(url, NOW)],
      }),
    );
    const asking = assert.rejects(bench.lookups.lookup(url, false, wish), errors.BadResponseError);
    await bench.pass(15 * SECOND);
    await asking;
    const again = bench.lookups.lookup(url, false, wish);
    await bench.pass(15 * SECOND);
    assert.equal((await again).outcome, 'found');
    assert.equal(sent(bench).filter((request) => request === 'POST urls').length, 2);
  });

  it('draws each request from the quota, and keeps its place before what came later', async () => {
    const bench = createBench(
      ({ method, path }) => {
        if (method === 'POST') return begun();
        if (path.includes('/analyses/')) return completed;
        if (path.includes('/urls/')) return unknown;
        return found(identify(path.split('/').at(-1), 'domain'), NOW);
      },
      { allowance: { perMinute: 2 } },
    );
    const asking = bench.lookups.lookup(url, false, wish);
    await bench.settle();
    const later = [1, 2, 3].map((number) =>
      bench.lookups.lookup(identify(`host${number}.example.com`, 'domain'), false),
    );
    await bench.pass(15 * SECOND);
    assert.equal(bench.transport.requests.length, 2);
    for (const _ of [1, 2, 3]) await bench.pass(MINUTE);
    await assert.doesNotReject(Promise.all([asking, ...later]));
    assert.deepEqual(sent(bench), [
      'GET urls/*',
      'POST urls',
      'GET analyses/*',
      'GET domains/host1.example.com',
      'GET urls/*',
      'GET domains/host2.example.com',
      'GET domains/host3.example.com',
    ]);
  });

  it('is left alone where nobody wishes it, and so is what is no URL', async () => {
    const bench = createBench(script({ reports: [unknown] }));
    assert.equal((await bench.lookups.lookup(url, false)).outcome, 'unknown');
    assert.equal((await bench.lookups.lookup(domain, false, wish)).outcome, 'unknown');
    assert.equal((await bench.lookups.lookup(domain, false, wish)).source, 'cache');
    assert.deepEqual(sent(bench), ['GET urls/*', 'GET domains/*']);
  });

  it('is submitted by `scan=1` in API v2', async () => {
    const resource = url.value;
    const bench = createBench(
      ({ query }, number) => {
        if (query.scan === '1')
          return reply(200, { response_code: 1, scan_id: 'scan-1', resource });
        if (query.resource === 'scan-1' && number < 5) {
          return reply(200, { response_code: -2, resource: 'scan-1', scan_id: 'scan-1' });
        }
        if (number === 1) return reply(200, { response_code: 0, resource });
        return reply(200, { response_code: 1, resource, positives: 1, total: 70, scans: {} });
      },
      { service: createVirusTotalV2(KEY) },
    );
    const asking = bench.lookups.lookup(url, false, wish);
    for (const wait of [15, 30, 60]) await bench.pass(wait * SECOND);
    const answer = await asking;
    assert.equal(answer.outcome, 'found');
    assert.equal(answer.condensed().votes.malicious, 1);
    assert.deepEqual(
      bench.transport.requests.map(({ query }) => [query.resource, query.scan]),
      [
        [resource, undefined],
        [resource, '1'],
        ['scan-1', undefined],
        ['scan-1', undefined],
        ['scan-1', undefined],
        [resource, undefined],
      ],
    );
  });
});

describe('an analysis that may not be older than wished', () => {
  allowNoUnhandledRejection();
  const wish = { maxAge: 7 * DAY };
  const old = found(domain, NOW - 7 * DAY - SECOND);

  it('is used as it is while it is young enough, or does not tell its age', async () => {
    for (const report of [found(domain, NOW - 7 * DAY), found(domain, 0)]) {
      const bench = createBench(script({ reports: [report] }));
      for (const source of ['api', 'cache']) {
        const answer = await bench.lookups.lookup(domain, false, wish);
        assert.equal(answer.source, source);
        assert.equal(answer.stale, undefined);
      }
      assert.equal(sent(bench).length, 1);
    }
  });

  it('is made anew, also when it is remembered', async () => {
    const bench = createBench(
      script({ looks: [queued, completed], reports: [old, found(domain, NOW)] }),
    );
    assert.equal((await bench.lookups.lookup(domain, false)).source, 'api');
    assert.equal(bench.lookups.peek(domain, wish), undefined);
    const asking = bench.lookups.lookup(domain, false, wish);
    await bench.pass(15 * SECOND);
    await bench.pass(30 * SECOND);
    const answer = await asking;
    assert.equal(answer.analysedAt, NOW);
    assert.equal(answer.stale, undefined);
    assert.deepEqual(sent(bench), [
      'GET domains/*',
      'POST domains/*/analyse',
      'GET analyses/*',
      'GET analyses/*',
      'GET domains/*',
    ]);
    assert.equal((await bench.lookups.lookup(domain, false, wish)).source, 'cache');
  });

  for (const [name, begin, code] of [
    ['the key may not', errorV3(403, 'ForbiddenError'), 'forbidden'],
    ['VirusTotal does not accept it', errorV3(400, 'InvalidArgumentError'), 'bad-request'],
  ] as const) {
    it(`is marked stale where ${name}, and not asked for again for an hour`, async () => {
      const bench = createBench(script({ begin, reports: [old] }));
      for (const _ of [1, 2]) {
        const answer = await bench.lookups.lookup(domain, false, wish);
        assert.equal(answer.outcome, 'found');
        assert.equal(answer.stale, code);
      }
      assert.deepEqual(sent(bench), ['GET domains/*', 'POST domains/*/analyse']);
      assert.equal(bench.lookups.figures().failed, 0);
    });
  }

  it('is marked stale where the service fails, and asked for anew by the next', async () => {
    const bench = createBench(script({ begin: errorV3(500, ''), reports: [old] }), { retries: 0 });
    for (const _ of [1, 2]) {
      assert.equal((await bench.lookups.lookup(domain, false, wish)).stale, 'service');
    }
    assert.equal(sent(bench).filter((request) => request.startsWith('POST')).length, 2);
  });

  it('is marked stale when it takes too long, or comes out as old as before', async () => {
    const slow = createBench(script({ looks: [queued], reports: [old] }));
    const asking = slow.lookups.lookup(domain, false, wish);
    for (let passed = 0; passed < 5 * MINUTE; passed += 15 * SECOND) await slow.pass(15 * SECOND);
    assert.equal((await asking).stale, 'pending');

    const same = createBench(script({ looks: [completed], reports: [old] }));
    const waiting = same.lookups.lookup(domain, false, wish);
    await same.pass(15 * SECOND);
    assert.equal((await waiting).stale, 'unchanged');
    assert.equal((await same.lookups.lookup(domain, false, wish)).stale, 'unchanged');
    assert.equal(sent(same).length, 4);
  });

  it('is one analysis for all who wish for one, whatever age each of them accepts', async () => {
    const bench = createBench(
      script({ looks: [completed], reports: [old, found(domain, NOW - 2 * HOUR)] }),
    );
    const asking = [7 * DAY, DAY, HOUR].map((maxAge) =>
      bench.lookups.lookup(domain, false, { maxAge }),
    );
    await bench.pass(15 * SECOND);
    const answers = await Promise.all(asking);
    assert.ok(answers.every(({ analysedAt }) => analysedAt === NOW - 2 * HOUR));
    assert.ok(
      answers.every(({ stale }) => stale === undefined),
      'there is nothing newer',
    );
    assert.deepEqual(sent(bench), [
      'GET domains/*',
      'POST domains/*/analyse',
      'GET analyses/*',
      'GET domains/*',
    ]);
  });

  it('is waited for from when it has begun, not while the wish for it waits', async () => {
    const bench = createBench(
      script({ looks: [queued, completed], reports: [old, found(domain, NOW)] }),
      { allowance: { perMinute: 1 } },
    );
    const asking = bench.lookups.lookup(domain, false, wish);
    for (let minute = 0; minute < 6; minute += 1) await bench.pass(MINUTE);
    assert.equal((await asking).stale, undefined);
  });

  it('is no reason to keep anybody from an answer that does not wish it', async () => {
    const bench = createBench(script({ looks: [queued], reports: [old] }));
    const asking = bench.lookups.lookup(domain, false, wish);
    await bench.settle();
    const plain = await bench.lookups.lookup(domain, false);
    assert.equal(plain.source, 'cache');
    assert.equal(plain.stale, undefined);
    await bench.lookups.close();
    await assert.rejects(asking, ClosedError);
  });

  it('is marked stale in API v2, which cannot make it anew', async () => {
    const scanDate = '2025-12-01 00:00:00';
    const bench = createBench(
      () =>
        reply(200, {
          response_code: 1,
          resource: url.value,
          positives: 1,
          total: 70,
          scan_date: scanDate,
          scans: {},
        }),
      { service: createVirusTotalV2(KEY) },
    );
    const answer = await bench.lookups.lookup(url, false, wish);
    assert.equal(answer.analysedAt, Date.parse('2025-12-01T00:00:00Z'));
    assert.equal(answer.stale, 'unsupported');
    assert.equal(bench.transport.requests.length, 1);
  });
});
