import assert from 'node:assert/strict';
import { renameSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { Client } from 'pg';
import type { Connection } from '../../../../src/store/postgres/caller';
import type { ConnectionOptions } from '../../../../src/store/postgres/connection/connection';
import { freePort } from '../../../support/free-port';
import { freshSchema, PASSWORD, type PostgresServer } from '../../../support/postgres';
import { isLong } from '../../../support/test-length';
import { added, connect, serverOf, troubleOf, until } from './bench';

/** How long a server is gone, in milliseconds. */
const GONE = isLong ? 10_000 : 0;

/** What the tests of one way to a server need. */
export interface Way {
  /** The server itself. */
  readonly server: () => PostgresServer;
  /** As it is reached, perhaps through something else. */
  readonly url: () => string;
  /** What is wrong where the server is gone: a pooler waits for it to come back. */
  readonly gone: readonly string[];
  /** What is wrong where it takes no connection: a pooler may wait for one. */
  readonly busy: readonly string[];
  /** Whether what takes long is tried as well. */
  readonly isThorough: boolean;
}

/** Describes what a connection survives, and how it names it. */
export function describeServerFailures({ server, url, gone, busy, isThorough }: Way): void {
  const open: Connection[] = [];
  afterEach(async () => {
    await Promise.all(open.splice(0).map((connection) => connection.close()));
  });

  async function opened(
    schema: string,
    others: Partial<ConnectionOptions> = {},
  ): Promise<Connection> {
    const connection = connect(url(), schema, others);
    open.push(connection);
    await connection.ready();
    return connection;
  }

  async function valuesOf(schema: string): Promise<readonly string[]> {
    return (await added(server().url, schema)).map(({ value }) => value);
  }

  for (const way of isThorough ? (['stop', 'kill'] as const) : (['stop'] as const)) {
    it(`has those wait who do after a ${way}, tells the others, and goes on after the start`, async () => {
      const schema = freshSchema();
      const connection = await opened(schema);
      const heard: unknown[] = [];
      await server()[way]();
      await assert.rejects(connection.call('add_one', ['lost']), { code: 'store' });
      const [trouble = '', message] = await troubleOf(connection);
      assert.ok(gone.includes(trouble), message);
      const waits = connection.call('add_one', ['kept'], { waits: true });
      connection.onNotice((payload) => heard.push(payload));
      await pause(GONE);
      await server().start();
      await waits;
      assert.equal(connection.away(), undefined);
      assert.ok(heard.includes(undefined));
      assert.deepEqual(await valuesOf(schema), ['kept']);
    });
  }

  it('is made again at once when it is cut, one by one or all, so that nobody sees it', async () => {
    const schema = freshSchema();
    const connection = await opened(schema);
    const others = `FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'`;
    for (const limit of ['LIMIT 1', 'OFFSET 1 LIMIT 1', '', '', '']) {
      const value = `${limit} ${String(Math.random())}`;
      const call = connection.call('add_one', [value]);
      await server().query(
        `SELECT pg_terminate_backend(pid) FROM (SELECT pid ${others} ORDER BY pid ${limit}) chosen`,
      );
      await call;
      assert.equal((await valuesOf(schema)).at(-1), value);
    }
    assert.equal(connection.away(), undefined);
  });

  it('waits while the server can only be read', async () => {
    const schema = freshSchema();
    const connection = await opened(schema);
    await setReadOnly(server(), 'on');
    try {
      const waits = connection.call('add_one', ['kept'], { waits: true });
      assert.deepEqual((await troubleOf(connection))[0], 'read-only');
      await assert.rejects(connection.call('add_one', ['lost']), { trouble: 'read-only' });
      await setReadOnly(server(), 'off');
      await waits;
    } finally {
      await setReadOnly(server(), 'off');
    }
    assert.deepEqual(await valuesOf(schema), ['kept']);
  });

  it('makes a schema once that four begin with', async () => {
    const schema = freshSchema();
    await Promise.all([1, 2, 3, 4].map(() => opened(schema)));
    const version = await server().query(`SELECT version FROM ${schema}.version`);
    assert.deepEqual(version, [{ version: 1 }]);
  });

  if (isThorough) {
    it('waits while there are too many connections', async () => {
      await terminateOthers(server());
      const clients = await takeAllConnections(server());
      const connection = connect(url(), freshSchema());
      open.push(connection);
      const [trouble = ''] = await troubleOf(connection);
      const waits = connection.call('add_one', ['kept'], { waits: true });
      await Promise.all(clients.map((client) => client.end()));
      await waits;
      assert.ok(busy.includes(trouble), trouble);
    });

    it('tells in time that a server says nothing any more', async () => {
      const schema = freshSchema();
      const connection = await opened(schema);
      server().pause();
      try {
        const waits = connection.call('add_one', ['kept'], { waits: true });
        await assert.rejects(connection.call('add_one', ['lost']), { trouble: 'slow' });
        await until(() => connection.away() !== undefined);
        server().resume();
        await waits;
      } finally {
        server().resume();
      }
      assert.ok((await valuesOf(schema)).includes('kept'));
    });

    it('takes a deadlock back and tries again', async () => {
      const schema = freshSchema();
      const [one, other] = await Promise.all([opened(schema), opened(schema)]);
      await Promise.all([
        one.call('count_both', [1, 2, 0.2]),
        other.call('count_both', [2, 1, 0.2]),
      ]);
      const counted = await server().query(`SELECT count FROM ${schema}.counter`);
      assert.deepEqual(counted, [{ count: 2 }, { count: 2 }]);
    });

    it('has one that waits for a lock hold up nobody else', async () => {
      const schema = freshSchema();
      const connection = await opened(schema);
      const holder = new Client({ connectionString: server().url });
      await holder.connect();
      await holder.query(`BEGIN; UPDATE ${schema}.counter SET count = 0 WHERE id = 1`);
      const waits = connection.call('count_both', [1, 1, 0], { waits: true });
      await connection.call('add_one', ['1']);
      await assert.rejects(connection.call('count_both', [1, 1, 0]), { trouble: 'slow' });
      await connection.call('add_one', ['2']);
      assert.equal(connection.away(), undefined);
      await holder.end();
      await waits;
      assert.deepEqual(await valuesOf(schema), ['1', '2']);
    });

    it('sends fewer together to a server that is slow, and loses none', async () => {
      const connection = await opened(freshSchema());
      await Promise.all(
        Array.from({ length: 16 }, () => connection.call('nap', [0.1], { waits: true })),
      );
    });

    it('waits while the disk is full', async () => {
      const schema = freshSchema();
      const connection = await opened(schema);
      const giveBack = await fillDisk(server(), `${schema}.added`);
      const waits = connection.call('add_one', ['kept'], { waits: true });
      await assert.rejects(connection.call('add_one', ['lost']), { trouble: 'full' });
      assert.equal(connection.away()?.trouble, 'full');
      assert.equal(connection.refuses(), false);
      await connection.call('count_both', [1, 1, 0]);
      await giveBack();
      await waits;
      assert.deepEqual(await valuesOf(schema), ['kept']);
    });

    it('ends a statement that takes too long', async () => {
      const connection = await opened(freshSchema());
      await assert.rejects(connection.call('nap', [30]), { trouble: 'slow' });
      await connection.call('nap', [1], { isLong: true });
    });
  }

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
    it(`fails ${title} and says so, without a secret`, async () => {
      const whole = { ...serverOf(url()), ...change(await freePort()) };
      const connection = connect(url(), freshSchema(), { server: whole });
      open.push(connection);
      const [trouble, message = ''] = await troubleOf(connection);
      assert.equal(trouble, expected, message);
      assert.match(message, /^PostgreSQL at [\w.]+:\d+\/\w+ /);
      await assert.rejects(connection.call('add_one', ['1']), { message });
      for (const secret of [PASSWORD, encodeURIComponent(PASSWORD), 'postgres:', '://']) {
        assert.ok(!message.includes(secret), message);
      }
    });
  }
}

