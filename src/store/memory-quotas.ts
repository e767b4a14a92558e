import type { Clock } from '../clock';
import type { Run } from './memory-run';
import { decide, FRESH_QUOTA, MINUTE, rollOver, takeOne, type QuotaState } from './quota-state';
import type { Quotas } from './store';

/** One key's use. Times but those of the state are the clock's `elapsed()`. */
interface Quota {
  state: QuotaState;
  /** The attempts of the last minute, the oldest first. */
  readonly attempts: number[];
  pausedUntil: number;
}

/** Quotas in memory. */
export function createMemoryQuotas(run: Run, time: Clock): Quotas {
  const quotas = new Map<string, Quota>();

  function bringUpToDate(key: string): Quota {
    const quota = quotas.get(key) ?? { state: FRESH_QUOTA, attempts: [], pausedUntil: 0 };
    quotas.set(key, quota);
    quota.state = rollOver(quota.state, time.now());
    const minuteAgo = time.elapsed() - MINUTE;
    const recent = quota.attempts.findIndex((at) => at > minuteAgo);
    quota.attempts.splice(0, recent === -1 ? quota.attempts.length : recent);
    return quota;
  }

  return {
    reserve: (key, allowance) =>
      run(() => {
        const quota = bringUpToDate(key);
        const now = time.elapsed();
        const { perMinute } = allowance;
        const inTheWay = perMinute > 0 ? quota.attempts.at(-perMinute) : undefined;
        const waits = {
          minute: inTheWay === undefined ? 0 : inTheWay + MINUTE - now,
          pause: quota.pausedUntil - now,
        };
        const reservation = decide(quota.state, allowance, waits, time.now());
        if (reservation.granted) {
          quota.state = takeOne(quota.state);
          quota.attempts.push(now);
        }
        return reservation;
      }),
    pause: (key, milliseconds) =>
      run(() => {
        const quota = bringUpToDate(key);
        quota.pausedUntil = Math.max(quota.pausedUntil, time.elapsed() + milliseconds);
      }),
    usage: (key) =>
      run(() => {
        const { state, attempts, pausedUntil } = bringUpToDate(key);
        const pause = pausedUntil - time.elapsed();
        return {
          minute: attempts.length,
          day: state.dayUsed,
          month: state.monthUsed,
          ...(pause > 0 && { pausedUntil: time.now() + pause }),
        };
      }),
  };
}
