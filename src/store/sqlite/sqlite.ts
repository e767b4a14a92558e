import type { Clock } from '../../clock';
export { sqliteAvailable } from './load';
import { connect, keyOf, type Connection } from './connection';
import { openFile, type SqliteStoreOptions } from './file';
import { createSqliteClaims } from './claims';
import { registerHolder } from './holder';
import { createSqliteQueues } from './queue';
import { createSqliteQuotas } from './quotas';
import type { Store, Values } from '../store';

/** A store that was opened, and where the file it found lies now if that was damaged. */
export interface OpenedStore {
  readonly store: Store;
  readonly setAside?: string;
}

/**
 * Opens the store in the file `path`; folder and file are made when they are missing, for the
 * owner alone. Several processes may have it open. A file that is damaged is renamed, never
 * deleted, and a fresh one takes its place: `setAside` is its new name.
 * @throws StoreError when the file is locked, may not be written, or belongs to a newer version or
 * another program; it is then left as it is.
 */
export function openSqliteStore(
  path: string,
  clock: Clock,
  options: SqliteStoreOptions = {},
): OpenedStore {
  const { database, ...outcome } = openFile(path, clock, options);
  try {
    return { store: createStore(connect(database, path, clock)), ...outcome };
  } catch (error) {
    database.close();
    throw error;
  }
}

function createStore(connection: Connection): Store {
  const { time, writeNow } = connection;
  const holder = registerHolder(connection);
  const queues = createSqliteQueues(connection, holder);
  let open = true;
  return {
    durable: true,
    values: createSqliteValues(connection),
    quotas: createSqliteQuotas(connection),
    claims: createSqliteClaims(connection, queues),
    queue: queues.open,
    elapsed: () => time.elapsed(),
    learnTime(now) {
      if (!time.learn(now)) return;
      try {
        writeNow(() => {
          // What waited was written before, and took over again the time that the file had.
          time.learn(now);
          time.write();
        });
      } catch {
        // It is told again with the next answer of the server.
      }
    },
    async close() {
      if (!open) return;
      open = false;
      try {
        writeNow(() => {
          holder.leave();
          time.refresh();
          time.write();
        });
      } finally {
        connection.close();
      }
    },
  };
}

/** Expired values deleted with each that is written: two, so that it catches up. */
const EXPIRED_AT_ONCE = 2;

function createSqliteValues({ time, prepare, read, write }: Connection): Values {
  const select = prepare<{ value: Uint8Array }>(
    'SELECT value FROM kept WHERE key = ? AND ends > ?',
  );
  const upsert = prepare(
    `INSERT INTO kept (key, ends, value) VALUES (?, ?, ?)
     ON CONFLICT (key) DO UPDATE SET ends = excluded.ends, value = excluded.value`,
  );
  const deleteExpired = prepare(
    `DELETE FROM kept WHERE id IN
     (SELECT id FROM kept WHERE ends <= ? ORDER BY ends LIMIT ${EXPIRED_AT_ONCE})`,
  );
  return {
    get: (key) => read(() => select.get(keyOf(key), time.elapsed())?.value),
    set: (key, value, lifetime) =>
      write(() => {
        deleteExpired.run(time.elapsed());
        upsert.run(keyOf(key), time.elapsed() + lifetime, value);
        return true;
      }),
  };
}
