import type { Clock } from '../../clock';
import { createBatch } from './batch';
import { toStoreError } from './errors';
import type { FileWatch } from './rescue/file-watch';
import type { LiveDatabase, Statement } from './live-database';
import { createFileTime, type FileTime } from './time';

/** One process's way to the file. Every error becomes a `StoreError` that names the file. */
export interface Connection {
  readonly time: FileTime;
  readonly prepare: <Row>(sql: string) => Statement<Row>;
  /** Runs `work`, which only reads. */
  readonly read: <Result>(work: () => Result) => Promise<Result>;
  /**
   * Runs `work` in a moment, in a transaction that no other process interrupts: all of it counts or
   * nothing. It may be run twice, when work beside it fails.
   */
  readonly write: <Result>(work: () => Result) => Promise<Result>;
  /** The same at once, after what waits; throws where `write` rejects. */
  readonly writeNow: <Result>(work: () => Result) => Result;
  readonly close: () => void;
}

/** Works on the opened database of `file`, which is looked after meanwhile. */
export function connect(
  database: LiveDatabase,
  file: string,
  clock: Clock,
  watch: FileWatch,
): Connection {
  const begin = database.prepare('BEGIN IMMEDIATE');
  const commit = database.prepare('COMMIT');
  const rollback = database.prepare('ROLLBACK');
  const giveSpaceBack = createVacuum(database);

  function transact<Result>(work: () => Result): Result {
    begin.run();
    try {
      const result = work();
      commit.run();
      return result;
    } catch (error) {
      undo();
      throw error;
    }
  }

  function undo(): void {
    try {
      rollback.run();
    } catch {
      // After a full disk and the like SQLite has ended it already (sqlite.org/lang_transaction.html).
    }
  }

  function explained<Result>(work: () => Result): Result {
    try {
      return work();
    } catch (error) {
      throw toStoreError(file, error);
    }
  }

  const time = explained(() => transact(() => createFileTime(database, clock)));

  function writeNow<Result>(work: () => Result): Result {
    watch.look();
    return explained(() =>
      transact(() => {
        time.begin();
        const result = work();
        if (time.keep()) giveSpaceBack();
        return result;
      }),
    );
  }

  const batch = createBatch(writeNow);
  return {
    time,
    prepare: (sql) => database.prepare(sql),
    read: async (work) => explained(work),
    write: (work) => batch.add(work),
    writeNow(work) {
      batch.flush();
      return writeNow(work);
    },
    close: () => explained(() => database.close()),
  };
}

/** Pages given back to the disk at once, so that it never takes long. */
const PAGES_AT_ONCE = 256;

/** Gives some of the file's unused pages back to the disk when they are more than half of it. */
function createVacuum(database: LiveDatabase): () => void {
  const all = database.prepare<{ page_count: number }>('PRAGMA page_count');
  const unused = database.prepare<{ freelist_count: number }>('PRAGMA freelist_count');
  return () => {
    const unusedPages = unused.get()?.freelist_count ?? 0;
    if (unusedPages < PAGES_AT_ONCE || 2 * unusedPages < (all.get()?.page_count ?? 0)) return;
    database.exec(`PRAGMA incremental_vacuum(${PAGES_AT_ONCE})`);
  };
}
