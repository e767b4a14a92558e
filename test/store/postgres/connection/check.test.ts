import assert from 'node:assert/strict';
import * as pg from 'pg';
import { systemClock, type Clock } from '../../../../src/clock';
import { LackingRightsError } from '../../../../src/store/postgres/connection/rights';
import type { PostgresServer } from '../../../../src/store/postgres/connection/server';
import { checkPostgres, createPostgresStore } from '../../../../src/store/postgres/postgres-store';
import { freePort } from '../../../support/free-port';
import { needsPostgresInOnePair } from '../../../support/needs-postgres';
import { startPgbouncer } from '../../../support/pgbouncer';
import * as support from '../../../support/postgres';
import { serverOf } from './bench';

const { PASSWORD, freshSchema, startPostgres } = support;

describe('a check of PostgreSQL', function () {
  this.timeout(60_000);
  needsPostgresInOnePair();
  let running: support.PostgresServer;
  before(async () => {
    running = await startPostgres();
    await running.query(`CREATE ROLE someone LOGIN PASSWORD '${PASSWORD}'`);
  });
  after(() => running?.remove());

  const check = (schema: string, server: Partial<PostgresServer> = {}, clock = systemClock) =>
    checkPostgres({ pg, server: { ...serverOf(running.url), ...server }, schema, clock });

  async function make(schema: string): Promise<void> {
    const server = serverOf(running.url);
    const store = createPostgresStore({
      pg,
      server,
      schema,
      name: 'one',
      clock: systemClock,
      notes: () => undefined,
    });
    await store.ready();
    await store.close();
  }

  it('says what there is, and changes nothing', async () => {
    const schema = freshSchema();
    const before = await check(schema);
    assert.match(before.version, /^1\d\.\d+/);
    assert.deepEqual([before.schema, before.hears], ['absent', true]);
    assert.equal((await check(schema)).schema, 'absent');
    await make(schema);
    assert.equal((await check(schema)).schema, 'there');
  });

  it('says by how much the clock of the server is ahead', async () => {
    const behind: Clock = { ...systemClock, now: () => systemClock.now() - 300_000 };
    const { ahead, roundTrip } = await check(freshSchema(), {}, behind);
    assert.ok(Math.abs(ahead - 300_000) <= roundTrip / 2 + 2, `${ahead}`);
  });

  it('says that nothing is heard through a pooler', async () => {
    const pooler = await startPgbouncer(running.url);
    const { hears } = await check(freshSchema(), serverOf(pooler.url));
    await pooler.stop();
    assert.equal(hears, false);
  });

  it('says what to grant, all at once, and that is enough', async () => {
    const schema = freshSchema();
    const someone = { user: 'someone' };
    const first = await check(schema, someone).catch((error: unknown) => error);
    assert.ok(first instanceof LackingRightsError);
    assert.deepEqual(
      [first.trouble, first.grant],
      ['rights', 'GRANT CREATE ON DATABASE postgres TO someone;'],
    );
    await make(schema);
    const second = await check(schema, someone).catch((error: unknown) => error);
    assert.ok(second instanceof LackingRightsError);
    await running.query(second.grant);
    assert.equal((await check(schema, someone)).schema, 'there');
  });

  it('says that only who has made the tables may change them, and who that is', async () => {
    const schema = freshSchema();
    await make(schema);
    await running.query(`GRANT ALL ON SCHEMA ${schema} TO someone;
      GRANT ALL ON ALL TABLES IN SCHEMA ${schema} TO someone;
      GRANT ALL ON ALL SEQUENCES IN SCHEMA ${schema} TO someone;
      UPDATE ${schema}.version SET version = 0`);
    await assert.rejects(check(schema, { user: 'someone' }), {
      grant: 'GRANT postgres TO someone;',
    });
  });

  it('refuses a schema of a newer version, and one that is used for something else', async () => {
    const schema = freshSchema();
    await make(schema);
    await running.query(`UPDATE ${schema}.version SET version = 1000`);
    await assert.rejects(check(schema), { trouble: 'newer' });
    const other = freshSchema();
    await running.query(`CREATE SCHEMA ${other} CREATE TABLE version (number text)`);
    await assert.rejects(check(other), /is used for something else/);
  });

  const failures: readonly (readonly [
    string,
    string,
    (port: number) => Partial<PostgresServer>,
  ])[] = [
    ['unreachable', 'nobody listens', (port) => ({ hosts: [{ host: '127.0.0.1', port }] })],
    ['sign-in', 'the password is wrong', () => ({ password: `${PASSWORD}-not` })],
    ['no-database', 'the database is absent', () => ({ database: 'absent' })],
    ['security', 'there is no TLS', () => ({ ssl: {} })],
  ];
  for (const [trouble, title, change] of failures) {
    it(`says that ${title}`, async () => {
      await assert.rejects(check(freshSchema(), change(await freePort())), {
        code: 'store',
        trouble,
      });
    });
  }
});
