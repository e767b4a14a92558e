/**
 * The part of Node's own SQLite that is used here (nodejs.org/api/sqlite.html). It is there from
 * Node 22.13 on, and the types of Node 20 do not know it.
 */
declare module 'node:sqlite' {
  type SqlValue = null | number | string | Uint8Array;

  class DatabaseSync {
    /** An address is taken from 22.15 on. */
    constructor(path: string | URL, options?: { readonly readOnly?: boolean });
    exec(sql: string): void;
    /** `Row` is what the statement selects: the tables are STRICT, so SQLite sees to it. */
    prepare<Row>(sql: string): StatementSync<Row>;
    close(): void;
  }

  class StatementSync<Row> {
    get(...values: SqlValue[]): Row | undefined;
    all(...values: SqlValue[]): Row[];
    run(...values: SqlValue[]): { readonly changes: number | bigint };
  }
}
