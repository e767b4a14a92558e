import { findHindrance, takeOne } from '../rules/quotas';
import type { Quotas } from '../store';
import type { Connection } from './connection';
import { createQuotaRows } from './quota-rows';

/** Quotas in a file. */
export function createSqliteQuotas(connection: Connection): Quotas {
  const { time, read, write } = connection;
  const rows = createQuotaRows(connection);
  return {
    reserve: (key, allowance, duration = 0) =>
      write(() => {
        time.refresh();
        const row = rows.find(key, allowance);
        const now = time.elapsed();
        const waits = {
          minute: rows.minuteWait(key, row.attempts, allowance.perMinute),
          pause: row.pausedUntil - now,
        };
        const hindrance = findHindrance(row, allowance, waits, time.now());
        if (hindrance) {
          // What counts as used because nobody could read it is to be seen as used.
          if (row.attempts === 0) rows.save(key, row);
          return hindrance;
        }
        const attempts = row.attempts + 1;
        rows.save(key, { ...row, ...takeOne(row), attempts, oldest: rows.forgetOld(key, row) });
        rows.add(key, attempts, now + duration);
        return { granted: true, attempt: String(attempts) };
      }),
    settle: (key, attempt) => write(() => rows.settle(key, Number(attempt))),
    pause: (key, milliseconds) =>
      write(() => {
        time.refresh();
        const row = rows.find(key);
        const pausedUntil = Math.max(row.pausedUntil, time.elapsed() + milliseconds);
        rows.save(key, { ...row, pausedUntil });
      }),
    usage: (key) =>
      read(() => {
        time.refresh();
        const { dayUsed, monthUsed, pausedUntil } = rows.find(key);
        const pause = pausedUntil - time.elapsed();
        return {
          minute: rows.inLastMinute(key),
          day: dayUsed,
          month: monthUsed,
          ...(pause > 0 && { pausedUntil: time.now() + pause }),
        };
      }),
  };
}
