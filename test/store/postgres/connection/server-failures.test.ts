import { needsPostgresInOnePair } from '../../../support/needs-postgres';
import { startPgbouncer, type Pgbouncer } from '../../../support/pgbouncer';
import { startPostgres, type PostgresServer } from '../../../support/postgres';
import { isLong } from '../../../support/test-length';
import { describeServerFailures } from './server-failures';

describe('a connection whose server fails', function () {
  this.timeout(30_000);
  needsPostgresInOnePair();
  let server: PostgresServer;
  let pooler: Pgbouncer;
  before(async () => {
    server = await startPostgres({
      max_connections: '20',
      superuser_reserved_connections: '3',
      deadlock_timeout: '50ms',
    });
    pooler = await startPgbouncer(server.url);
  });
  after(async () => {
    await pooler?.stop();
    await server?.remove();
  });

  describe('PostgreSQL', () => {
    describeServerFailures({
      server: () => server,
      url: () => server.url,
      gone: ['unreachable'],
      busy: ['connections'],
      isThorough: true,
    });
  });

  describe('PostgreSQL behind pgbouncer', () => {
    describeServerFailures({
      server: () => server,
      url: () => pooler.url,
      gone: ['unreachable', 'slow'],
      busy: ['connections', 'slow'],
      isThorough: isLong,
    });
  });
});
