import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { CodedError } from '../../src/coded-error';
import { identify } from '../../src/indicator/identify';
import { createMemoryStore } from '../../src/store/memory/memory';
import type { Allowance } from '../../src/store/store';
import { createAnalysisNotes } from '../../src/lookup/analysis-notes';
import { createAnswerCache } from '../../src/lookup/cache/answer-cache';
import { createVirusTotalV3 } from '../../src/virustotal/v3/service';
import type { Transport } from '../../src/lookup/http';
import { createLedger } from '../../src/lookup/ledger';
import { createLookups, type Lookups } from '../../src/lookup/lookup';
import type { Report } from '../../src/virustotal/report';
import { createHttpTransport } from '../../src/lookup/transport';
import { createFakeClock, type FakeClock } from '../support/fake-clock';
import {
  answer,
  type Behaviour,
  breakOff,
  type FaultyServer,
  silent,
  startFaultyServer,
  well,
} from '../support/faulty-server';
import { CONDENSED_REPORT } from '../support/lookup-bench';
import { withoutProxyEnvironment } from '../support/proxy-environment';
import { allowNoUnhandledRejection } from '../support/unhandled-rejections';

const KEY = 'k3y-of-nobody';
const service = createVirusTotalV3(KEY);
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const TIMEOUT = 15 * SECOND;
const OUTAGE = 30 * SECOND;
const STEP = 100;

/** Less than the lookups, so that they wait for the quota too. */
const PER_MINUTE = 100;

const LOOKUPS = 200;
const AT_ONCE = 4;
const RETRIES = 3;
const HOSTS = Array.from({ length: LOOKUPS }, (_, number) => `host${number}.example.com`);

const page = answer(200, '<!doctype html><title>Log in to this network</title>', 'text/html');

/** `asked`: how many requests the lookups make while the fault lasts. */
const faults: [name: string, behaviour: Behaviour, code: string, asked: number][] = [
  ['status 503', answer(503), 'service', LOOKUPS * (1 + RETRIES)],
  ['status 500', answer(500, '{"error": {}}'), 'service', LOOKUPS * (1 + RETRIES)],
  ['a refused connection', 'gone', 'network', LOOKUPS * (1 + RETRIES)],
  ['a reset in the body', breakOff('reset'), 'network', LOOKUPS * (1 + RETRIES)],
  ['an end in the body', breakOff('end'), 'network', LOOKUPS * (1 + RETRIES)],
  ['a web page', page, 'bad-response', LOOKUPS * (1 + RETRIES)],
  ['silence', silent, 'timeout', LOOKUPS],
  // Asked until refused, and again after the minute that a refusal costs; then it takes too long.
  ['an empty 204', answer(204), 'quota', 2 * AT_ONCE],
];

/** How one lookup ended: the host in its answer, or the code of its failure. */
interface End {
  readonly host: string;
  readonly result: string;
  readonly at: number;
}

interface Bench {
  readonly clock: FakeClock;
  readonly lookups: Lookups<Report>;
  /** Looks all hosts up; resolves when each has come to its end. */
  readonly lookUpAll: () => Promise<End[]>;
}

