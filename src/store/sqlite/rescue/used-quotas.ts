import type { DatabaseSync } from 'node:sqlite';
import { own } from '../../../plain-object';
import type { TimeMark } from '../../../steady-clock';
import type { UsedQuota, UsedQuotas } from '../../rules/used-quotas';
import { keyOf, textOf } from '../keys';

interface UsedRow {
  readonly key: string | Uint8Array;
  readonly dayEnds: number;
  readonly dayUsed: number;
  readonly monthEnds: number;
  readonly monthUsed: number;
  readonly pausedUntil: number;
}

/**
 * What a file knows of quotas, in whatever version wrote it; `undefined` where it has never been
 * used. Only reads.
 */
export function readUsedQuotas(database: DatabaseSync): UsedQuotas | undefined {
  const mark = readMark(database.prepare<object>('SELECT * FROM time_mark').get());
  if (!mark) return undefined;
  const selectAttempts = database.prepare<{ at: number }>(
    'SELECT at FROM attempt WHERE quota = ? ORDER BY number',
  );
  const rows = database
    .prepare<UsedRow>(
      `SELECT key, day_ends AS dayEnds, day_used AS dayUsed, month_ends AS monthEnds,
         month_used AS monthUsed, paused_until AS pausedUntil FROM quota`,
    )
    .all();
  const keys = rows.map(({ key, pausedUntil, ...state }): [string, UsedQuota] => {
    const attempts = selectAttempts.all(key).map(({ at }) => at);
    return [textOf(key), { state, pausedUntil, attempts }];
  });
  return { mark, keys: new Map(keys) };
}

function readMark(row: object | undefined): TimeMark | undefined {
  const number = (name: string): number => Number(own(row, name));
  const boot = own(row, 'boot');
  const mark = {
    elapsed: number('elapsed'),
    now: number('now'),
    machineElapsed: number('machine_elapsed'),
    machineNow: number('machine_now'),
  };
  if (!Object.values(mark).every(Number.isFinite)) return undefined;
  return { ...mark, ...(typeof boot === 'string' && { boot }) };
}

/** Has a file go on with what another one knew, and with its time. */
export function writeUsedQuotas(database: DatabaseSync, { mark, keys }: UsedQuotas): void {
  const insertQuota = database.prepare(
    'INSERT OR REPLACE INTO quota VALUES (?, ?, ?, ?, ?, ?, ?, 1)',
  );
  const insertAttempt = database.prepare('INSERT OR REPLACE INTO attempt VALUES (?, ?, ?)');
  database.exec('BEGIN IMMEDIATE');
  try {
    database
      .prepare('INSERT OR REPLACE INTO time_mark VALUES (1, ?, ?, ?, ?, ?)')
      .run(mark.elapsed, mark.now, mark.machineElapsed, mark.machineNow, mark.boot ?? null);
    database.exec('DELETE FROM attempt');
    for (const [key, { state, pausedUntil, attempts }] of keys) {
      const { dayEnds, dayUsed, monthEnds, monthUsed } = state;
      const used = [dayEnds, dayUsed, monthEnds, monthUsed];
      insertQuota.run(keyOf(key), ...used, pausedUntil, attempts.length);
      for (const [index, at] of attempts.entries()) insertAttempt.run(keyOf(key), index + 1, at);
    }
    database.exec('COMMIT');
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}

/** Has a fresh file know that at `now` (ms UTC) nobody could read what had been used. */
export function writeQuotasUnread(database: DatabaseSync, now: number): void {
  database.prepare('INSERT OR REPLACE INTO quota_unread VALUES (1, ?)').run(now);
}
