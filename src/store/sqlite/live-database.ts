import type { DatabaseSync, SqlValue } from 'node:sqlite';

/** A statement of whatever database is worked with at the moment. */
export interface Statement<Row> {
  get(...values: SqlValue[]): Row | undefined;
  all(...values: SqlValue[]): Row[];
  run(...values: SqlValue[]): { readonly changes: number | bigint };
}

/** A database that another one may take the place of: statements go on with that. */
export interface LiveDatabase {
  prepare<Row>(sql: string): Statement<Row>;
  exec(sql: string): void;
  /** The one that is worked with at the moment. */
  current(): DatabaseSync;
  /** Goes on with another one, where the one before is closed. */
  goOnWith(other: DatabaseSync): void;
  /** Goes on with another one, and closes the one before. */
  replaceBy(other: DatabaseSync): void;
  close(): void;
}

export function createLiveDatabase(opened: DatabaseSync): LiveDatabase {
  let database = opened;

  function prepare<Row>(sql: string): Statement<Row> {
    let preparedFor = database;
    let statement = database.prepare<Row>(sql);
    function live(): typeof statement {
      if (preparedFor === database) return statement;
      statement = database.prepare<Row>(sql);
      preparedFor = database;
      return statement;
    }
    return {
      get: (...values) => live().get(...values),
      all: (...values) => live().all(...values),
      run: (...values) => live().run(...values),
    };
  }

  return {
    prepare,
    exec: (sql) => database.exec(sql),
    current: () => database,
    goOnWith(other) {
      database = other;
    },
    replaceBy(other) {
      const before = database;
      database = other;
      before.close();
    },
    close: () => database.close(),
  };
}