describe('200 lookups, over HTTP', () => {
  withoutProxyEnvironment();
  allowNoUnhandledRejection();

  let server: FaultyServer;
  let lookups: Lookups<Report>;

  beforeEach(async () => {
    server = await startFaultyServer();
  });

  afterEach('closes what was opened', async () => {
    await lookups.close();
    await server.close();
  });

  function openBench({ perMinute = 0, waitsForTheDay = false } = {}): Bench {
    const clock = createFakeClock();
    const store = createMemoryStore(clock);
    const allowance: Allowance = { perMinute, perDay: 0, perMonth: 0 };
    const { transport, underWay } = countUnderWay(
      createHttpTransport({ baseUrl: server.url, connections: AT_ONCE }),
    );
    lookups = createLookups({
      service,
      transport,
      ledger: createLedger({
        service,
        store,
        key: KEY,
        allowance,
        clock,
        timeout: TIMEOUT,
        warn: () => {},
      }),
      cache: createAnswerCache({
        service,
        store,
        clock,
        scope: 'test',
        bytes: { answers: 1024 * 1024, texts: 1024 * 1024 },
        condensed: CONDENSED_REPORT,
      }),
      notes: createAnalysisNotes(store.values, 'test'),
      clock,
      random: () => 0,
      guard: () => {},
      concurrency: AT_ONCE,
      timeout: TIMEOUT,
      retries: RETRIES,
      queueLimit: 1000,
      lifetimes: { flagged: 0, clean: 0, unknown: 0 },
      waitsForTheDay,
      // The stand-in runs on another clock than the lookups.
      learnTime: () => {},
    });

    async function lookUp(host: string): Promise<End> {
      const result = await lookups.lookup(identify(host, 'domain'), false).then(
        (found) => found.condensed().subject?.value ?? 'nothing',
        (error: unknown) => (error instanceof CodedError ? error.code : String(error)),
      );
      return { host, result, at: clock.now() };
    }

    /** Time goes on only when nothing is on its way: the sockets run on another clock. */
    async function passUntil(isOver: () => boolean): Promise<void> {
      while (!isOver()) {
        await nextTurn();
        if (underWay() === server.unanswered()) clock.advance(STEP);
      }
    }

    return {
      clock,
      lookups,
      async lookUpAll() {
        const ends: End[] = [];
        const looking = HOSTS.map(async (host) => void ends.push(await lookUp(host)));
        await passUntil(() => ends.length === LOOKUPS);
        await Promise.all(looking);
        assert.deepEqual(ends.map(({ host }) => host).toSorted(), HOSTS.toSorted());
        assert.deepEqual(lookups.load(), { running: 0, waiting: 0 });
        return ends;
      },
    };
  }

  for (const [name, behaviour, code, asked] of faults) {
    it(`all fail as '${code}' for ${name}, and are answered when that is over`, async () => {
      const bench = openBench();
      await server.behave(behaviour);
      for (const { host, result } of await bench.lookUpAll()) assert.equal(result, code, host);
      assert.equal(bench.lookups.figures().asked, asked);
      await server.behave(well);
      bench.clock.advance(10 * MINUTE);
      expectAllFound(await bench.lookUpAll());
    });
  }

  for (const [name, behaviour, code] of faults) {
    it(`end in an answer or as '${code}' when ${name} lasts for 30 s`, async () => {
      const { clock, lookUpAll } = openBench({ perMinute: PER_MINUTE });
      const over = clock.now() + OUTAGE;
      await server.behave(behaviour);
      let recovery: Promise<void> | undefined;
      clock.after(OUTAGE, () => {
        recovery = server.behave(well);
      });
      const ends = await lookUpAll();
      await recovery;
      for (const { host, result, at } of ends) {
        if (result !== host)
          assert.ok(result === code && at <= over + TIMEOUT, `${host} ${result}`);
      }
      const failed = ends.filter(({ host, result }) => result !== host).length;
      // A refusal for want of quota is no end: the lookup waits, and is sent again.
      if (code === 'quota') assert.equal(failed, 0);
      else assert.ok(failed > 0 && failed < PER_MINUTE, `${failed} failed`);
    });
  }

  it('are all answered in the end, where waiting lasts, when 204 does for ten minutes', async () => {
    const { clock, lookups: patient, lookUpAll } = openBench({ waitsForTheDay: true });
    await server.behave(answer(204));
    clock.after(10 * MINUTE, () => void server.behave(well));
    expectAllFound(await lookUpAll());
    const { asked, refused } = patient.figures();
    // At once, and after pauses of 1, 2 and 4 minutes; the one of 8 minutes is longer than that.
    assert.deepEqual({ asked, refused }, { asked: LOOKUPS + refused, refused: 4 * AT_ONCE });
  });
});

function expectAllFound(ends: readonly End[]): void {
  for (const { host, result } of ends) assert.equal(result, host);
}

/** A transport, and how many requests are on their way with it. */
function countUnderWay(transport: Transport): { transport: Transport; underWay: () => number } {
  let underWay = 0;
  return {
    underWay: () => underWay,
    transport: {
      close: () => transport.close(),
      async send(request, signal) {
        underWay += 1;
        try {
          return await transport.send(request, signal);
        } finally {
          underWay -= 1;
        }
      },
    },
  };
}
