import type { DatabaseSync } from 'node:sqlite';
import { isBusy } from './errors';
import { loadSqlite } from './load';
import type { LiveDatabase } from './live-database';

/**
 * Whether nobody but this process has the file open, in whatever container. The database is closed
 * for a moment: whoever has a file alone gets it for himself (sqlite.org/pragma.html#pragma_locking_mode).
 */
export function isAlone(live: LiveDatabase, file: string, open: () => DatabaseSync): boolean {
  live.close();
  try {
    return canHaveAlone(file);
  } finally {
    live.goOnWith(open());
  }
}

function canHaveAlone(file: string): boolean {
  const database = new (loadSqlite().DatabaseSync)(file);
  try {
    database.exec('PRAGMA busy_timeout = 0; PRAGMA locking_mode = EXCLUSIVE');
    database.prepare('SELECT 1 FROM sqlite_schema').get();
    return true;
  } catch (error) {
    if (isBusy(error)) return false;
    throw error;
  } finally {
    database.close();
  }
}
