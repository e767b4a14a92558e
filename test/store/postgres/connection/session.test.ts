import assert from 'node:assert/strict';
import pg from 'pg';
import { openSession, type Session } from '../../../../src/store/postgres/connection/session';
import { needsPostgresInOnePair } from '../../../support/needs-postgres';
import { startPostgres, type PostgresServer } from '../../../support/postgres';
import { standStill } from '../../../support/stand-still';
import { serverOf } from './bench';

const PATIENCE = 200;

describe('a session with PostgreSQL', function () {
  this.timeout(60_000);
  needsPostgresInOnePair();
  let server: PostgresServer;
  let session: Session;
  before(async () => {
    server = await startPostgres();
    session = await openSession(pg, serverOf(server.url), 0, 5000);
  });
  after(async () => {
    await session?.end();
    await server?.remove();
  });

  it('reads what has come while the process stood still, before it gives up', async () => {
    const answer = session.run('SELECT 1 AS one', PATIENCE);
    standStill(3 * PATIENCE);
    assert.deepEqual(await answer, [[{ one: 1 }]]);
  });

  it('gives up where nothing comes', async () => {
    await assert.rejects(session.run('SELECT pg_sleep(60)', PATIENCE), /timeout expired/);
  });
});
