import { closeSync, openSync, readSync, statSync } from 'node:fs';
import path from 'node:path';
import { DamageError } from '../errors';
import { APPLICATION_ID } from '../schema';
import { StoreError } from '../../errors';

/** What a database begins with, and the least that it holds (sqlite.org/fileformat2.html). */
const MAGIC = 'SQLite format 3\0';
const LEAST_BYTES = 512;

/** Where its header names the program that made it. */
const APPLICATION_ID_AT = 68;

/** What stands in the first pages of each of our files: how its tables are made. */
const OWN_TABLES = ['CREATE TABLE time_mark (', 'CREATE TRIGGER work_added'];

/** How much of a file is looked through for them. */
const LOOKED_THROUGH = 256 * 1024;

/** What a store is called unless somebody calls it otherwise: what lies there was one of ours. */
const OWN_NAME = 'state.sqlite';

/**
 * Whether a file that is damaged, or no database at all, was a store of ours. Whatever else it is
 * stays where it is: its path was a mistake.
 */
export function wasStore(file: string): boolean {
  const beginning = readBeginning(file, LOOKED_THROUGH);
  const isDatabase = beginning.toString('latin1', 0, MAGIC.length) === MAGIC;
  if (isDatabase && beginning.length > APPLICATION_ID_AT + 4) {
    const maker = beginning.readUInt32BE(APPLICATION_ID_AT);
    if (maker === APPLICATION_ID) return true;
    if (maker !== 0) return false;
  }
  const text = beginning.toString('latin1');
  return (
    OWN_TABLES.some((table) => text.includes(table)) ||
    hasLog(file) ||
    path.basename(file) === OWN_NAME
  );
}

/** Whether there is a store of ours, in whatever state. */
export function isStoreFile(file: string): boolean {
  const stats = statSync(file, { throwIfNoEntry: false });
  if (!stats?.isFile() || (stats.size === 0 && !hasLog(file))) return false;
  try {
    return wasStore(file);
  } catch {
    // It may not be read: whether it is one nobody knows.
    return true;
  }
}

/** What is said of a file that is left as it is. */
export function foreignFile(file: string): StoreError {
  return new StoreError(
    `The store ${file} cannot be used: it is a file of another kind, and is left as it is.`,
  );
}

/** Whether SQLite has a log beside the file, with something in it. */
export function hasLog(file: string): boolean {
  return (statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0;
}

/**
 * Looks at the beginning of what is to be a database: SQLite takes some of what is none for an empty
 * one, and tidies up beside it.
 * @throws DamageError when it is none.
 */
export function checkBeginning(file: string): void {
  const { size } = statSync(file);
  if (size === 0) {
    if (hasLog(file)) throw new DamageError('the file is gone, its log is not');
    return;
  }
  const beginning = readBeginning(file, MAGIC.length).toString('latin1');
  if (size < LEAST_BYTES || beginning !== MAGIC) throw new DamageError('no database');
}

function readBeginning(file: string, length: number): Buffer {
  const beginning = Buffer.alloc(length);
  const descriptor = openSync(file, 'r');
  try {
    return beginning.subarray(0, readSync(descriptor, beginning, 0, length, 0));
  } finally {
    closeSync(descriptor);
  }
}
