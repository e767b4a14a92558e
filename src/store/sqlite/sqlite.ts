import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../../clock';
export { sqliteAvailable } from './load';
import { connect, type Connection } from './connection';
import { keyOf } from './keys';
import { createFileWatch } from './rescue/file-watch';
import { createLiveDatabase } from './live-database';
import { openDatabase, openFile, type Found, type SqliteStoreOptions } from './file';
import { createSqliteClaims } from './claims';
import { isAlone } from './alone';
import { registerHolder, type Holder } from './holder';
import { createSqliteQueues } from './queue';
import { createSqliteQuotas } from './quotas';
import { makeFolder, UnreachableError } from './place/place';
import { readQuotas } from './rescue/salvage';
import { isOnAnsweringDrive } from './place/answering-drive';
import { isStoreFile } from './place/kind';
import { readUsedQuotas } from './rescue/used-quotas';
import type { KnownQuotas, UsedQuotas } from '../rules/used-quotas';
import type { LoneStore } from '../kinds';
import type { Values } from '../store';

/** A store that was opened, and what was found in its place. */
export interface OpenedStore extends Found {
  readonly store: LoneStore;
  /** What it knows of quotas, for whoever stands in for it. */
  readonly used?: UsedQuotas;
  /** Looks whether the file is still there, and mends it where it is not; to be called now and then. */
  readonly lookAfterFile: () => void;
  /** Calls `listener` with a sentence when something has happened to the file. */
  readonly onMishap: (listener: (sentence: string) => void) => void;
}

/**
 * Opens the store in the file `path`; folder and file are made when they are missing, for the
 * owner alone. Several processes may have it open. A store that is damaged is renamed, never
 * deleted, and a fresh one takes its place: `setAside` is its new name.
 * @throws StoreError when the file is locked, may not be written, is of another kind, or belongs to
 * a newer version or another program; it is then left as it is.
 */
export function openSqliteStore(
  path: string,
  clock: Clock,
  options: SqliteStoreOptions = {},
): OpenedStore {
  const { database, ...outcome } = openFile(path, clock, options);
  const live = createLiveDatabase(database);
  const listeners = new Set<(sentence: string) => void>();
  const open = (): DatabaseSync => openDatabase(path, options);
  const tell = (sentence: string): void => listeners.forEach((listener) => listener(sentence));
  const watch = createFileWatch({
    live,
    file: path,
    clock,
    open,
    makeFolder: () => makeFolder(dirname(path)),
    tell,
  });
  try {
    const connection = connect(live, path, clock, watch);
    const holder = registerHolder(connection, () => isAlone(live, path, open));
    const store = createStore(connection, holder);
    const used = readUsedQuotas(live.current());
    const tellOfOthers = createTeller(path, holder, tell);
    watch.begin();
    return {
      store,
      ...outcome,
      ...(used && { used }),
      lookAfterFile() {
        watch.look();
        tellOfOthers();
      },
      onMishap: (listener) => void listeners.add(listener),
    };
  } catch (error) {
    live.close();
    throw error;
  }
}

/**
 * What is known of quotas where a store cannot be opened: what its file says, or that there is one
 * which says nothing. A file that was never a store says nothing of quotas, and neither does none.
 */
export function quotasOf(path: string, error: unknown): KnownQuotas {
  if (error instanceof UnreachableError) return { isUnread: true };
  if (!isStoreFile(path)) return {};
  const used = readQuotas(path);
  return used ? { used } : { isUnread: true };
}

/** Tells of each process that has the file open too, once. */
function createTeller(path: string, holder: Holder, tell: (sentence: string) => void): () => void {
  const told = new Set<string>();
  return () => {
    for (const { pid, started, space } of holder.others()) {
      const name = `${space} ${pid} ${started}`;
      if (told.has(name)) continue;
      told.add(name);
      tell(
        `Another process uses the store ${path} too (its number is ${pid}): they share quota, answers ` +
          'and what was raised. Two with the same flows disturb each other: give each its own store',
      );
    }
  };
}

/** Whether somebody has ever kept something at `path`, as far as can be seen without opening it. */
export function isStoreThere(path: string): boolean {
  return isOnAnsweringDrive(path) && existsSync(path);
}

function createStore(connection: Connection, holder: Holder): LoneStore {
  const { time, writeNow } = connection;
  const queues = createSqliteQueues(connection, holder);
  let open = true;
  return {
    durable: true,
    values: createSqliteValues(connection),
    quotas: createSqliteQuotas(connection),
    claims: createSqliteClaims(connection, queues),
    queue: queues.open,
    elapsed: () => time.elapsed(),
    now: () => time.now(),
    ready: () => Promise.resolve(),
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
  const remove = prepare('DELETE FROM kept WHERE key = ?');
  return {
    get: (key) => read(() => select.get(keyOf(key), time.elapsed())?.value),
    set: (key, value, lifetime) =>
      write(() => {
        deleteExpired.run(time.elapsed());
        upsert.run(keyOf(key), time.elapsed() + lifetime, value);
        return true;
      }),
    remove: (key) => write(() => void remove.run(keyOf(key))),
  };
}
