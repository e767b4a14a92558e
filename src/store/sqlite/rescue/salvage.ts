import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { mostUsed, type UsedQuotas } from '../../rules/used-quotas';
import { hasLog } from '../place/kind';
import { loadSqlite } from '../load';
import { readUsedQuotas } from './used-quotas';

/**
 * What can still be read of quotas in a file that is damaged or cannot be opened: the most of what
 * the file says with its log, and without it. The file itself is left as it is. `undefined` where
 * nothing can be read.
 */
export function salvageQuotas(file: string): UsedQuotas | undefined {
  return mostOf([
    tryTo(() => readCopy(file, ['', '-wal'])),
    // A log may be older than its file, when they were copied one after the other.
    hasLog(file) ? tryTo(() => readCopy(file, [''])) : undefined,
    tryTo(() => inFileAlone(file, readUsedQuotas)),
  ]);
}

/**
 * What a file that is in order says of quotas though it cannot be opened to be written: it is locked,
 * or its disk is full. `undefined` where nothing can be read.
 */
export function readQuotas(file: string): UsedQuotas | undefined {
  return tryTo(() => inFileAndLog(file, readUsedQuotas)) ?? salvageQuotas(file);
}

function mostOf(read: readonly (UsedQuotas | undefined)[]): UsedQuotas | undefined {
  const found = read.filter((each) => each !== undefined);
  return found.length === 0 ? undefined : found.reduce(mostUsed);
}

function tryTo<Result>(read: () => Result | undefined): Result | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** Reads a copy, so that nothing is tidied up in the original. */
function readCopy(file: string, parts: readonly string[]): UsedQuotas | undefined {
  const folder = mkdtempSync(path.join(tmpdir(), 'virustotal-store-'));
  const copy = path.join(folder, 'copy.sqlite');
  try {
    for (const part of parts) {
      if (existsSync(file + part)) copyFileSync(file + part, copy + part);
    }
    return readFrom(new (loadSqlite().DatabaseSync)(copy), readUsedQuotas);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Reads the file without its log, where it is, and writes nothing beside it, not even on a full disk
 * (sqlite.org/uri.html). Node.js takes an address from 22.15 on.
 */
export function inFileAlone<Result>(file: string, read: Read<Result>): Result {
  const address = pathToFileURL(file);
  address.searchParams.set('immutable', '1');
  return readFrom(new (loadSqlite().DatabaseSync)(address), read);
}

/** Reads the file with its log, where they are; whoever may only read carries nothing over. */
export function inFileAndLog<Result>(file: string, read: Read<Result>): Result {
  return readFrom(new (loadSqlite().DatabaseSync)(file, { readOnly: true }), read);
}

type Read<Result> = (database: DatabaseSync) => Result;

function readFrom<Result>(database: DatabaseSync, read: Read<Result>): Result {
  try {
    return read(database);
  } finally {
    database.close();
  }
}
