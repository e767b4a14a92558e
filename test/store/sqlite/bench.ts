import { statSync } from 'node:fs';
import path from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { loadSqlite } from '../../../src/store/sqlite/load';
import { openSqliteStore, type OpenedStore } from '../../../src/store/sqlite/sqlite';
import type { Store } from '../../../src/store/store';
import { createFakeClock, type FakeClock } from '../../support/fake-clock';
import { makeTemporaryFolder } from '../../support/temporary-folder';

/** Milliseconds that a test is willing to be blocked by a lock. */
const BUSY_TIMEOUT = 20;

/** Opens files and closes them after the test. */
export interface Files {
  readonly open: (
    file: string,
    options?: { clock?: FakeClock; maximumBytes?: number },
  ) => OpenedStore;
  /** The file as SQLite sees it, past the store. */
  readonly openRaw: (file: string) => DatabaseSync;
  /** Has `each` closed after the test. */
  readonly closeLater: (each: Store | DatabaseSync) => void;
}

/** To be called where the tests are described. */
export function useFiles(): Files {
  const opened: (Store | DatabaseSync)[] = [];

  afterEach(async () => {
    for (const each of opened.splice(0)) await each.close();
  });

  return {
    open(file, { clock = createFakeClock(), ...options } = {}) {
      const outcome = openSqliteStore(file, clock, { busyTimeout: BUSY_TIMEOUT, ...options });
      opened.push(outcome.store);
      return outcome;
    },
    openRaw(file) {
      const database = new (loadSqlite().DatabaseSync)(file);
      opened.push(database);
      return database;
    },
    closeLater: (each) => void opened.push(each),
  };
}

/** Where a store may be made, in a folder of its own. */
export function newPath(): string {
  return path.join(makeTemporaryFolder(), 'state.sqlite');
}

/** The rights to a file or folder. */
export function modeOf(file: string): number {
  return statSync(file).mode & 0o777;
}
