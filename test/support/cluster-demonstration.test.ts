import assert from 'node:assert/strict';
import { startClusterDemonstration } from './cluster-demonstration';
import { needsPostgres } from './needs-postgres';
import { startPostgres, type PostgresServer } from './postgres';

describe('the demonstration of several Node-REDs', () => {
  needsPostgres();
  let postgres: PostgresServer;

  before(async () => {
    postgres = await startPostgres();
  });
  after(() => postgres?.remove());

  it('says at once why it cannot use the PostgreSQL that it is given, without the password', async () => {
    const server = `127.0.0.1:${postgres.port}/postgres`;
    await assert.rejects(startClusterDemonstration(`postgres://postgres:wr0ng@${server}`), {
      message: `PostgreSQL at ${server} refuses the user or the password.`,
    });
  });
});
