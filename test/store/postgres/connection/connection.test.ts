import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import type { Connection } from '../../../../src/store/postgres/caller';
import type { ConnectionOptions } from '../../../../src/store/postgres/connection/connection';
import { needsPostgresInOnePair } from '../../../support/needs-postgres';
import { freshSchema, startPostgres, type PostgresServer } from '../../../support/postgres';
import { added, connect, PLAN, serverOf, troubleOf, until } from './bench';

describe('a connection to PostgreSQL', function () {
  this.timeout(60_000);
  needsPostgresInOnePair();
  let server: PostgresServer;
  const open: Connection[] = [];
  before(async () => {
    server = await startPostgres();
    await server.query(`CREATE ROLE "some one" LOGIN PASSWORD 'p:a/s@s w%rd'`);
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((connection) => connection.close()));
  });
  after(() => server?.remove());

  function connectTo(
    url: string | readonly string[],
    schema = freshSchema(),
    others: Partial<ConnectionOptions> = {},
  ): Connection {
    const connection = connect(url, schema, others);
    open.push(connection);
    return connection;
  }

  describe('in one turn', () => {
    it('sends all as one transaction, by the order of locks', async () => {
      const schema = freshSchema();
      const connection = connectTo(server.url, schema);
      await connection.ready();
      await Promise.all([
        connection.call('add_one', ['1'], { order: 'b' }),
        connection.call('add_one', ['2'], { order: 'a' }),
        connection.call('add_one', ['3'], { order: 'b' }),
        connection.call('add_one', ['4']),
      ]);
      const rows = await added(server.url, schema);
      assert.deepEqual(
        rows.map(({ value }) => value),
        ['4', '2', '1', '3'],
      );
      assert.equal(new Set(rows.map(({ batch }) => batch)).size, 1);
    });

    it('lets none fail for another', async () => {
      const schema = freshSchema();
      const connection = connectTo(server.url, schema);
      const [one, bad, two] = await Promise.allSettled([
        connection.call('add_one', ['1']),
        connection.call('raise', ['22023', 'that is wrong']),
        connection.call('add_one', ['2']),
      ]);
      assert.deepEqual([one.status, two.status], ['fulfilled', 'fulfilled']);
      assert.match(String(bad.status === 'rejected' && bad.reason), /that is wrong \(22023\)/);
      assert.equal((await added(server.url, schema)).length, 2);
    });

    it('refuses what cannot be kept by itself', async () => {
      const connection = connectTo(server.url);
      await assert.rejects(connection.call('add_one', ['\0']), { code: 'store' });
      await connection.call('add_one', ['1']);
    });
  });

  describe('made by several at once', () => {
    it('makes the schema once', async () => {
      const schema = freshSchema();
      const all = [1, 2, 3, 4].map(() => connectTo(server.url, schema));
      await Promise.all(all.map((each) => each.ready()));
      const version = await server.query(`SELECT version FROM ${schema}.version`);
      assert.deepEqual(version, [{ version: 1 }]);
    });

    it('tells what one tells to all', async () => {
      const schema = freshSchema();
      const connection = connectTo(server.url, schema);
      const heard: (string | undefined)[] = [];
      connection.onNotice((payload) => heard.push(payload));
      await until(() => heard.length >= 2);
      await server.query(`SELECT pg_notify('told_${schema}', E'topic\ntext')`);
      await until(() => heard.includes('topic\ntext'));
      assert.deepEqual(
        heard.filter((payload) => payload !== undefined),
        ['topic\ntext'],
      );
    });
  });

  it('goes on with a migration, and refuses what a newer version has migrated', async () => {
    const schema = freshSchema();
    const newer = {
      ...PLAN,
      migrations: [...PLAN.migrations, (name: string) => `CREATE TABLE ${name}.more (a int)`],
    };
    const old = connectTo(server.url, schema);
    await old.call('add_one', ['1']);
    const connection = connectTo(server.url, schema, { plan: newer });
    await connection.call('add_one', ['2']);
    assert.equal((await added(server.url, schema)).length, 2);
    await assert.rejects(connectTo(server.url, schema).ready(), { trouble: 'newer' });
  });

  it('names the right that is missing, and goes on once it is given', async () => {
    const schema = freshSchema();
    const role = { ...serverOf(server.url), user: 'some one' };
    const connection = connectTo(server.url, schema, { server: role });
    for (;;) {
      const [trouble, message = ''] = await troubleOf(connection);
      assert.equal(trouble, 'rights');
      const grant = /by: (GRANT .*;)$/.exec(message)?.[1] ?? assert.fail(message);
      await server.query(grant);
      break;
    }
    await connection.ready();
    await connection.call('add_one', ['1']);
    const other = freshSchema();
    await connectTo(server.url, other).ready();
    const second = connectTo(server.url, other, { server: role });
    const granted = new Set<string>();
    await new Promise<void>((resolve, reject) => {
      const timer = setInterval(() => {
        const message = second.away()?.message ?? '';
        const grant = /by: (GRANT .*;)$/.exec(message)?.[1];
        if (!grant || granted.has(grant)) return;
        granted.add(grant);
        server.query(grant).catch(reject);
      }, 20);
      second
        .ready()
        .finally(() => clearInterval(timer))
        .then(resolve, reject);
    });
    await second.call('add_one', ['1']);
    assert.ok([...granted].every((grant) => grant.includes('"some one"')));
  });

  it('names a right that is taken away from it, and goes on once it is given back', async () => {
    const schema = freshSchema();
    await connectTo(server.url, schema).ready();
    const role = { ...serverOf(server.url), user: 'some one' };
    await server.query(`GRANT USAGE, CREATE ON SCHEMA ${schema} TO "some one";
      GRANT ALL ON ALL TABLES IN SCHEMA ${schema} TO "some one";
      GRANT ALL ON ALL SEQUENCES IN SCHEMA ${schema} TO "some one"`);
    const connection = connectTo(server.url, schema, { server: role });
    await connection.call('add_one', ['1']);
    await server.query(`REVOKE INSERT ON ${schema}.added FROM "some one"`);
    const waits = connection.call('add_one', ['2'], { waits: true });
    const [trouble, message = ''] = await troubleOf(connection);
    assert.equal(trouble, 'rights');
    await assert.rejects(connection.call('add_one', ['3']), { trouble: 'rights' });
    await server.query(/by: (GRANT .*;)$/.exec(message)?.[1] ?? assert.fail(message));
    await waits;
  });

  it('tries again what two transactions could not do in any order', async () => {
    const schema = freshSchema();
    await connectTo(server.url, schema).ready();
    await server.query(`ALTER ROLE postgres SET default_transaction_isolation = serializable`);
    const connections = [1, 2, 3].map(() => connectTo(server.url, schema));
    await Promise.all(connections.map((each) => each.ready()));
    await Promise.all(connections.map((each) => each.call('count_both', [1, 2, 0.1])));
    await server.query(`ALTER ROLE postgres RESET default_transaction_isolation`);
    const counted = await server.query(`SELECT count FROM ${schema}.counter`);
    assert.deepEqual(counted, [{ count: 3 }, { count: 3 }]);
  });

  it('has those wait who do where it can be done in no order for long', async () => {
    const connection = connectTo(server.url);
    await connection.call('fails_at_first', ['40001', 12], { waits: true });
  });

  it('goes on with a standby that takes the place of its server', async () => {
    const schema = freshSchema();
    const standby = await server.standby();
    const connection = connectTo([server.url, standby.url], schema);
    const alone = connectTo(standby.url, schema);
    await connection.call('add_one', ['1']);
    assert.equal((await troubleOf(alone))[0], 'read-only');
    await server.kill();
    const waits = connection.call('add_one', ['2'], { waits: true });
    assert.equal((await troubleOf(connection))[0], 'read-only');
    await standby.promote();
    await Promise.all([waits, alone.ready()]);
    const values = (await added(standby.url, schema)).map(({ value }) => value);
    assert.deepEqual(values, ['1', '2']);
    await standby.remove();
    await server.start();
  });

  it('goes to the next server where one takes connections and says nothing', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const url = new URL(server.url);
    url.port = String(portOf(silent));
    const connection = connectTo([url.href, server.url], freshSchema());
    await connection.call('add_one', ['1'], { waits: true });
    silent.close();
  });

  it('refuses all after its end, also what waits', async () => {
    const connection = connectTo(server.url);
    await connection.ready();
    const written = connection.call('add_one', ['1']);
    await connection.close();
    await written;
    await assert.rejects(connection.call('add_one', ['2'], { waits: true }), { code: 'store' });
  });

  it('knows the time of the server', async () => {
    const connection = connectTo(server.url);
    await connection.ready();
    const before = connection.elapsed();
    const [row] = await server.query<{ now: number }>(
      'SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now',
    );
    assert.ok(before <= (row?.now ?? 0) + 50 && connection.elapsed() >= (row?.now ?? 0) - 50);
  });
});

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('It listens on no port');
  return address.port;
}
