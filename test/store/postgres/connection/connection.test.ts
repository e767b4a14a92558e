import assert from 'node:assert/strict';
import * as pg from 'pg';
import type { Connection } from '../../../../src/store/postgres/caller';
import type { ConnectionOptions } from '../../../../src/store/postgres/connection/connection';
import { freePort } from '../../../support/free-port';
import { needsPostgres } from '../../../support/needs-postgres';
import { startPgbouncer } from '../../../support/pgbouncer';
import {
  freshSchema,
  PASSWORD,
  startPostgres,
  type PostgresServer,
} from '../../../support/postgres';
import { added, connect, PLAN, serverOf, until } from './bench';

describe('a connection to PostgreSQL', function () {
  this.timeout(60_000);
  needsPostgres();
  let server: PostgresServer;
  const open: Connection[] = [];
  before(async () => {
    server = await startPostgres({ max_connections: '20', superuser_reserved_connections: '3' });
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

  for (const state of ['40001', '40P01']) {
    it(`tries again after ${state}`, async () => {
      await connectTo(server.url).call('fails_at_first', [state, 3]);
    });
  }

  for (const [state, trouble] of [
    ['53100', 'full'],
    ['42501', 'rights'],
    ['53200', 'slow'],
  ] as const) {
    it(`tells of ${state}, and has those wait who do`, async () => {
      const connection = connectTo(server.url);
      await connection.ready();
      await assert.rejects(connection.call('raise', [state, '']), { code: 'store', trouble });
      assert.equal(connection.away()?.trouble, trouble);
      await connection.call('fails_at_first', [state, 1], { waits: true });
    });
  }

  it('ends a statement that takes too long', async () => {
    const connection = connectTo(server.url);
    await connection.ready();
    await assert.rejects(connection.call('nap', [30]), { trouble: 'slow' });
    await connection.call('nap', [1.5], { isLong: true });
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

  describe('that fails', () => {
    const failures: readonly (readonly [
      title: string,
      trouble: string,
      change: (port: number) => Partial<ConnectionOptions['server']>,
    ])[] = [
      ['where nobody listens', 'unreachable', (port) => ({ hosts: [{ host: '127.0.0.1', port }] })],
      [
        'where the host has no address',
        'unreachable',
        () => ({ hosts: [{ host: 'nobody.invalid', port: 5432 }] }),
      ],
      ['with a wrong password', 'sign-in', () => ({ password: `${PASSWORD}-wrong` })],
      ['with no password', 'sign-in', () => ({ password: '' })],
      ['with an unknown user', 'sign-in', () => ({ user: 'nobody' })],
      ['with a database that is absent', 'no-database', () => ({ database: 'absent' })],
      ['with TLS where there is none', 'security', () => ({ ssl: {} })],
    ];
    for (const [title, expected, change] of failures) {
      it(`${title} says so, without a secret`, async () => {
        const whole = { ...serverOf(server.url), ...change(await freePort()) };
        const connection = connectTo(server.url, freshSchema(), { server: whole });
        const [trouble, message = ''] = await troubleOf(connection);
        assert.equal(trouble, expected, message);
        assert.match(message, /^PostgreSQL at [\w.]+:\d+\/\w+ /);
        await assert.rejects(connection.call('add_one', ['1']), { message });
        for (const secret of [PASSWORD, encodeURIComponent(PASSWORD), 'postgres:', '://']) {
          assert.ok(!message.includes(secret), message);
        }
      });
    }
  });

  for (const way of ['stop', 'kill'] as const) {
    it(`has those wait who do after a ${way}, tells the others, and goes on after the start`, async () => {
      const schema = freshSchema();
      const connection = connectTo(server.url, schema);
      const heard: unknown[] = [];
      await connection.ready();
      await server[way]();
      await until(() => connection.away() !== undefined);
      assert.equal(connection.away()?.trouble, 'unreachable');
      await assert.rejects(connection.call('add_one', ['lost']), { trouble: 'unreachable' });
      const waits = connection.call('add_one', ['kept'], { waits: true });
      connection.onNotice((payload) => heard.push(payload));
      await server.start();
      await waits;
      assert.equal(connection.away(), undefined);
      assert.ok(heard.includes(undefined));
      assert.deepEqual(
        (await added(server.url, schema)).map(({ value }) => value),
        ['kept'],
      );
    });
  }

  it('tells in time that a server says nothing any more', async () => {
    const schema = freshSchema();
    const connection = connectTo(server.url, schema);
    await connection.ready();
    server.pause();
    try {
      const waits = connection.call('add_one', ['kept'], { waits: true });
      await assert.rejects(connection.call('add_one', ['lost']), { trouble: 'slow' });
      await until(() => connection.away() !== undefined);
      server.resume();
      await waits;
    } finally {
      server.resume();
    }
  });

  it('is made again at once when it is cut, so that nobody sees it', async () => {
    const schema = freshSchema();
    const connection = connectTo(server.url, schema);
    await connection.ready();
    for (let round = 0; round < 5; round += 1) {
      const call = connection.call('add_one', [String(round)]);
      await server.query(
        'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()',
      );
      await call;
    }
    assert.equal((await added(server.url, schema)).length, 5);
  });

  it('tells that there are too many connections', async () => {
    const schema = freshSchema();
    const role = { ...serverOf(server.url), user: 'some one' };
    const clients = Array.from(
      { length: 17 },
      () => new pg.Client({ connectionString: server.url }),
    );
    await Promise.allSettled(clients.map((client) => client.connect()));
    const connection = connectTo(server.url, schema, { server: role });
    const [trouble] = await troubleOf(connection);
    await Promise.allSettled(clients.map((client) => client.end()));
    assert.equal(trouble, 'connections');
  });

  it('goes to the server that can be written to', async () => {
    const schema = freshSchema();
    const standby = await server.standby();
    const connection = connectTo([standby.url, server.url], schema);
    await connection.call('add_one', ['1']);
    const alone = connectTo(standby.url, schema);
    assert.equal((await troubleOf(alone))[0], 'read-only');
    await standby.promote();
    await alone.ready();
    await alone.call('add_one', ['2']);
    await standby.remove();
  });

  it('works behind pgbouncer in transaction mode, and says once that it hears nothing', async () => {
    const pooler = await startPgbouncer(server.url);
    const notes: string[] = [];
    const schema = freshSchema();
    const connection = connectTo(pooler.url, schema, { notes: (note) => notes.push(note) });
    await Promise.all([1, 2, 3].map((value) => connection.call('add_one', [String(value)])));
    await until(() => notes.length > 0);
    assert.match(notes[0] ?? '', /a pooler in front of it/);
    assert.equal(connection.away(), undefined);
    await connection.close();
    await pooler.stop();
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

/** What is wrong, once it is known. */
async function troubleOf(
  connection: Connection,
): Promise<readonly [string | undefined, string | undefined]> {
  await until(() => !['opening', undefined].includes(connection.away()?.trouble));
  return [connection.away()?.trouble, connection.away()?.message];
}
