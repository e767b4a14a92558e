import { Worker } from 'node:worker_threads';
import type { DatabaseSync } from 'node:sqlite';
import { systemClock } from '../../../clock';
import { createSteadyClock } from '../../../steady-clock';
import { toStoreError } from '../errors';
import { loadSqlite } from '../load';
import { readUsedQuotas } from '../rescue/used-quotas';
import { refuseForeign } from '../schema';

/** How much lies in a file of what is not over. */
export interface StockCounts {
  readonly quotas: number;
  readonly claims: number;
  /** By the first word of its key, where it has several. */
  readonly values: Readonly<Record<string, number>>;
  /** What waits, by the first word of its queue. */
  readonly work: Readonly<Record<string, number>>;
  readonly dead: number;
}

/**
 * Counts what lies in the store at `file`, in a thread of its own: whoever uses it goes on meanwhile.
 * Rejects with `StoreError`.
 */
export function countStock(file: string): Promise<StockCounts> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(WORK, { eval: true, workerData: { module: __filename, file } });
    worker.once('message', resolve);
    worker.once('error', (error) => reject(toStoreError(file, error)));
  });
}

const WORK = `
  const { parentPort, workerData } = require('node:worker_threads');
  parentPort.postMessage(require(workerData.module).countNow(workerData.file));
`;

/** The same at once. */
export function countNow(file: string): StockCounts {
  const database = new (loadSqlite().DatabaseSync)(file, { readOnly: true });
  try {
    database.exec('PRAGMA busy_timeout = 2000');
    refuseForeign(database, file);
    const mark = readUsedQuotas(database)?.mark;
    return countIn(database, createSteadyClock(systemClock, mark).elapsed());
  } finally {
    database.close();
  }
}

interface Counted {
  readonly word: string;
  readonly amount: number;
}

const FIRST_WORD = (text: string): string =>
  `CASE WHEN typeof(${text}) = 'text' THEN substr(${text}, 1, instr(${text}, ' ') - 1) ELSE '' END`;

function countIn(database: DatabaseSync, now: number): StockCounts {
  const one = (sql: string, ...values: number[]): number =>
    database.prepare<{ amount: number }>(sql).get(...values)?.amount ?? 0;
  const each = (sql: string, ...values: number[]): Record<string, number> =>
    Object.fromEntries(
      database
        .prepare<Counted>(sql)
        .all(...values)
        .map(({ word, amount }) => [word, amount]),
    );
  return {
    quotas: one('SELECT count(*) AS amount FROM quota'),
    claims: one('SELECT count(*) AS amount FROM claim WHERE ends > ?', now),
    values: each(
      `SELECT ${FIRST_WORD('key')} AS word, count(*) AS amount FROM kept
       WHERE ends > ? AND length(value) > 0 GROUP BY word`,
      now,
    ),
    work: each(
      `SELECT ${FIRST_WORD('queue')} AS word, count(*) AS amount FROM work
       WHERE state <> 'dead' GROUP BY word`,
    ),
    dead: one(`SELECT count(*) AS amount FROM work WHERE state = 'dead'`),
  };
}
