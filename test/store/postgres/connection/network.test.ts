import assert from 'node:assert/strict';
import type { Connection } from '../../../../src/store/postgres/caller';
import { needsPostgresInOnePair } from '../../../support/needs-postgres';
import { startPostgresProxy, type PostgresProxy } from '../../../support/postgres-proxy';
import { freshSchema, startPostgres, type PostgresServer } from '../../../support/postgres';
import { added, connect, until } from './bench';

describe('a connection to PostgreSQL over a bad network', function () {
  this.timeout(30_000);
  needsPostgresInOnePair();
  let server: PostgresServer;
  let proxy: PostgresProxy;
  let connection: Connection;
  before(async () => {
    server = await startPostgres();
  });
  beforeEach(async () => {
    proxy = await startPostgresProxy(server.url);
  });
  afterEach(async () => {
    await connection.close();
    await proxy.close();
  });
  after(() => server?.remove());

  for (const where of ['query', 'answer'] as const) {
    for (const share of [0, 0.01, 0.5, 0.99, 1]) {
      it(`has all of a batch done once, cut after ${share * 100} % of its ${where}`, async () => {
        const schema = freshSchema();
        connection = connect(proxy.url, schema);
        await connection.ready();
        proxy.cutWithin(`add_one('2')`, where, share);
        const values = ['1', '2', '3'];
        await Promise.all(values.map((value) => connection.call('add_one', [value])));
        const rows = await added(server.url, schema);
        assert.deepEqual(
          rows.map(({ value }) => value),
          values,
        );
        assert.equal(new Set(rows.map(({ batch }) => batch)).size, 1);
        assert.equal(connection.away(), undefined);
      });
    }
  }

  it('is made anew where nothing comes through any more, though nobody has ended it', async () => {
    const schema = freshSchema();
    connection = connect(proxy.url, schema);
    await connection.ready();
    proxy.hold(true);
    const waits = connection.call('add_one', ['kept'], { waits: true });
    await assert.rejects(connection.call('add_one', ['lost']), { trouble: 'slow' });
    proxy.hold(false);
    await waits;
    assert.equal(connection.away(), undefined);
  });

  it('does without notifications where they are lost, and says so once', async () => {
    proxy.loseNotifications(true);
    const notes: string[] = [];
    const schema = freshSchema();
    connection = connect(proxy.url, schema, { notes: (note) => notes.push(note) });
    await until(() => notes.length > 0);
    proxy.cut('all');
    await connection.call('add_one', ['1']);
    assert.equal(notes.length, 1);
    assert.match(notes[0] ?? '', /passes no notifications on/);
  });

  it('hears what is told on another server once it leads there', async () => {
    const schema = freshSchema();
    const other = await startPostgres();
    connection = connect(proxy.url, schema);
    const heard: (string | undefined)[] = [];
    connection.onNotice((payload) => heard.push(payload));
    await until(() => heard.length >= 2);
    proxy.lead(other.url);
    proxy.cut('oldest');
    const before = heard.length;
    await connection.call('add_one', ['1']);
    await until(() => heard.length >= before + 2);
    await other.query(`SELECT pg_notify('told_${schema}', E'topic\ntext')`);
    await until(() => heard.includes('topic\ntext'));
    await other.remove();
  });

  it('looks again after each loss, as something may have been told meanwhile', async () => {
    const schema = freshSchema();
    connection = connect(proxy.url, schema);
    const heard: (string | undefined)[] = [];
    connection.onNotice((payload) => heard.push(payload));
    await until(() => heard.length >= 2);
    const before = heard.length;
    proxy.cut('all');
    await until(() => heard.length >= before + 2);
    await server.query(`SELECT pg_notify('told_${schema}', E'topic\ntext')`);
    await until(() => heard.includes('topic\ntext'));
  });
});
