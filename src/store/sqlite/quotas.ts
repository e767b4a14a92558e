import { keyOf, type Connection } from './connection';
import {
  findHindrance,
  FRESH_QUOTA,
  MINUTE,
  rollOver,
  takeOne,
  type QuotaState,
} from '../rules/quotas';
import type { Quotas } from '../store';

/**
 * One key's row: its calendar windows, its pause, how many attempts it has made in all, and the
 * number of the oldest that is still kept.
 */
interface QuotaRow extends QuotaState {
  readonly pausedUntil: number;
  readonly attempts: number;
  readonly oldest: number;
}

const FRESH_ROW: QuotaRow = { ...FRESH_QUOTA, pausedUntil: 0, attempts: 0, oldest: 1 };

/** Attempts older than a minute deleted with each that is made: two, so that it catches up. */
const OLD_AT_ONCE = 2;

/**
 * Quotas in a file. The attempts of a key are numbered, so that the one a minute's allowance ago,
 * which decides, is found at once whatever the allowance is.
 */
export function createSqliteQuotas({ time, prepare, read, write }: Connection): Quotas {
  const selectQuota = prepare<QuotaRow>(
    `SELECT day_ends AS dayEnds, day_used AS dayUsed, month_ends AS monthEnds,
       month_used AS monthUsed, paused_until AS pausedUntil, attempts, oldest
     FROM quota WHERE key = ?`,
  );
  const replaceQuota = prepare('INSERT OR REPLACE INTO quota VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
  const selectAttempt = prepare<{ at: number }>(
    'SELECT at FROM attempt WHERE quota = ? AND number = ?',
  );
  const countAttempts = prepare<{ made: number }>(
    'SELECT count(*) AS made FROM attempt WHERE quota = ? AND at > ?',
  );
  const insertAttempt = prepare('INSERT INTO attempt VALUES (?, ?, ?)');
  const updateAttempt = prepare('UPDATE attempt SET at = ? WHERE quota = ? AND number = ?');
  const deleteAttempt = prepare('DELETE FROM attempt WHERE quota = ? AND number = ?');

  function find(key: string): QuotaRow {
    const row = selectQuota.get(keyOf(key)) ?? FRESH_ROW;
    const madeSince = (moment: number): number =>
      countAttempts.get(keyOf(key), time.elapsed() - time.now() + moment)?.made ?? 0;
    return { ...row, ...rollOver(row, time.now(), madeSince) };
  }

  function save(key: string, row: QuotaRow): void {
    const { dayEnds, dayUsed, monthEnds, monthUsed, pausedUntil, attempts, oldest } = row;
    replaceQuota.run(
      keyOf(key),
      dayEnds,
      dayUsed,
      monthEnds,
      monthUsed,
      pausedUntil,
      attempts,
      oldest,
    );
  }

  /** How long, in ms, the sliding minute has no room for one more. */
  function minuteWait(key: string, attempts: number, perMinute: number): number {
    if (perMinute <= 0) return 0;
    const inTheWay = selectAttempt.get(keyOf(key), attempts - perMinute + 1);
    return inTheWay === undefined ? 0 : inTheWay.at + MINUTE - time.elapsed();
  }

  /** Forgets some of the attempts made before the last minute; returns the oldest that is left. */
  function forgetOld(key: string, { oldest, attempts }: QuotaRow): number {
    const minuteAgo = time.elapsed() - MINUTE;
    const last = Math.min(attempts, oldest + OLD_AT_ONCE - 1);
    for (let number = oldest; number <= last; number += 1) {
      const attempt = selectAttempt.get(keyOf(key), number);
      if (attempt && attempt.at > minuteAgo) return number;
      deleteAttempt.run(keyOf(key), number);
    }
    return last + 1;
  }

  return {
    reserve: (key, allowance, duration = 0) =>
      write(() => {
        time.refresh();
        const row = find(key);
        const now = time.elapsed();
        const waits = {
          minute: minuteWait(key, row.attempts, allowance.perMinute),
          pause: row.pausedUntil - now,
        };
        const hindrance = findHindrance(row, allowance, waits, time.now());
        if (hindrance) return hindrance;
        const attempts = row.attempts + 1;
        save(key, { ...row, ...takeOne(row), attempts, oldest: forgetOld(key, row) });
        insertAttempt.run(keyOf(key), attempts, now + duration);
        return { granted: true, attempt: String(attempts) };
      }),
    settle: (key, attempt) =>
      write(() => {
        updateAttempt.run(time.elapsed(), keyOf(key), Number(attempt));
      }),
    pause: (key, milliseconds) =>
      write(() => {
        time.refresh();
        const row = find(key);
        const pausedUntil = Math.max(row.pausedUntil, time.elapsed() + milliseconds);
        save(key, { ...row, pausedUntil });
      }),
    usage: (key) =>
      read(() => {
        time.refresh();
        const { dayUsed, monthUsed, pausedUntil } = find(key);
        const pause = pausedUntil - time.elapsed();
        return {
          minute: countAttempts.get(keyOf(key), time.elapsed() - MINUTE)?.made ?? 0,
          day: dayUsed,
          month: monthUsed,
          ...(pause > 0 && { pausedUntil: time.now() + pause }),
        };
      }),
  };
}
