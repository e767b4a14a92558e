import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { Client } from 'pg';
import { needsPostgres } from './needs-postgres';
import { startPostgres, type PostgresServer } from './postgres';
import { startPostgresProxy, type PostgresProxy } from './postgres-proxy';

describe('a proxy before PostgreSQL', function () {
  this.timeout(30_000);
  needsPostgres();
  let server: PostgresServer;
  let proxy: PostgresProxy;

  before(async () => {
    server = await startPostgres();
    proxy = await startPostgresProxy(server.url);
  });
  after(async () => {
    await proxy.close();
    await server.remove();
  });

  async function sign(): Promise<Client> {
    const client = new Client({ connectionString: proxy.url });
    client.on('error', () => undefined);
    await client.connect();
    return client;
  }

  it('counts queries, and nothing of signing in', async () => {
    const client = await sign();
    const sent = proxy.queries();
    await client.query('SELECT 1; SELECT 2');
    await client.query('SELECT 3');
    assert.equal(proxy.queries() - sent, 2);
    await client.end();
  });

  it('cuts one connection and leaves the others', async () => {
    const [one, other] = [await sign(), await sign()];
    const ended = new Promise<void>((resolve) => one.on('end', resolve));
    assert.equal(proxy.cut(), 1);
    await ended;
    await other.query('SELECT 1');
    await other.end();
  });

  it('loses notifications, and nothing else', async () => {
    const client = await sign();
    const heard: (string | undefined)[] = [];
    client.on('notification', ({ payload }) => heard.push(payload));
    await client.query('LISTEN here');
    proxy.loseNotifications(true);
    await client.query(`NOTIFY here, 'lost'`);
    proxy.loseNotifications(false);
    await client.query(`NOTIFY here, 'found'`);
    await client.query('SELECT 1');
    assert.deepEqual(heard, ['found']);
    assert.equal(proxy.lost(), 1);
    await client.end();
  });
});
