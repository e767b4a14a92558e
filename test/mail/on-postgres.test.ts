import { describeSharedHolding } from '../alert/shared-holding';
import { setUpProcesses } from '../store/postgres/real-bench';
import { makeSchemaOfTests, type SchemaOfTests } from '../store/postgres/real-connection';
import { needsPostgresInOnePair } from '../support/needs-postgres';
import { freshSchema, startPostgres, type PostgresServer } from '../support/postgres';
import { isLong } from '../support/test-length';
import { describeSharedMails } from './outbox/shared-mails';

describe('alerts and mails of several processes', function tryIt() {
  // They go to the server and back thousands of times.
  this.timeout(60_000);
  needsPostgresInOnePair();
  let server: PostgresServer;
  let tests: SchemaOfTests;

  before(async () => {
    server = await startPostgres({ synchronous_commit: 'off' });
    tests = await makeSchemaOfTests(server.url, freshSchema());
  });

  after(async () => {
    await tests?.close();
    await server?.remove();
  });

  describeSharedHolding('PostgreSQL', () => setUpProcesses(tests, server.url, true), isLong);
  describeSharedMails('PostgreSQL', () => setUpProcesses(tests, server.url, true));
});
