import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, linkSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { Worker } from 'node:worker_threads';
import { asError } from '../../../as-error';
import { StoreError } from '../../errors';
import { isDamage, reasonOf, toStoreError } from '../errors';
import { checkIntegrity } from '../integrity';
import { loadSqlite } from '../load';
import { refuseForeign } from '../schema';

/**
 * Writes all that is in the store at `file` into a new file `target`, for the owner alone, in a
 * thread of its own: whoever uses the store goes on meanwhile. `target` is there only when it is
 * whole.
 * @throws StoreError when there is no store, `target` is there already, or it cannot be written.
 */
export function backUp(file: string, target: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const data = { module: __filename, file, target };
    const worker = new Worker(WORK, { eval: true, workerData: data });
    worker.once('message', (problem: string | undefined) => {
      if (problem === undefined) resolve();
      else reject(new StoreError(problem));
    });
    worker.once('error', (error) => reject(toStoreError(file, error)));
  });
}

const WORK = `
  const { parentPort, workerData } = require('node:worker_threads');
  let problem;
  try {
    require(workerData.module).writeBackup(workerData.file, workerData.target);
  } catch (error) {
    problem = error.message;
  }
  parentPort.postMessage(problem);
`;

/**
 * The same at once.
 * @throws StoreError
 */
export function writeBackup(file: string, target: string): void {
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) {
    throw new StoreError(`There is no store at ${file}.`);
  }
  refuseToReplace(target);
  // A name of its own: another backup may be made at the same time.
  const part = `${target}.${randomBytes(4).toString('hex')}.part`;
  try {
    // It is filled by SQLite, which would let others read what it makes itself.
    closeSync(openSync(part, 'wx', 0o600));
    copyInto(file, part);
    check(part);
    moveTo(part, target);
  } catch (error) {
    rmSync(part, { force: true });
    if (error instanceof StoreError) throw error;
    const why = isDamage(error) ? `${file} is damaged, or no store` : reasonOf(error);
    throw new StoreError(`The backup ${target} was not made: ${why}.`, { cause: asError(error) });
  }
}

function refuseToReplace(target: string): void {
  if (existsSync(target)) throw new StoreError(`${target} is there already.`);
}

/** Unlike a new name, a second one never takes the place of a file. Some drives know only one. */
function moveTo(part: string, target: string): void {
  try {
    linkSync(part, target);
    rmSync(part);
  } catch {
    refuseToReplace(target);
    renameSync(part, target);
  }
}

function copyInto(file: string, target: string): void {
  withDatabase(file, (database) => {
    // Not by looking into the file beside SQLite, which would let go of what it holds locked there.
    refuseForeign(database, file);
    database.exec('PRAGMA busy_timeout = 10000');
    database.exec(`VACUUM INTO '${target.replaceAll("'", "''")}'`);
  });
}

function check(file: string): void {
  withDatabase(file, (database) => checkIntegrity(database, 'integrity_check'));
}

/** Only reads. */
function withDatabase(file: string, work: (database: DatabaseSync) => void): void {
  const database = new (loadSqlite().DatabaseSync)(file, { readOnly: true });
  try {
    work(database);
  } finally {
    database.close();
  }
}
