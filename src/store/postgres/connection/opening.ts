import { StoreError } from '../../errors';
import { ask, PATIENCE } from './ask';
import { identifier, literal } from './literals';
import { checkRights } from './rights';
import type { Session } from './session';

/** What is in a schema, version by version. */
export interface SchemaPlan {
  /** What makes each version out of the one before, of the schema's name as it is written in SQL. */
  readonly migrations: readonly ((schema: string) => string)[];
  /** Puts the functions of this version in place of those that are there. */
  readonly functionsOf: (schema: string) => string;
}

/** What there is before a schema is opened. */
export interface Looked {
  /** The version of the server, as it says it. */
  readonly server: string;
  /** What is not there is made when the schema is opened, and what is older brought to this version. */
  readonly state: 'absent' | 'older' | 'there';
}

/** Waiting is in vain: it has to be mended by a person, and Node-RED has to be started again. */
export class InVainError extends StoreError {}

/**
 * Migrations may take long, and wait for those of another process, in milliseconds. One that is paused
 * in the midst of it is ended by the server after as long.
 */
const MIGRATION = 60_000;

/** The oldest server whose functions are as we call them. */
const OLDEST = 13;

/** Where nothing is said of it, a text is kept as it comes. */
const ENCODINGS = new Set(['UTF8', 'SQL_ASCII']);

/**
 * Makes the schema what this version needs, and writes once to see that it can be written to: several
 * processes may do that at the same time. Rejects with the error of `pg`, or with a `StoreError` that
 * says what is missing.
 */
export async function openSchema(
  session: Session,
  server: string,
  name: string,
  plan: SchemaPlan,
): Promise<void> {
  const { state } = await lookAtSchema(session, server, name, plan);
  if (state !== 'there') await migrate(session, server, name, plan);
  const schema = identifier(name);
  await session.run(`UPDATE ${schema}.version SET opened = clock_timestamp()`, PATIENCE);
}

/** Finds out whether `openSchema` could do its work, and changes nothing. Rejects as that does. */
export async function lookAtSchema(
  session: Session,
  server: string,
  name: string,
  { migrations }: SchemaPlan,
): Promise<Looked> {
  const looked = await checkServer(session, server);
  await checkRights(session, server, name, false);
  const version = await versionOf(session, server, name);
  if (version > migrations.length) throw newer(server, name);
  if (version === migrations.length) return { server: looked, state: 'there' };
  await checkRights(session, server, name, true);
  return { server: looked, state: version === 0 ? 'absent' : 'older' };
}

interface ServerRow {
  readonly version: string;
  readonly number: number;
  readonly encoding: string;
  readonly standby: boolean;
}

/** Resolves with its version. */
async function checkServer(session: Session, server: string): Promise<string> {
  const [row] = await ask<ServerRow>(
    session,
    `SELECT current_setting('server_version') AS version,
      current_setting('server_version_num')::int / 10000 AS number,
      current_setting('server_encoding') AS encoding,
      current_setting('transaction_read_only') = 'on' AS standby`,
  );
  if (!row) throw new StoreError(`PostgreSQL at ${server} says nothing of itself.`);
  const { version, number, encoding, standby } = row;
  if (standby) throw Object.assign(new Error('read-only'), { code: '25006' });
  if (!ENCODINGS.has(encoding)) {
    throw new InVainError(
      `PostgreSQL at ${server} keeps texts as ${encoding}: a database with the encoding UTF8 is needed.`,
    );
  }
  if (number < OLDEST) {
    throw new InVainError(`PostgreSQL at ${server} is older than version ${OLDEST}.`);
  }
  return version;
}

/** 0 where there is none yet. */
async function versionOf(session: Session, server: string, name: string): Promise<number> {
  const schema = identifier(name);
  const [found] = await ask<{ ours: boolean }>(
    session,
    `SELECT count(*) = 2 AS ours FROM pg_attribute
      WHERE attrelid = to_regclass(${literal(`${schema}.version`)})
        AND attname IN ('version', 'opened')
      HAVING to_regclass(${literal(`${schema}.version`)}) IS NOT NULL`,
  );
  if (!found) return 0;
  if (!found.ours) {
    throw new InVainError(
      `The schema ${schema} of PostgreSQL at ${server} is used for something else: choose another name.`,
    );
  }
  const [row] = await ask<{ version: number }>(session, `SELECT version FROM ${schema}.version`);
  return row?.version ?? 0;
}

/** What another process has done meanwhile is not done again. */
async function migrate(
  session: Session,
  server: string,
  name: string,
  { migrations, functionsOf }: SchemaPlan,
): Promise<void> {
  const schema = identifier(name);
  const run = async (text: string): Promise<void> => {
    await session.run(text, MIGRATION + PATIENCE);
  };
  await run(`BEGIN; SET LOCAL statement_timeout = ${MIGRATION};
    SET LOCAL idle_in_transaction_session_timeout = ${MIGRATION};
    SELECT pg_advisory_xact_lock(hashtextextended(${literal(`virustotal ${name}`)}, 0))`);
  await makeSchema(session, name);
  await run(`CREATE TABLE IF NOT EXISTS ${schema}.version (
      one boolean PRIMARY KEY DEFAULT true CHECK (one), version int NOT NULL, opened timestamptz
    ) WITH (fillfactor = 50);
    INSERT INTO ${schema}.version (version) VALUES (0) ON CONFLICT DO NOTHING`);
  const version = await versionOf(session, server, name);
  if (version > migrations.length) throw newer(server, name);
  if (version < migrations.length) {
    const steps = migrations.slice(version).map((step) => step(schema));
    await run(
      [
        ...steps,
        functionsOf(schema),
        `UPDATE ${schema}.version SET version = ${migrations.length}`,
      ].join(';\n'),
    );
  }
  await run('COMMIT');
}

function newer(server: string, name: string): StoreError {
  return new InVainError(
    `The schema ${identifier(name)} of PostgreSQL at ${server} belongs to a newer version of these nodes: update them in this Node-RED too.`,
    { trouble: 'newer' },
  );
}

/** `CREATE SCHEMA IF NOT EXISTS` wants the right to make one also where it is there. */
async function makeSchema(session: Session, name: string): Promise<void> {
  const there = `SELECT 1 FROM pg_namespace WHERE nspname = ${literal(name)}`;
  if ((await ask(session, there)).length > 0) return;
  await session.run(`CREATE SCHEMA ${identifier(name)}`, PATIENCE);
}
