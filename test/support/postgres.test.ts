import assert from 'node:assert/strict';
import { Client } from 'pg';
import { needsPostgres } from './needs-postgres';
import { startPgbouncer } from './pgbouncer';
import { startPostgres, type PostgresServer } from './postgres';

describe('a PostgreSQL for tests', function () {
  this.timeout(60_000);
  needsPostgres();
  let server: PostgresServer;
  before(async () => {
    server = await startPostgres();
    await server.query('CREATE TABLE t (a int); INSERT INTO t VALUES (1)');
  });
  after(() => server?.remove());

  for (const way of ['stop', 'kill'] as const) {
    it(`has what was written after a ${way}`, async () => {
      await server[way]();
      await assert.rejects(server.query('SELECT 1'), { code: 'ECONNREFUSED' });
      await server.start();
      assert.deepEqual(await server.query('SELECT a FROM t'), [{ a: 1 }]);
    });
  }

  it('has a standby that can take its place', async () => {
    const standby = await server.standby();
    await assert.rejects(standby.query('INSERT INTO t VALUES (2)'), { code: '25006' });
    await standby.promote();
    await standby.query('INSERT INTO t VALUES (2)');
    assert.deepEqual(await standby.query('SELECT count(*)::int AS n FROM t'), [{ n: 2 }]);
    await standby.remove();
  });

  it('answers through a pooler', async () => {
    const pooler = await startPgbouncer(server.url);
    const client = new Client({ connectionString: pooler.url });
    await client.connect();
    assert.deepEqual((await client.query('SELECT a FROM t')).rows, [{ a: 1 }]);
    await client.end();
    await pooler.stop();
  });
});
