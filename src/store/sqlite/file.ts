import { chmodSync, existsSync, renameSync, statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../../clock';
import { isDamage, toStoreError } from './errors';
import { checkIntegrity } from './integrity';
import { checkBeginning, foreignFile, hasLog, wasStore } from './place/kind';
import { loadSqlite } from './load';
import { nameBeside } from './place/names';
import { preparePlace } from './place/place';
import { salvageQuotas } from './rescue/salvage';
import { isLogStray } from './rescue/stray-log';
import { migrate, refuseForeign } from './schema';
import { writeQuotasUnread, writeUsedQuotas } from './rescue/used-quotas';

/** How the file is worked with. */
export interface SqliteStoreOptions {
  /** Milliseconds that an operation waits for another process to let go of the file. */
  readonly busyTimeout?: number;
  /** Bytes that the file may grow to; without it, as far as the disk goes. */
  readonly maximumBytes?: number;
}

/** What was found where the file is to be, if that was not as it should be. */
export interface Found {
  /** Where the file that was in its place lies now, if that was damaged. */
  readonly setAside?: string;
  /** Whether what it said of quotas could not be read; then all counts as used. */
  readonly isQuotaUnread?: boolean;
  /** Where the log lies now that was older than the file, or of another one. */
  readonly olderLog?: string;
}

/** A database, and what was found in its place. */
interface OpenedFile extends Found {
  readonly database: DatabaseSync;
}

/** The file itself, and everything SQLite keeps beside it while it is open. */
const PARTS = ['', '-wal', '-shm'];

/** A small page wastes least on reports of a few kB, and a small change rewrites little. */
const PAGE_BYTES = 1024;

/** What the log grows to, about, before it is carried over into the file. */
const LOG_BYTES = 4 * 1024 * 1024;

/**
 * Opens the database at `file`, made when it is not there, for the owner's eyes only. A store that
 * is damaged is set aside, and a new one takes its place and goes on with the quotas that could be
 * read of it. A file of another kind is left as it is.
 * @throws StoreError when that is not possible.
 */
export function openFile(file: string, clock: Clock, options: SqliteStoreOptions): OpenedFile {
  try {
    return openOrReplace(file, clock, options);
  } catch (error) {
    throw toStoreError(file, error);
  }
}

function openOrReplace(file: string, clock: Clock, options: SqliteStoreOptions): OpenedFile {
  preparePlace(file);
  const number = fileNumber(file);
  try {
    const olderLog = setStrayLogAside(file, clock.now());
    return { database: openDatabase(file, options), ...(olderLog && { olderLog }) };
  } catch (error) {
    if (!isDamage(error)) throw error;
  }
  if (!wasStore(file)) throw foreignFile(file);
  // Another process may have been first, and the file there now is its new one.
  if (fileNumber(file) !== number) return { database: openDatabase(file, options) };
  return replaceDamaged(file, clock, options);
}

function replaceDamaged(file: string, clock: Clock, options: SqliteStoreOptions): OpenedFile {
  const used = salvageQuotas(file);
  const setAside = moveAside(file, clock.now(), 'corrupt', PARTS);
  preparePlace(file);
  const database = openDatabase(file, options);
  if (used) writeUsedQuotas(database, used);
  else writeQuotasUnread(database, clock.now());
  return { database, setAside, isQuotaUnread: !used };
}

/** Opens what lies at `file`, a store or nothing yet, to be worked with. */
export function openDatabase(file: string, options: SqliteStoreOptions): DatabaseSync {
  const { busyTimeout = 2000, maximumBytes } = options;
  checkBeginning(file);
  // What a log and its file say together is looked at more closely: they may not be of one age.
  const check = hasLog(file) ? 'integrity_check' : 'quick_check';
  const database = new (loadSqlite().DatabaseSync)(file);
  try {
    database.exec(`PRAGMA busy_timeout = ${busyTimeout}`);
    refuseForeign(database, file);
    checkIntegrity(database, check);
    // These two tell only on a new file.
    database.exec(`PRAGMA page_size = ${PAGE_BYTES}; PRAGMA auto_vacuum = INCREMENTAL`);
    migrate(database);
    database.exec(`
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = NORMAL;
      PRAGMA wal_autocheckpoint = ${LOG_BYTES / PAGE_BYTES};
      PRAGMA journal_size_limit = ${LOG_BYTES};
    `);
    if (maximumBytes !== undefined) {
      database.exec(`PRAGMA max_page_count = ${Math.ceil(maximumBytes / PAGE_BYTES)}`);
    }
    makePrivate(file);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Returns where a log lies now that is not that of the file, if there was one. */
function setStrayLogAside(file: string, now: number): string | undefined {
  if (!hasLog(file) || !isLogStray(file)) return undefined;
  return moveAside(file, now, 'older', ['-wal', '-shm']);
}

/** Takes others' rights to a file that had them. */
function makePrivate(file: string): void {
  for (const part of PARTS) {
    const stats = statSync(file + part, { throwIfNoEntry: false });
    if (stats && (stats.mode & 0o077) !== 0) chmodSync(file + part, 0o600);
  }
}

function fileNumber(file: string): bigint {
  return statSync(file, { bigint: true }).ino;
}

/** Renames the file, or what lies beside it; returns the new name of the file. */
function moveAside(file: string, now: number, why: string, parts: readonly string[]): string {
  const target = nameBeside(file, now, why, parts);
  for (const part of parts) {
    if (existsSync(file + part)) renameSync(file + part, target + part);
  }
  return target;
}
