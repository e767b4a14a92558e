import assert from 'node:assert/strict';
import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { identify } from '../../src/indicator/identify';
import { createAnalysisNotes } from '../../src/lookup/analysis-notes';
import type { CondensedFormat } from '../../src/lookup/cache/answer';
import { createAnswerCache } from '../../src/lookup/cache/answer-cache';
import { QuotaError } from '../../src/lookup/errors';
import type { HttpReply, HttpRequest } from '../../src/lookup/http';
import { createLedger, type Ledger } from '../../src/lookup/ledger';
import { createLookups, type Lookups } from '../../src/lookup/lookup';
import { createQuotaQuestion, createRealAllowance } from '../../src/lookup/real-allowance';
import type { Service } from '../../src/lookup/service';
import { createMemoryStore } from '../../src/store/memory/memory';
import { openSqliteStore } from '../../src/store/sqlite/sqlite';
import type { Store } from '../../src/store/store';
import { createFakeClock, type FakeClock } from '../support/fake-clock';
import { readable } from '../support/lookup-bench';
import { needsSqlite } from '../support/needs-sqlite';
import { createScoreService, scored, tooOften, type ScoreReport } from '../support/score-service';
import { createScriptedTransport, type ScriptedTransport } from '../support/scripted-transport';
import { makeTemporaryFolder } from '../support/temporary-folder';
import { allowNoUnhandledRejection } from '../support/unhandled-rejections';

const KEY = 'k3y-of-nobody';
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const TEN_A_MINUTE = { perMinute: 10, perDay: 0, perMonth: 0 };

const host = identify('www.example.com', 'domain');

/** What is made of its reports: the score in words. */
const IN_WORDS: CondensedFormat<string, ScoreReport> = {
  write: ({ score }) => (score === undefined ? 'no score' : `${score} of 100`),
  open: (text) => () => text,
};

/** What its texts have in common. */
const WORDS = Buffer.from('{"score":100,"page":1,"seen":"2026-01-01T00:00:00Z"}');

const SERVICES: readonly [
  withDictionary: readonly [name: string, service: Service<ScoreReport>],
  without: readonly [name: string, service: Service<ScoreReport>],
] = [
  ['with a dictionary of its own', createScoreService(KEY, { packDictionary: () => WORDS })],
  ['without a dictionary', createScoreService(KEY)],
];

interface Account {
  readonly lookups: Lookups<string>;
  readonly ledger: Ledger;
  readonly transport: ScriptedTransport;
  readonly warnings: readonly string[];
}

type Answer = (request: HttpRequest, number: number) => HttpReply;

