import * as pg from 'pg';
import type { Clock } from '../../../src/clock';
import type { Connection } from '../../../src/store/postgres/caller';
import { createConnection } from '../../../src/store/postgres/connection/connection';
import { channelOf, functionsOf, MIGRATIONS } from '../../../src/store/postgres/schema';
import { serverOf } from './connection/bench';
import { emptySchema } from './plain-connection';

/** Lets a test set the time of a schema that is open, by `set_time`. */
export function timeOfTests(schema: string): string {
  return `CREATE SEQUENCE ${schema}.fake_time MINVALUE 0;
    CREATE OR REPLACE FUNCTION ${schema}.now_ms() RETURNS float8 LANGUAGE sql VOLATILE AS
      'SELECT last_value::float8 FROM ${schema}.fake_time';
    CREATE FUNCTION ${schema}.set_time(now float8) RETURNS void LANGUAGE sql AS
      'SELECT setval(''${schema}.fake_time'', now::bigint)'`;
}

/** Connects to a schema as it is by itself, its migrations and all. */
export function connectByItself(url: string, schema: string, clock: Clock): Connection {
  return createConnection({
    pg,
    server: serverOf(url),
    schema,
    plan: { migrations: MIGRATIONS, functionsOf },
    channel: channelOf(schema),
    clock,
    notes: () => undefined,
  });
}

/** The same with the time of a test, which each batch sets before all else. */
export function connectAtTime(
  url: string,
  directUrl: string,
  schema: string,
  clock: Clock,
  isFresh: boolean,
): Connection {
  const connection = connectByItself(url, schema, clock);
  const begin = clock.now() - clock.elapsed();

  async function open(): Promise<void> {
    await connection.ready();
    if (isFresh) {
      const client = new pg.Client({ connectionString: directUrl });
      await client.connect();
      await emptySchema(client, schema);
      await client.end();
    }
    await connection.call('set_time', [begin + clock.elapsed()]);
  }

  const opens = open();
  opens.catch(() => undefined);
  return {
    ...connection,
    ready: () => opens,
    async call(name, args, how) {
      await opens;
      const [, rows] = await Promise.all([
        connection.call('set_time', [begin + clock.elapsed()], { order: '', waits: true }),
        connection.call<never>(name, args, how),
      ]);
      return rows;
    },
  };
}
