import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { identify } from '../../src/indicator/identify';
import { dataset } from '../../src/simulator/dataset';
import { startSimulatorServer, type SimulatorServer } from '../../src/simulator/server';
import { createVirusTotalV2 } from '../../src/virustotal/v2/service';
import { createVirusTotalV3 } from '../../src/virustotal/v3/service';
import * as errors from '../../src/lookup/errors';
import { createMemoryStore } from '../../src/store/memory/memory';
import { createAnalysisNotes } from '../../src/lookup/analysis-notes';
import { createAnswerCache } from '../../src/lookup/cache/answer-cache';
import { createLedger } from '../../src/lookup/ledger';
import { createLookups, type Lookups } from '../../src/lookup/lookup';
import type { Report } from '../../src/virustotal/report';
import { createHttpTransport } from '../../src/lookup/transport';
import { CONDENSED_REPORT } from '../support/lookup-bench';
import { createDeferred } from '../support/deferred';
import { createFakeClock } from '../support/fake-clock';
import { withoutProxyEnvironment } from '../support/proxy-environment';
import { allowNoUnhandledRejection } from '../support/unhandled-rejections';

const KEY = 'k3y-of-nobody';
const HOUR = 3_600_000;
const UNLIMITED = { perMinute: 0, perDay: 0, perMonth: 0 };

const pendingFile = dataset.find(({ type, standing }) => type === 'file' && standing === 'pending');

const indicators: [value: string, outcome: string, level: 'flagged' | 'not flagged'][] = [
  ['44d88612fea8a8f36de82e1278abb02f', 'found', 'flagged'],
  ['275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f', 'found', 'flagged'],
  ['f'.repeat(40), 'unknown', 'not flagged'],
  [pendingFile?.id ?? '', 'pending', 'not flagged'],
  ['http://malware.wicar.org/data/eicar.com', 'found', 'flagged'],
  ['https://www.example.com', 'found', 'not flagged'],
  ['https://www.example.com/nobody-asked?a=b&c=%C3%A9#top', 'unknown', 'not flagged'],
  ['https://www.example.com/just-submitted', 'pending', 'not flagged'],
  ['example.com', 'found', 'not flagged'],
  ['nobody-asked.example.com', 'unknown', 'not flagged'],
  ['pending.example.com', 'pending', 'not flagged'],
  ['192.0.2.77', 'unknown', 'not flagged'],
];
const addresses = dataset.filter(({ type }) => type === 'ip_address');

