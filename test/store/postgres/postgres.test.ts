import type { Clock } from '../../../src/clock';
import { createStoreOn } from '../../../src/store/postgres/store';
import type { Store } from '../../../src/store/store';
import { needsPostgresInOnePair } from '../../support/needs-postgres';
import { startPgbouncer, type Pgbouncer } from '../../support/pgbouncer';
import { freshSchema, startPostgres, type PostgresServer } from '../../support/postgres';
import { isLong } from '../../support/test-length';
import { describeSharedCollectors } from '../../window/shared/several-processes';
import { describeStore } from '../contract';
import { describeSharedStore } from '../contract-shared';
import { describeSharedWindows } from '../contract-windows';
import { describeQuotaProperty, type Users } from '../quota-property';
import { describeGrowth } from './growth';
import { setUpProcesses } from './real-bench';
import { describeRoundTrips } from './round-trips';
import { makeSchemaOfTests, serverTime, type SchemaOfTests } from './real-connection';

/** One that is tried alone gives no signs of life, whose time comes with each step of the clock. */
const NO_SIGNS = { lease: 1e15, every: 1e15, sure: 1e15 };

describe('the PostgreSQL store', function tryIt() {
  // Some go to the server and back thousands of times.
  this.timeout(60_000);
  needsPostgresInOnePair();
  let server: PostgresServer;
  let pooler: Pgbouncer;
  let tests: SchemaOfTests;

  before(async function start() {
    this.timeout(60_000);
    // What is tried here is not how it lasts: nobody waits for the disk.
    server = await startPostgres({ synchronous_commit: 'off', autovacuum_naptime: '1s' });
    pooler = await startPgbouncer(server.url);
    tests = await makeSchemaOfTests(server.url, freshSchema());
  });

  after(async () => {
    await tests?.close();
    await pooler?.stop();
    await server?.remove();
  });

  function open(
    url: string,
    clock: Clock,
    now = serverTime(clock),
    emptied = tests.empty(),
  ): Store {
    const connection = tests.connect(url, now, emptied, clock);
    const options = { schema: tests.schema, name: 'test', clock, times: NO_SIGNS };
    return createStoreOn(connection, options);
  }

  const ways = [
    ['PostgreSQL', () => server.url],
    ['PostgreSQL behind pgbouncer', () => pooler.url],
  ] as const;

  for (const [way, url] of ways) {
    const isDirect = way === 'PostgreSQL';
    if (isDirect || isLong) describeStore(way, (clock) => open(url(), clock));
    describeSharedStore(way, () => setUpProcesses(tests, url(), isDirect), isDirect);

    if (isDirect || isLong) {
      describeSharedWindows(way, () => setUpProcesses(tests, url(), isDirect), isLong ? 30 : 2);
      describeSharedCollectors(way, () => setUpProcesses(tests, url(), isDirect), isLong);
    }

    describe(`on ${way} with three users of one key`, () => {
      describeQuotaProperty((clock) => openThree(url(), clock), isLong ? 20 : 1);
    });
  }

  describeRoundTrips(() => server.url);
  describeGrowth(() => ({ tests, url: server.url }), isLong ? 200_000 : 4200);

  function openThree(url: string, clock: Clock): Users {
    const emptied = tests.empty();
    const now = serverTime(clock);
    const openOne = (): Store => open(url, clock, now, emptied);
    const stores = [openOne(), openOne(), openOne()];
    return {
      stores,
      async restart(which, meanwhile) {
        // What they know is in the database, so that little depends on it.
        if (!isLong) return meanwhile();
        await Promise.all(which.map(async (index) => await stores[index]?.close()));
        meanwhile();
        for (const index of which) stores[index] = openOne();
      },
      close: async () => void (await Promise.all(stores.map((store) => store.close()))),
    };
  }
});
