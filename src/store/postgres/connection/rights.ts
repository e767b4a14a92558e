import { StoreError } from '../../errors';
import { ask } from './ask';
import { identifier, literal } from './literals';
import type { Session } from './session';

/** The user lacks rights: `grant` is what gives them, for an administrator to run. */
export class LackingRightsError extends StoreError {
  readonly grant: string;

  constructor(server: string, grant: string) {
    super(
      `PostgreSQL at ${server} does not give this user the rights. Its administrator gives them by: ${grant}`,
      { trouble: 'rights' },
    );
    this.grant = grant;
  }
}

/** What a user may do, and with what: names as they are written in SQL. */
interface Rights {
  readonly role: string;
  readonly database: string;
  /** Whether the schema is there. */
  readonly there: boolean;
  readonly makes_schemas: boolean;
  /** Absent without a schema, as all that follows. */
  readonly uses: boolean | null;
  readonly creates: boolean | null;
  /** Absent where there is nothing of the kind. */
  readonly tables: boolean | null;
  readonly sequences: boolean | null;
  readonly functions: boolean | null;
  /** Who has made what is there and is neither this user nor a role of his. */
  readonly owners: string | null;
}

/** Asks the catalogue, which anybody may read. */
function rightsIn(name: string): string {
  return `SELECT quote_ident(current_user) AS role, quote_ident(current_database()) AS database,
      n.oid IS NOT NULL AS there,
      has_database_privilege(current_database(), 'CREATE') AS makes_schemas,
      has_schema_privilege(n.oid, 'USAGE') AS uses,
      has_schema_privilege(n.oid, 'CREATE') AS creates,
      (SELECT bool_and(has_table_privilege(oid, 'SELECT') AND has_table_privilege(oid, 'INSERT')
          AND has_table_privilege(oid, 'UPDATE') AND has_table_privilege(oid, 'DELETE'))
        FROM pg_class WHERE relnamespace = n.oid AND relkind = 'r') AS tables,
      (SELECT bool_and(has_sequence_privilege(oid, 'USAGE') AND has_sequence_privilege(oid, 'SELECT'))
        FROM pg_class WHERE relnamespace = n.oid AND relkind = 'S') AS sequences,
      (SELECT bool_and(has_function_privilege(oid, 'EXECUTE'))
        FROM pg_proc WHERE pronamespace = n.oid) AS functions,
      (SELECT string_agg(DISTINCT quote_ident(pg_get_userbyid(owner)), ', ')
        FROM (SELECT relowner AS owner FROM pg_class WHERE relnamespace = n.oid
          UNION SELECT proowner FROM pg_proc WHERE pronamespace = n.oid) owners
        WHERE NOT pg_has_role(owner, 'USAGE')) AS owners
    FROM (SELECT) nothing LEFT JOIN pg_namespace n ON n.nspname = ${literal(name)}`;
}

/**
 * Finds out whether a user may do what a schema needs: use what is in it, and where it `changes`, make
 * what is missing. Rejects with what to grant, all at once.
 */
export async function checkRights(
  session: Session,
  server: string,
  name: string,
  changes: boolean,
): Promise<void> {
  const [rights] = await ask<Rights>(session, rightsIn(name));
  const missing = rights ? grantsFor(rights, identifier(name), changes) : [];
  if (missing.length > 0) throw new LackingRightsError(server, missing.join(' '));
}

function grantsFor(rights: Rights, schema: string, changes: boolean): readonly string[] {
  const { role, database, there, makes_schemas: makes, uses, creates, owners } = rights;
  if (!there) return makes ? [] : [`GRANT CREATE ON DATABASE ${database} TO ${role};`];
  const mayNot: readonly (readonly [boolean, string])[] = [
    [uses === false || (changes && creates === false), `USAGE, CREATE ON SCHEMA ${schema}`],
    [rights.tables === false, `SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${schema}`],
    [rights.sequences === false, `USAGE, SELECT ON ALL SEQUENCES IN SCHEMA ${schema}`],
    [rights.functions === false, `EXECUTE ON ALL FUNCTIONS IN SCHEMA ${schema}`],
    // Only who has made a table or a function may change it.
    [changes && owners !== null, String(owners)],
  ];
  return mayNot.filter(([lacks]) => lacks).map(([, what]) => `GRANT ${what} TO ${role};`);
}
