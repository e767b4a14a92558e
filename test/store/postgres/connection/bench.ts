import { Client } from 'pg';
import * as pg from 'pg';
import { systemClock } from '../../../../src/clock';
import type { Connection } from '../../../../src/store/postgres/caller';
import {
  createConnection,
  type ConnectionOptions,
} from '../../../../src/store/postgres/connection/connection';
import type { SchemaPlan } from '../../../../src/store/postgres/connection/opening';
import type { PostgresServer } from '../../../../src/store/postgres/connection/server';
import { PASSWORD } from '../../../support/postgres';

/** A schema that is small: what is added is kept in the order of its transactions. */
export const PLAN: SchemaPlan = {
  migrations: [
    (schema) => `CREATE TABLE ${schema}.added (place serial, value text UNIQUE, batch text);
      CREATE TABLE ${schema}.counter (id int PRIMARY KEY, count int);
      INSERT INTO ${schema}.counter VALUES (1, 0), (2, 0)`,
  ],
  functionsOf: (schema) => `
    DROP FUNCTION IF EXISTS ${schema}.read_clock();
    CREATE FUNCTION ${schema}.read_clock(OUT elapsed float8, OUT now float8) LANGUAGE sql AS
      'SELECT extract(epoch FROM clock_timestamp()) * 1000, extract(epoch FROM clock_timestamp()) * 1000';
    DROP FUNCTION IF EXISTS ${schema}.add_one(text);
    CREATE FUNCTION ${schema}.add_one(the_value text) RETURNS void LANGUAGE sql AS
      'INSERT INTO ${schema}.added (value, batch) VALUES (the_value, pg_current_xact_id()::text)
       ON CONFLICT DO NOTHING';
    DROP FUNCTION IF EXISTS ${schema}.raise(text, text);
    CREATE FUNCTION ${schema}.raise(state text, said text) RETURNS void LANGUAGE plpgsql AS
      'BEGIN RAISE EXCEPTION USING ERRCODE = state, MESSAGE = said; END';
    DROP FUNCTION IF EXISTS ${schema}.nap(float8);
    CREATE FUNCTION ${schema}.nap(seconds float8) RETURNS void LANGUAGE sql AS 'SELECT pg_sleep(seconds)';
    DROP FUNCTION IF EXISTS ${schema}.count_both(int, int, float8);
    CREATE FUNCTION ${schema}.count_both(one int, other int, pause float8) RETURNS void LANGUAGE plpgsql AS
      'BEGIN UPDATE ${schema}.counter SET count = count + 1 WHERE id = one; PERFORM pg_sleep(pause);
        UPDATE ${schema}.counter SET count = count + 1 WHERE id = other; END';
    CREATE SEQUENCE IF NOT EXISTS ${schema}.attempt;
    DROP FUNCTION IF EXISTS ${schema}.fails_at_first(text, int);
    CREATE FUNCTION ${schema}.fails_at_first(state text, times int) RETURNS void LANGUAGE plpgsql AS
      'BEGIN IF nextval(''${schema}.attempt'') <= times THEN RAISE EXCEPTION USING ERRCODE = state; END IF; END'`,
};

/** Times that are short enough for tests, in milliseconds. */
const LIMITS = { connect: 1000, heard: 500, statement: 800, answer: 1000, most: 500 };

/** How the server of a URL is handed in. */
export function serverOf(...urls: readonly string[]): PostgresServer {
  const all = urls.map((url) => new URL(url));
  return {
    hosts: all.map(({ hostname, port }) => ({ host: hostname, port: Number(port) })),
    database: all[0]?.pathname.slice(1) ?? '',
    user: all[0]?.username ?? '',
    password: PASSWORD,
    ssl: false,
  };
}

export function connect(
  url: string | readonly string[],
  schema: string,
  others: Partial<ConnectionOptions> = {},
): Connection {
  return createConnection({
    pg,
    server: serverOf(...[url].flat()),
    schema,
    plan: PLAN,
    channel: `told_${schema}`,
    clock: systemClock,
    notes: () => {},
    limits: LIMITS,
    ...others,
  });
}

/** What was added, each with the transaction that did it. */
export async function added(
  url: string,
  schema: string,
): Promise<readonly { readonly value: string; readonly batch: string }[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(`SELECT value, batch FROM ${schema}.added ORDER BY place`)).rows;
  } finally {
    await client.end();
  }
}

/** What is wrong, once it is known. */
export async function troubleOf(
  connection: Connection,
): Promise<readonly [string | undefined, string | undefined]> {
  await until(() => !['opening', undefined].includes(connection.away()?.trouble));
  return [connection.away()?.trouble, connection.away()?.message];
}

/** Looks until it is so. */
export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 20));
}
