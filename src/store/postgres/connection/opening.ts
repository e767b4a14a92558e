import { StoreError } from '../../errors';
import { identifier, literal } from './literals';
import type { Session } from './session';

/** What is in a schema, version by version. */
export interface SchemaPlan {
  /** What makes each version out of the one before, of the schema's name as it is written in SQL. */
  readonly migrations: readonly ((schema: string) => string)[];
  /** Puts the functions of this version in place of those that are there. */
  readonly functionsOf: (schema: string) => string;
}

/** Waiting is in vain: it has to be mended by a person, and Node-RED has to be started again. */
export class InVainError extends StoreError {}

/** Migrations may take long, and wait for those of another process, in milliseconds. */
const MIGRATION = 60_000;

/** The oldest server whose functions are as we call them. */
const OLDEST = 13;

/** For whatever else is asked while it is opened, in milliseconds. */
const PATIENCE = 5000;

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
  await checkServer(session, server);
  await checkUsage(session, server, name);
  await checkRights(session, server, name);
  const schema = identifier(name);
  if ((await versionOf(session, schema)) !== plan.migrations.length) {
    await migrate(session, server, name, plan);
  }
  await session.run(`UPDATE ${schema}.version SET opened = clock_timestamp()`, PATIENCE);
}

async function checkServer(session: Session, server: string): Promise<void> {
  const [row] = await ask(
    session,
    `SELECT current_setting('server_version_num')::int / 10000 AS version,
      current_setting('server_encoding') AS encoding,
      current_setting('transaction_read_only') = 'on' AS standby`,
  );
  if (row?.['standby'] === true) throw Object.assign(new Error('read-only'), { code: '25006' });
  const encoding = String(row?.['encoding']);
  if (!ENCODINGS.has(encoding)) {
    throw new InVainError(
      `PostgreSQL at ${server} keeps texts as ${encoding}: a database with the encoding UTF8 is needed.`,
    );
  }
  if (Number(row?.['version']) < OLDEST) {
    throw new InVainError(`PostgreSQL at ${server} is older than version ${OLDEST}.`);
  }
}

/** Without this right even a look at what is in the schema fails. */
async function checkUsage(session: Session, server: string, name: string): Promise<void> {
  const [row] = await ask(
    session,
    `SELECT quote_ident(current_user) AS role FROM pg_namespace
      WHERE nspname = ${literal(name)} AND NOT has_schema_privilege(oid, 'USAGE')`,
  );
  if (row) throw lacking(server, useOf(name, row));
}

function useOf(name: string, row: Readonly<Record<string, unknown>>): string {
  return `GRANT USAGE, CREATE ON SCHEMA ${identifier(name)} TO ${String(row['role'])};`;
}

/** 0 where there is none yet. */
async function versionOf(session: Session, schema: string): Promise<number> {
  const [found] = await ask(
    session,
    `SELECT to_regclass(${literal(`${schema}.version`)}) IS NOT NULL AS there`,
  );
  if (found?.['there'] !== true) return 0;
  const [row] = await ask(session, `SELECT version FROM ${schema}.version`);
  return Number(row?.['version'] ?? 0);
}

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
    SELECT pg_advisory_xact_lock(hashtextextended(${literal(`virustotal ${name}`)}, 0))`);
  await makeSchema(session, server, name);
  await run(`CREATE TABLE IF NOT EXISTS ${schema}.version (
      one boolean PRIMARY KEY DEFAULT true CHECK (one), version int NOT NULL, opened timestamptz
    ) WITH (fillfactor = 50);
    INSERT INTO ${schema}.version (version) VALUES (0) ON CONFLICT DO NOTHING`);
  const version = await versionOf(session, schema);
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

/** One who may not make a schema may use one that is made for him. */
async function makeSchema(session: Session, server: string, name: string): Promise<void> {
  const [row] = await ask(
    session,
    `SELECT quote_ident(current_user) AS role, quote_ident(current_database()) AS database,
      has_database_privilege(current_database(), 'CREATE') AS may,
      (SELECT has_schema_privilege(oid, 'CREATE') AND has_schema_privilege(oid, 'USAGE')
        FROM pg_namespace WHERE nspname = ${literal(name)}) AS own`,
  );
  if (row?.['own'] === true) return;
  const schema = identifier(name);
  if (row?.['own'] === false) throw lacking(server, useOf(name, row));
  if (row?.['may'] !== true) {
    throw lacking(
      server,
      `GRANT CREATE ON DATABASE ${String(row?.['database'])} TO ${String(row?.['role'])};`,
    );
  }
  await session.run(`CREATE SCHEMA ${schema}`, PATIENCE);
}

/** Whoever has not made the tables needs a right to each of them. */
async function checkRights(session: Session, server: string, name: string): Promise<void> {
  const [row] = await ask(
    session,
    `SELECT quote_ident(current_user) AS role, bool_and(CASE c.relkind
        WHEN 'S' THEN has_sequence_privilege(c.oid, 'USAGE')
        ELSE has_table_privilege(c.oid, 'SELECT') AND has_table_privilege(c.oid, 'INSERT') AND
          has_table_privilege(c.oid, 'UPDATE') AND has_table_privilege(c.oid, 'DELETE')
      END) AS may
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = ${literal(name)} AND c.relkind IN ('r', 'S')`,
  );
  if (row?.['may'] !== false) return;
  const schema = identifier(name);
  const role = String(row['role']);
  throw lacking(
    server,
    `GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${schema} TO ${role}; GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA ${schema} TO ${role};`,
  );
}

function lacking(server: string, grant: string): StoreError {
  return new StoreError(
    `PostgreSQL at ${server} does not give this user the rights. Its administrator gives them by: ${grant}`,
    { trouble: 'rights' },
  );
}

async function ask(
  session: Session,
  text: string,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  return (await session.run(text, PATIENCE)).at(-1) ?? [];
}
