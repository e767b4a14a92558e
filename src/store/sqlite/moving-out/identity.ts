import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';

/** Has a file be known by a new name: what was done with it before is of what it was before. */
export function nameAnew(database: DatabaseSync): void {
  database.exec(
    'CREATE TABLE IF NOT EXISTS moving (only INTEGER PRIMARY KEY CHECK (only = 1), id TEXT) STRICT',
  );
  database.prepare('INSERT OR REPLACE INTO moving VALUES (1, ?)').run(randomUUID());
}

/** The name that it got; `undefined` where it never got one. */
export function identityOf(database: DatabaseSync): string | undefined {
  const isNamed = database
    .prepare(`SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'moving'`)
    .get();
  if (isNamed === undefined) return undefined;
  return database.prepare<{ id: string }>('SELECT id FROM moving').get()?.id;
}
