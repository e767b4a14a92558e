import type { Clock } from '../../../src/clock';
import { createStoreOn } from '../../../src/store/postgres/store';
import type { Store } from '../../../src/store/store';
import { needsPostgres } from '../../support/needs-postgres';
import { startPgbouncer, type Pgbouncer } from '../../support/pgbouncer';
import { freshSchema, startPostgres, type PostgresServer } from '../../support/postgres';
import { describeStore } from '../contract';
import { describeSharedStore } from '../contract-shared';
import { describeQuotaProperty, type Users } from '../quota-property';
import { setUpProcesses } from './real-bench';
import { makeSchemaOfTests, serverTime, type SchemaOfTests } from './real-connection';

const isLong = process.env['VT_TEST_LENGTH'] === 'long';

describe('the PostgreSQL store', () => {
  needsPostgres();
  let server: PostgresServer;
  let pooler: Pgbouncer;
  let tests: SchemaOfTests;

  before(async function start() {
    this.timeout(60_000);
    server = await startPostgres();
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
    return createStoreOn(connection, { schema: tests.schema, name: 'test', clock });
  }

  const ways = [
    ['PostgreSQL', () => server.url],
    ['PostgreSQL behind pgbouncer', () => pooler.url],
  ] as const;

  for (const [way, url] of ways) {
    const isDirect = way === 'PostgreSQL';
    if (isDirect || isLong) describeStore(way, (clock) => open(url(), clock));
    describeSharedStore(way, () => setUpProcesses(tests, url(), isDirect), isDirect);

    describe(`on ${way} with three users of one key`, () => {
      describeQuotaProperty((clock) => openThree(url(), clock), isLong ? 20 : 2);
    });
  }

  function openThree(url: string, clock: Clock): Users {
    const emptied = tests.empty();
    const now = serverTime(clock);
    const openOne = (): Store => open(url, clock, now, emptied);
    const stores = [openOne(), openOne(), openOne()];
    return {
      stores,
      async restart(which, meanwhile) {
        await Promise.all(which.map((index) => stores[index]?.close()));
        meanwhile();
        for (const index of which) stores[index] = openOne();
      },
      close: async () => void (await Promise.all(stores.map((store) => store.close()))),
    };
  }
});
