import {
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  statSync,
} from 'node:fs';
import path from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../../clock';
import { loadSqlite } from './load';
import { DamageError, isDamage, toStoreError } from './errors';
import { migrate, refuseForeign } from './schema';

/** How the file is worked with. */
export interface SqliteStoreOptions {
  /** Milliseconds that an operation waits for another process to let go of the file. */
  readonly busyTimeout?: number;
  /** Bytes that the file may grow to; without it, as far as the disk goes. */
  readonly maximumBytes?: number;
}

/** A database, and where the file that was in its place lies now if that was damaged. */
interface OpenedFile {
  readonly database: DatabaseSync;
  readonly setAside?: string;
}

/** The file itself, and everything SQLite keeps beside it while it is open. */
const PARTS = ['', '-wal', '-shm'];

/** A small page wastes least on reports of a few kB, and a small change rewrites little. */
const PAGE_BYTES = 1024;

/** What the log grows to, about, before it is carried over into the file. */
const LOG_BYTES = 4 * 1024 * 1024;

/** What a database begins with, and the least that it holds (sqlite.org/fileformat2.html). */
const MAGIC = 'SQLite format 3\0';
const LEAST_BYTES = 512;

/**
 * Opens the database at `file`, made when it is not there, for the owner's eyes only. A file that
 * is damaged or no database is set aside, and a new one takes its place.
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
  makeFile(file);
  const number = fileNumber(file);
  try {
    return { database: openDatabase(file, options) };
  } catch (error) {
    if (!isDamage(error)) throw error;
  }
  // Another process may have been first, and the file there now is its new one.
  const setAside = fileNumber(file) === number ? moveAside(file, clock.now()) : undefined;
  makeFile(file);
  return { database: openDatabase(file, options), ...(setAside && { setAside }) };
}

function openDatabase(file: string, options: SqliteStoreOptions): DatabaseSync {
  const { busyTimeout = 2000, maximumBytes } = options;
  // SQLite takes some of what is no database for an empty one, and tidies up beside it.
  checkBeginning(file);
  const database = new (loadSqlite().DatabaseSync)(file);
  try {
    database.exec(`PRAGMA busy_timeout = ${busyTimeout}`);
    refuseForeign(database, file);
    checkIntegrity(database);
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

function checkBeginning(file: string): void {
  const { size } = statSync(file);
  if (size === 0) {
    const log = statSync(`${file}-wal`, { throwIfNoEntry: false });
    if (log && log.size > 0) throw new DamageError('the file is gone, its log is not');
    return;
  }
  if (size < LEAST_BYTES || readBeginning(file) !== MAGIC) throw new DamageError('no database');
}

function readBeginning(file: string): string {
  const beginning = Buffer.alloc(MAGIC.length);
  const descriptor = openSync(file, 'r');
  try {
    readSync(descriptor, beginning, 0, beginning.length, 0);
  } finally {
    closeSync(descriptor);
  }
  return beginning.toString('latin1');
}

function checkIntegrity(database: DatabaseSync): void {
  const problem = database.prepare<{ quick_check: string }>('PRAGMA quick_check(1)').get();
  if (problem?.quick_check !== 'ok') throw new DamageError(problem?.quick_check);
}

/** Makes folder and file where they are missing; fails when the file may not be written. */
function makeFile(file: string): void {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  closeSync(openSync(file, 'a', 0o600));
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

function moveAside(file: string, now: number): string {
  const time = new Date(now).toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const name = `${file}.corrupt-${time}`;
  let target = name;
  for (let number = 2; existsSync(target); number += 1) target = `${name}-${number}`;
  for (const part of PARTS) {
    if (existsSync(file + part)) renameSync(file + part, target + part);
  }
  return target;
}