describe('a service that is not VirusTotal', () => {
  allowNoUnhandledRejection();
  let clock: FakeClock;
  let store: Store;

  beforeEach(() => {
    clock = createFakeClock();
    store = createMemoryStore(clock);
  });

  function open(answer: Answer, { service = createScoreService(KEY), on = store } = {}): Account {
    const transport = createScriptedTransport(answer);
    const warnings: string[] = [];
    const ledger = createLedger({
      service,
      store: on,
      key: KEY,
      allowance: TEN_A_MINUTE,
      clock,
      timeout: 15 * SECOND,
      warn: (sentence) => void warnings.push(sentence),
    });
    const lookups = createLookups({
      service,
      transport,
      ledger,
      cache: createAnswerCache({
        service,
        store: on,
        clock,
        scope: 'https://score-house.example',
        bytes: { answers: 100_000, texts: 100_000 },
        condensed: IN_WORDS,
      }),
      notes: createAnalysisNotes(on.values, 'https://score-house.example'),
      clock,
      random: () => 0,
      guard: () => {},
      concurrency: 100,
      timeout: 15 * SECOND,
      retries: 0,
      queueLimit: 100,
      lifetimes: { flagged: 3 * HOUR, clean: 2 * HOUR, unknown: HOUR },
      waitsForTheDay: false,
      learnTime: () => {},
    });
    return { lookups, ledger, transport, warnings };
  }

  /** Looks the host up as after a start, and waits until the store has what was answered. */
  async function answerAfterStart(
    answer: Answer,
    options: { service: Service<ScoreReport>; on: Store },
  ): Promise<object> {
    const { lookups } = open(answer, options);
    const answered = readable(await lookups.lookup(host, false));
    await lookups.close();
    return answered;
  }

  it('answers in its own words: its API, its page, its score', async () => {
    const reply = scored(87, { page: 7, seen: '2026-01-10T00:00:00Z' });
    const { lookups, transport } = open(() => reply);
    assert.deepEqual(readable(await lookups.lookup(host, false)), {
      outcome: 'found',
      source: 'api',
      api: 'beta',
      fetchedAt: clock.now(),
      fetchedAtText: new Date(clock.now()).toISOString(),
      analysedAt: Date.UTC(2026, 0, 10),
      link: 'https://score-house.example/page/7',
      condensed: '87 of 100',
      text: reply.body,
    });
    assert.deepEqual(transport.requests, [
      {
        method: 'GET',
        path: '/score',
        query: { type: 'domain', value: 'www.example.com' },
        headers: { authorization: `Bearer ${KEY}` },
      },
    ]);
  });

  const kept: [name: string, reply: HttpReply, hours: number][] = [
    ['is not asked for three hours about what it advises against', scored(50), 3],
    ['is not asked for two hours about what it finds nothing wrong with', scored(0), 2],
    [
      'is not asked for an hour about what it has no score for',
      { status: 404, headers: {}, body: '{}' },
      1,
    ],
    ['is asked at once about what it was not done with', scored(0, { pending: true }), 0],
  ];
  for (const [name, reply, hours] of kept) {
    it(name, async () => {
      const { lookups, transport } = open(() => reply);
      const first = await lookups.lookup(host, false);
      clock.advance(Math.max(0, hours * HOUR - 1));
      const again = await lookups.lookup(host, false);
      assert.equal(again.source, hours > 0 ? 'cache' : 'api');
      assert.deepEqual(
        { ...readable(again), source: 'api', fetchedAt: first.fetchedAt },
        readable(first),
      );
      clock.advance(1);
      assert.equal((await lookups.lookup(host, false)).source, 'api');
      assert.equal(transport.requests.length, hours > 0 ? 2 : 3);
    });
  }

  for (const [name, service] of SERVICES) {
    describe(`whose answers are packed ${name}`, () => {
      const reply = scored(87, { page: 7 });

      it('is not asked again by another account on the same store', async () => {
        const answered = await answerAfterStart(() => reply, { service, on: store });
        assert.deepEqual(await answerAfterStart(nobody, { service, on: store }), {
          ...answered,
          source: 'cache',
        });
      });

      describe('on a file', () => {
        needsSqlite();

        it('is not asked again after a restart', async () => {
          const file = path.join(makeTemporaryFolder(), 'state.sqlite');
          const before = openSqliteStore(file, clock).store;
          const answered = await answerAfterStart(() => reply, { service, on: before });
          await before.close();
          const after = openSqliteStore(file, clock).store;
          assert.deepEqual(await answerAfterStart(nobody, { service, on: after }), {
            ...answered,
            source: 'cache',
          });
          await after.close();
        });
      });
    });
  }

  it('is asked again about what was packed with another dictionary', async () => {
    const [[, packing], [, plain]] = SERVICES;
    const first = open(() => scored(87), { service: packing });
    await first.lookups.lookup(host, false);
    await first.lookups.close();
    const second = open(() => scored(12), { service: plain });
    assert.equal((await second.lookups.lookup(host, false)).condensed(), '12 of 100');
  });

  it('has a quota of its own: ten a minute, and as many a day as there are', async () => {
    const { lookups, transport } = open(() => scored(0));
    const asking = Array.from({ length: 25 }, (_, number) =>
      lookups.lookup(identify(`host${number}.example.com`, 'domain'), false),
    );
    for (const sent of [10, 20, 25]) {
      await Promise.all(asking.slice(0, sent));
      assert.equal(transport.requests.length, sent);
      assert.equal(lookups.load().waiting, 25 - sent);
      clock.advance(MINUTE);
    }
  });

  it('shares no quota with VirusTotal, even for the same key', async () => {
    const { ledger, lookups } = open(() => scored(0));
    await lookups.lookup(host, false);
    const other = createLedger({
      service: { id: 'virustotal', name: 'VirusTotal' },
      store,
      key: KEY,
      allowance: TEN_A_MINUTE,
      clock,
      timeout: 0,
      warn: () => {},
    });
    assert.equal((await ledger.usage()).minute, 1);
    assert.equal((await other.usage()).minute, 0);
  });

  it('says in its own way that it has heard enough, and is left alone for as long', async () => {
    const { lookups, transport, warnings } = open((_request, number) =>
      number === 1 ? tooOften(30) : scored(0),
    );
    const asking = lookups.lookup(host, false);
    await nextTurn();
    assert.deepEqual(warnings, [
      'Score House refuses although there is quota left: is the key used elsewhere too?',
    ]);
    clock.advance(30 * SECOND - 1);
    await nextTurn();
    assert.equal(transport.requests.length, 1);
    clock.advance(1);
    assert.equal((await asking).outcome, 'found');
  });

  it('is named where it refuses for longer than anybody waits', async () => {
    const { lookups } = open(() => tooOften(120));
    await assert.rejects(lookups.lookup(host, false), {
      code: 'quota',
      message: 'Score House refuses for now',
      retryAt: clock.now() + 120 * SECOND,
    });
    await assert.rejects(
      lookups.send({ method: 'GET', path: '/me', query: {}, headers: {} }),
      QuotaError,
    );
  });

  it('is held to what it tells that the key may do', async () => {
    const { lookups } = open(() => ({ status: 200, headers: {}, body: '{"every_minute":3}' }));
    const service = createScoreService(KEY);
    assert.ok(service.quotas);
    const ask = createQuotaQuestion(service.quotas, (request) => lookups.send(request), clock);
    const real = createRealAllowance({ service, key: KEY, store, clock, ask, note: () => {} });
    await real.learn(await ask());
    assert.deepEqual(real.current(), { perMinute: 3 });
  });

  it('analyses nothing on demand: what is old stays so, and what is unknown is not submitted', async () => {
    const old = open(() => scored(0, { seen: '2025-01-10T00:00:00Z' })).lookups;
    assert.equal((await old.lookup(host, false, { maxAge: HOUR })).stale, 'unsupported');
    const { lookups, transport } = open(() => ({ status: 404, headers: {}, body: '{}' }));
    const url = identify('http://www.example.com/new', 'url');
    const answer = await lookups.lookup(url, false, { submit: true });
    assert.equal(answer.outcome, 'unknown');
    assert.equal(transport.requests.length, 1);
  });
});

/** Fails whoever asks although the answer is known. */
function nobody(): never {
  throw new Error('The service was asked');
}
