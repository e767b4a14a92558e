import * as pg from 'pg';
import { systemClock, type Clock } from '../../../src/clock';
import type { Connection } from '../../../src/store/postgres/caller';
import { createConnection } from '../../../src/store/postgres/connection/connection';
import { channelOf, functionsOf, MIGRATIONS } from '../../../src/store/postgres/schema';
import { serverOf } from './connection/bench';

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

/** The time of a server that begins with a clock, and that nobody sets. */
export function serverTime(clock: Clock): () => number {
  const begin = clock.now() - clock.elapsed();
  return () => begin + clock.elapsed();
}

/** A schema of a real server, whose time a test sets and which it empties. */
export interface SchemaOfTests {
  readonly schema: string;
  /** Forgets all that is in it. */
  readonly empty: () => Promise<void>;
  /**
   * Connects through `url`, once `first` is done. `now` is the server's time, which each batch sets before
   * all else; `host` this machine's clock.
   */
  readonly connect: (
    url: string,
    now: () => number,
    first: Promise<void>,
    host: Clock,
  ) => Connection;
  close(): Promise<void>;
}

/** Makes a schema, by the connection that is the store's own. */
export async function makeSchemaOfTests(url: string, schema: string): Promise<SchemaOfTests> {
  const maker = connectByItself(url, schema, systemClock);
  await maker.ready();
  await maker.close();
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(timeOfTests(schema));
  const tables: { name: string }[] = (
    await client.query(
      `SELECT quote_ident(relname) AS name FROM pg_class
        WHERE relkind = 'r' AND relnamespace = '${schema}'::regnamespace
          AND relname NOT IN ('version', 'told_time')`,
    )
  ).rows;
  const deleted = tables.map(({ name }) => `DELETE FROM ${schema}.${name}`);
  const begun = [
    `UPDATE ${schema}.told_time SET ahead = 0`,
    `SELECT setval('${schema}.fake_time', 0)`,
  ];
  const emptied = [...deleted, ...begun].join(';\n');

  function connect(
    through: string,
    now: () => number,
    first: Promise<void>,
    host: Clock,
  ): Connection {
    const connection = connectByItself(through, schema, host);
    const setTime = (): Promise<unknown> =>
      connection.call('set_time', [now()], { order: '', waits: true });
    const opens = Promise.all([first, connection.ready()]).then(setTime);
    opens.catch(() => undefined);
    return {
      ...connection,
      // What is estimated of a clock that jumps while something is under way is of no use.
      elapsed: now,
      now: () => now() + connection.now() - connection.elapsed(),
      async ready() {
        await opens;
      },
      async call(name, args, how) {
        await opens;
        const [, rows] = await Promise.all([setTime(), connection.call<never>(name, args, how)]);
        return rows;
      },
    };
  }

  return {
    schema,
    empty: async () => void (await client.query(emptied)),
    connect,
    close: () => client.end(),
  };
}

function timeOfTests(schema: string): string {
  return `CREATE SEQUENCE ${schema}.fake_time MINVALUE 0;
    CREATE OR REPLACE FUNCTION ${schema}.now_ms() RETURNS float8 LANGUAGE sql VOLATILE AS
      'SELECT last_value::float8 FROM ${schema}.fake_time';
    -- What was sent before and comes after sets no time back.
    CREATE FUNCTION ${schema}.set_time(now float8) RETURNS void LANGUAGE sql AS
      'SELECT setval(''${schema}.fake_time'', greatest(last_value, now::bigint))
        FROM ${schema}.fake_time'`;
}
