import { Client } from 'pg';
import type { Clock } from '../../../src/clock';
import { StoreError } from '../../../src/store/errors';
import type { Argument, Connection } from '../../../src/store/postgres/caller';
import { channelOf, functionsOf, MIGRATIONS } from '../../../src/store/postgres/schema';

/** Tables and functions of a fresh schema, whose time a test sets. */
export async function makeSchema(url: string, schema: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(
      [
        `CREATE SCHEMA ${schema}`,
        ...MIGRATIONS.map((step) => step(schema)),
        functionsOf(schema),
        `CREATE SEQUENCE ${schema}.fake_time MINVALUE 0`,
        `CREATE OR REPLACE FUNCTION ${schema}.now_ms() RETURNS float8 LANGUAGE sql VOLATILE AS
           'SELECT last_value::float8 FROM ${schema}.fake_time'`,
      ].join(';\n'),
    );
  } finally {
    await client.end();
  }
}

/** Forgets all that is in a schema. */
export async function emptySchema(client: Client, schema: string): Promise<void> {
  const tables = ['kept', 'quota', 'attempt', 'claim', 'work', 'waiting', 'lease', 'instance'];
  const deleted = tables.map((table) => `DELETE FROM ${schema}.${table}`);
  await client.query([...deleted, `UPDATE ${schema}.told_time SET ahead = 0`].join(';\n'));
}

/** One call after the other over a plain client; `isFresh` empties the schema before. */
export function connectPlainly(
  url: string,
  schema: string,
  clock: Clock,
  isFresh: boolean,
): Connection {
  const client = new Client({ connectionString: url });
  const listeners = new Set<(payload: string | undefined) => void>();
  const begin = clock.now() - clock.elapsed();
  let ahead = 0;
  let isClosed = false;
  const elapsed = (): number => begin + clock.elapsed();

  async function open(): Promise<void> {
    await client.connect();
    client.on('notification', ({ payload }) => {
      for (const listener of listeners) listener(payload);
    });
    await client.query(`LISTEN ${channelOf(schema)}`);
    if (isFresh) await emptySchema(client, schema);
  }

  const opens = open();

  async function call<Row>(name: string, args: readonly Argument[]): Promise<readonly Row[]> {
    if (isClosed) throw new StoreError('The store is closed.');
    await opens;
    const places = args.map((_, index) => `$${index + 1}`).join();
    const set = client.query(`SELECT setval('${schema}.fake_time', ${elapsed()})`);
    const values = args.map((each) => (each instanceof Uint8Array ? Buffer.from(each) : each));
    const asked = client.query(`SELECT * FROM ${schema}.${name}(${places})`, values);
    const read = client.query(`SELECT * FROM ${schema}.read_clock()`);
    await Promise.allSettled([set, asked, read]);
    const times: { now: number; elapsed: number }[] = (await read).rows;
    const [time] = times;
    if (time) ahead = time.now - time.elapsed;
    const rows: Row[] = (await asked).rows;
    return rows;
  }

  return {
    call,
    ready: () => opens,
    elapsed,
    now: () => elapsed() + ahead,
    away: () => undefined,
    onNotice: (listener) => void listeners.add(listener),
    async close() {
      if (isClosed) return;
      isClosed = true;
      await opens;
      await client.end();
    },
  };
}