describe('from an indicator to a report, over HTTP', () => {
  withoutProxyEnvironment();
  allowNoUnhandledRejection();
  const clock = createFakeClock();
  let server: SimulatorServer;
  let lookups: Lookups<Report>;

  async function start(
    version: 2 | 3,
    { key = KEY, quota = UNLIMITED, ownQuota = UNLIMITED, retries = 3 } = {},
  ): Promise<void> {
    server = await startSimulatorServer({ clock, keys: [KEY], quota });
    const store = createMemoryStore(clock);
    const service = version === 2 ? createVirusTotalV2(key) : createVirusTotalV3(key);
    lookups = createLookups({
      service,
      transport: createHttpTransport({ baseUrl: server.url, connections: 4 }),
      ledger: createLedger({
        service,
        store,
        key,
        allowance: ownQuota,
        clock,
        timeout: 15_000,
        warn: () => {},
      }),
      cache: createAnswerCache({
        service,
        store,
        clock,
        scope: `v${version}`,
        bytes: { answers: 1024 * 1024, texts: 1024 * 1024 },
        condensed: CONDENSED_REPORT,
      }),
      notes: createAnalysisNotes(store.values, `v${version}`),
      learnTime: () => {},
      clock,
      random: () => 0,
      guard: () => {},
      concurrency: 4,
      timeout: 15_000,
      retries,
      queueLimit: 1000,
      lifetimes: { flagged: HOUR, clean: HOUR, unknown: HOUR },
      waitsForTheDay: false,
    });
  }

  afterEach('closes what was opened', async () => {
    await lookups.close();
    await server.close();
  });

  for (const version of [3, 2] as const) {
    describe(`with API v${version}`, () => {
      for (const [value, outcome, level] of indicators) {
        it(`${value} is ${outcome}, ${level}`, async () => {
          await start(version);
          const answer = await lookups.lookup(identify(value, 'auto'), false);
          assert.equal(answer.outcome, outcome);
          assert.equal(answer.api, version);
          assert.equal(answer.fetchedAt, clock.now());
          const { malicious, suspicious } = answer.condensed().votes;
          assert.equal(malicious + suspicious > 0, level === 'flagged');
          assert.equal(server.requests.length, 1);
        });
      }

      it('every address and domain that the stand-in knows is read', async () => {
        await start(version);
        const known = [...addresses, ...dataset.filter(({ type }) => type === 'domain')];
        for (const { id, standing } of known) {
          const asking = lookups.lookup(identify(id, 'auto'), false);
          if (version === 2 && id.includes(':')) {
            await assert.rejects(asking, errors.BadRequestError);
          } else {
            assert.equal((await asking).outcome, standing === 'pending' ? 'pending' : 'found', id);
          }
        }
      });

      it('a wrong key is refused, not shown, and not sent again', async () => {
        await start(version, { key: 'wr0ng-k3y' });
        for (const value of ['example.com', 'example.org']) {
          await assert.rejects(lookups.lookup(identify(value, 'domain'), false), (error) => {
            assert.ok(error instanceof errors.CredentialsError);
            assert.ok(!String(error.stack).includes('wr0ng-k3y'));
            return true;
          });
        }
        assert.equal(server.requests.length, 1);
      });

      it('a spent quota is waited for a minute, then told, and never read as clean', async () => {
        await start(version, { quota: { ...UNLIMITED, perDay: 1 } });
        const known = await lookups.lookup(identify('example.com', 'domain'), false);
        assert.equal(known.outcome, 'found');
        const held = createDeferred<void>();
        const end = lookups.watch(() => {
          if (lookups.load().nextAt !== undefined) held.resolve();
        });
        const asking = assert.rejects(
          lookups.lookup(identify('example.org', 'domain'), false),
          (error) => {
            assert.ok(error instanceof errors.QuotaError);
            assert.equal(error.retryAt, clock.now() + 120_000);
            return true;
          },
        );
        await held.promise;
        end();
        assert.equal(lookups.load().nextAt, clock.now() + 60_000);
        clock.advance(60_000);
        await asking;
        assert.equal(server.requests.length, 3);
      });

      it('a URL that nobody knows is submitted, and its report is waited for', async () => {
        await start(version);
        const url = identify('http://new.example.com/of-today', 'url');
        assert.equal((await lookups.lookup(url, false)).outcome, 'unknown');
        let isOver = false;
        const asking = lookups.lookup(url, false, { submit: true }).finally(() => (isOver = true));
        // Real sockets take their time: the clock moves on while nothing is under way.
        while (!isOver) {
          await nextTurn();
          if (lookups.load().running === 0) clock.advance(1000);
        }
        const answer = await asking;
        assert.equal(answer.outcome, 'found');
        assert.equal(answer.source, 'api');
        const analysed = server.requests.map(({ method, path }) => `${method} ${path}`);
        assert.equal(analysed.length, 6, analysed.join('\n'));
      });

      it('its own quota never lets the service have to refuse', async () => {
        const quota = { perMinute: 4, perDay: 0, perMonth: 0 };
        await start(version, { quota, ownQuota: quota });
        const asking = Array.from({ length: 12 }, (_, number) =>
          lookups.lookup(identify(`host${number}.example.com`, 'domain'), false),
        );
        for (let sent = 4; sent <= 12; sent += 4) {
          await Promise.all(asking.slice(0, sent));
          assert.equal(server.requests.length, sent);
          clock.advance(60_000);
        }
      });
    });
  }

  it('the key is in the header in v3 and in the query in v2, and nowhere else', async () => {
    for (const version of [3, 2] as const) {
      await start(version);
      await lookups.lookup(identify('http://example.com/', 'url'), false);
      const [request] = server.requests;
      assert.equal(request?.headers['x-apikey'], version === 3 ? KEY : undefined);
      assert.equal(request?.query.apikey, version === 2 ? KEY : undefined);
      assert.equal(JSON.stringify(request).split(KEY).length, 2);
      if (version === 3) {
        await lookups.close();
        await server.close();
      }
    }
  });

  it('a service that has gone is a network failure, after which nothing is left running', async () => {
    await start(3, { retries: 0 });
    await server.close();
    await assert.rejects(
      lookups.lookup(identify('example.com', 'domain'), false),
      errors.NetworkError,
    );
    assert.deepEqual(lookups.load(), { running: 0, waiting: 0 });
  });
});
