import { existsSync, renameSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../../../clock';
import { StoreError } from '../../errors';
import type { Stock } from '../../rules/stock';
import { isBusy, toStoreError } from '../errors';
import { openDatabase } from '../file';
import { loadSqlite } from '../load';
import { nameBeside } from '../place/names';
import { isElsewhere, isRunning, type ProcessIdentity } from '../process-identity';
import { nameAnew } from './identity';
import { readStock } from './stock';

/** A store is still used, by this process or another one. */
export class InUseError extends StoreError {}

/** Where a file lies whose content is being taken over; nobody opens it by that name. */
export function movingFile(file: string): string {
  return `${file}.moving`;
}

/**
 * Takes all that is in the store at `file` out of use and hands it to `take`; when that has resolved, the
 * file lies under another name, which is returned. Where it was interrupted, even by the end of the
 * process, the next call goes on with the same content under the same identity.
 * @throws InUseError where somebody uses the file; StoreError where it cannot be read. It is then as it was.
 */
export async function moveOut(
  file: string,
  clock: Clock,
  take: (stock: Stock) => Promise<void>,
): Promise<string> {
  const moving = movingFile(file);
  if (!existsSync(moving)) setAside(file, moving);
  const database = new (loadSqlite().DatabaseSync)(moving, { readOnly: true });
  try {
    await take(readStock(database, clock));
  } finally {
    database.close();
  }
  const target = nameBeside(file, clock.now(), 'moved');
  renameSync(moving, target);
  return target;
}

function setAside(file: string, moving: string): void {
  if (!existsSync(file)) throw new StoreError(`There is no store at ${file}.`);
  const openings = closeForGood(file);
  renameSync(file, moving);
  // Whoever opened it in the moment between has it still.
  if (openingsOf(moving) === openings) return;
  renameSync(moving, file);
  throw inUse(file, undefined);
}

/** Carries its log over and names it; returns how often it was opened so far. */
function closeForGood(file: string): number {
  let holder: ProcessIdentity | undefined;
  try {
    const database = openDatabase(file, { busyTimeout: 0 });
    try {
      holder = livingHolder(database);
      // Whoever has it open has it locked too (sqlite.org/pragma.html#pragma_locking_mode).
      database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = DELETE');
      database.exec('BEGIN EXCLUSIVE');
      nameAnew(database);
      database.exec('COMMIT');
      return countOpenings(database);
    } finally {
      database.close();
    }
  } catch (error) {
    throw isBusy(error) ? inUse(file, holder) : toStoreError(file, error);
  }
}

function livingHolder(database: DatabaseSync): ProcessIdentity | undefined {
  const holders = database.prepare<ProcessIdentity>('SELECT pid, started, space FROM holder').all();
  return holders.find((holder) => isElsewhere(holder) || isRunning(holder));
}

function openingsOf(file: string): number {
  const database = new (loadSqlite().DatabaseSync)(file, { readOnly: true });
  try {
    return countOpenings(database);
  } finally {
    database.close();
  }
}

function countOpenings(database: DatabaseSync): number {
  const select = `SELECT seq FROM sqlite_sequence WHERE name = 'holder'`;
  return database.prepare<{ seq: number }>(select).get()?.seq ?? 0;
}

function inUse(file: string, by: ProcessIdentity | undefined): InUseError {
  const who = by ? `the process ${by.pid}${by.space === '' ? '' : ` of ${by.space}`}` : 'a process';
  return new InUseError(`The store ${file} is still used by ${who}: have that end first.`);
}
