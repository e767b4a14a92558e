import type { Clock } from '../../clock';
import type { Run } from './run';
import {
  findHindrance,
  FRESH_QUOTA,
  MINUTE,
  rollOver,
  takeOne,
  usedAtMost,
  type QuotaState,
} from '../rules/quotas';
import type { KnownQuotas } from '../rules/used-quotas';
import type { Allowance, Quotas } from '../store';

/** One key's use. Times but those of the state are the clock's `elapsed()`. */
interface Quota {
  state: QuotaState;
  /**
   * When each attempt was made at the latest, in the order of their reservations; those before the
   * first of the last minute are forgotten.
   */
  readonly attempts: number[];
  /** How many attempts were forgotten: the number of the first that is left. */
  forgotten: number;
  pausedUntil: number;
}

/** Quotas in memory. */
export function createMemoryQuotas(
  run: Run,
  time: Clock,
  { used, isUnread }: KnownQuotas = {},
): Quotas {
  const quotas = new Map<string, Quota>();
  const begun = { at: time.now(), elapsed: time.elapsed() };
  for (const [key, { state, pausedUntil, attempts }] of used?.keys ?? []) {
    quotas.set(key, { state, pausedUntil, attempts: [...attempts], forgotten: 0 });
  }

  function newQuota(allowance: Allowance | undefined): Quota {
    const quota = { state: FRESH_QUOTA, attempts: [], forgotten: 0, pausedUntil: 0 };
    if (!isUnread || !allowance) return quota;
    return {
      ...quota,
      state: usedAtMost(begun.at, allowance, time.now()),
      pausedUntil: begun.elapsed + MINUTE,
    };
  }

  function bringUpToDate(key: string, allowance?: Allowance): Quota {
    const quota = quotas.get(key) ?? newQuota(allowance);
    if (allowance) quotas.set(key, quota);
    const ahead = time.now() - time.elapsed();
    quota.state = rollOver(
      quota.state,
      time.now(),
      (moment) => quota.attempts.filter((at) => at > moment - ahead).length,
    );
    const minuteAgo = time.elapsed() - MINUTE;
    const recent = quota.attempts.findIndex((at) => at > minuteAgo);
    const old = recent === -1 ? quota.attempts.length : recent;
    quota.attempts.splice(0, old);
    quota.forgotten += old;
    return quota;
  }

  return {
    reserve: (key, allowance, duration = 0) =>
      run(() => {
        const quota = bringUpToDate(key, allowance);
        const now = time.elapsed();
        const { perMinute } = allowance;
        const inTheWay = perMinute > 0 ? quota.attempts.at(-perMinute) : undefined;
        const waits = {
          minute: inTheWay === undefined ? 0 : inTheWay + MINUTE - now,
          pause: quota.pausedUntil - now,
        };
        const hindrance = findHindrance(quota.state, allowance, waits, time.now());
        if (hindrance) return hindrance;
        quota.state = takeOne(quota.state);
        quota.attempts.push(now + duration);
        return { granted: true, attempt: String(quota.forgotten + quota.attempts.length - 1) };
      }),
    settle: (key, attempt) =>
      run(() => {
        const quota = bringUpToDate(key);
        const place = Number(attempt) - quota.forgotten;
        if (place in quota.attempts) quota.attempts[place] = time.elapsed();
      }),
    pause: (key, milliseconds) =>
      run(() => {
        const quota = bringUpToDate(key);
        quotas.set(key, quota);
        quota.pausedUntil = Math.max(quota.pausedUntil, time.elapsed() + milliseconds);
      }),
    usage: (key) =>
      run(() => {
        const { state, attempts, pausedUntil } = bringUpToDate(key);
        const pause = pausedUntil - time.elapsed();
        const minuteAgo = time.elapsed() - MINUTE;
        return {
          minute: attempts.filter((at) => at > minuteAgo).length,
          day: state.dayUsed,
          month: state.monthUsed,
          ...(pause > 0 && { pausedUntil: time.now() + pause }),
        };
      }),
  };
}