/** Has a server that runs take nothing, or anything again, also of whoever is connected. */
async function setReadOnly(server: PostgresServer, to: 'on' | 'off'): Promise<void> {
  await server.query(`ALTER SYSTEM SET default_transaction_read_only = ${to}`);
  await server.reload();
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** Has a table that is empty lie where there is never any space left; returns what ends that. */
async function fillDisk(server: PostgresServer, table: string): Promise<() => Promise<void>> {
  const [row] = await server.query<{ file: string }>(
    `SELECT pg_relation_filepath('${table}') AS file`,
  );
  const file = path.join(server.folder, 'data', row?.file ?? '');
  renameSync(file, `${file}.kept`);
  symlinkSync('/dev/full', file);
  // Who has it open goes on with what it has.
  await terminateOthers(server);
  return async () => {
    rmSync(file);
    renameSync(`${file}.kept`, file);
    await terminateOthers(server);
  };
}

async function terminateOthers(server: PostgresServer): Promise<void> {
  await server.query(
    `SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
      WHERE pid <> pg_backend_pid() AND backend_type IN ('client backend', 'autovacuum worker')`,
  );
}

async function takeAllConnections({ url }: PostgresServer): Promise<readonly Client[]> {
  const clients: Client[] = [];
  for (;;) {
    const client = new Client({ connectionString: url });
    client.on('error', () => undefined);
    try {
      await client.connect();
    } catch {
      return clients;
    }
    clients.push(client);
  }
}
