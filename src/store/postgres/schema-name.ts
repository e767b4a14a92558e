/** One of PostgreSQL's begins with pg_; a longer one would leave no room in names made with it. */
const SCHEMA = /^(?!pg_)[a-z_][a-z0-9_]{0,40}$/;

/** Whether a schema may be called so, with nothing to be quoted (postgresql.org/docs/15/ddl-schemas.html). */
export function isSchemaName(name: string): boolean {
  return SCHEMA.test(name) && name !== 'information_schema';
}
