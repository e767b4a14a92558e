import { FRESH_QUOTA, MINUTE, rollOver, usedAtMost, type QuotaState } from '../rules/quotas';
import type { Allowance } from '../store';
import type { Connection } from './connection';
import { keyOf } from './keys';

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

/** The rows of a file that tell what was used of a quota, to be used within a transaction. */
interface QuotaRows {
  /**
   * The row of a key, with its calendar windows as they are now. With an `allowance` all that it may
   * have used counts, where it has no row because that could not be read.
   */
  find(key: string, allowance?: Allowance): QuotaRow;
  save(key: string, row: QuotaRow): void;
  /** Writes down attempt number `number`, made at `at` as far as others count. */
  add(key: string, number: number, at: number): void;
  /** The attempt was made no later than now. */
  settle(key: string, number: number): void;
  /** How many attempts were made in the last minute. */
  inLastMinute(key: string): number;
  /** How long, in ms, the sliding minute has no room for one more. */
  minuteWait(key: string, attempts: number, perMinute: number): number;
  /** Forgets some of the attempts made before the last minute; returns the oldest that is left. */
  forgetOld(key: string, row: QuotaRow): number;
}

/**
 * The attempts of a key are numbered, so that the one a minute's allowance ago, which decides, is
 * found at once whatever the allowance is.
 */
export function createQuotaRows({ time, prepare }: Connection): QuotaRows {
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

  const selectUnread = prepare<{ at: number }>('SELECT at FROM quota_unread');

  function newRow(allowance: Allowance | undefined): QuotaRow {
    const unread = allowance && selectUnread.get();
    if (!unread) return FRESH_ROW;
    const pausedUntil = time.elapsed() - time.now() + unread.at + MINUTE;
    return { ...FRESH_ROW, ...usedAtMost(unread.at, allowance, time.now()), pausedUntil };
  }

  return {
    find(key, allowance) {
      const row = selectQuota.get(keyOf(key)) ?? newRow(allowance);
      const madeSince = (moment: number): number =>
        countAttempts.get(keyOf(key), time.elapsed() - time.now() + moment)?.made ?? 0;
      return { ...row, ...rollOver(row, time.now(), madeSince) };
    },
    save(key: string, row: QuotaRow): void {
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
    },
    add: (key, number, at) => void insertAttempt.run(keyOf(key), number, at),
    settle: (key, number) => void updateAttempt.run(time.elapsed(), keyOf(key), number),
    inLastMinute: (key) => countAttempts.get(keyOf(key), time.elapsed() - MINUTE)?.made ?? 0,
    minuteWait(key: string, attempts: number, perMinute: number): number {
      if (perMinute <= 0) return 0;
      const inTheWay = selectAttempt.get(keyOf(key), attempts - perMinute + 1);
      return inTheWay === undefined ? 0 : inTheWay.at + MINUTE - time.elapsed();
    },
    forgetOld(key: string, { oldest, attempts }: QuotaRow): number {
      const minuteAgo = time.elapsed() - MINUTE;
      const last = Math.min(attempts, oldest + OLD_AT_ONCE - 1);
      for (let number = oldest; number <= last; number += 1) {
        const attempt = selectAttempt.get(keyOf(key), number);
        if (attempt && attempt.at > minuteAgo) return number;
        deleteAttempt.run(keyOf(key), number);
      }
      return last + 1;
    },
  };
}
