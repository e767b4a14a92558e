import type { TimeMark } from '../../steady-clock';
import type { QuotaState } from './quotas';

/** What one store knows of quotas, for another that goes on from there. */
export interface UsedQuotas {
  /** Where the store's steady clock stood: the other one goes on with it. */
  readonly mark: TimeMark;
  readonly keys: ReadonlyMap<string, UsedQuota>;
}

/** What has been used of one key's quota. Times but those of the state are the clock's `elapsed()`. */
export interface UsedQuota {
  readonly state: QuotaState;
  readonly pausedUntil: number;
  /** When each attempt of the last minute was made at the latest, in the order of reservations. */
  readonly attempts: readonly number[];
}

/** What is known of quotas when a store begins: nothing, unless another one went before. */
export interface KnownQuotas {
  readonly used?: UsedQuotas;
  /** Nobody could read what was used: all that may have been counts. */
  readonly isUnread?: boolean;
}

/** Of two copies of one store, of which one may be older, what was used of each key at the most. */
export function mostUsed(one: UsedQuotas, other: UsedQuotas): UsedQuotas {
  const newer = other.mark.elapsed > one.mark.elapsed ? other : one;
  const older = newer === one ? other : one;
  const keys = new Map(newer.keys);
  for (const [key, used] of older.keys) {
    const known = keys.get(key);
    keys.set(key, known ? more(known, used) : used);
  }
  return { mark: newer.mark, keys };
}

function more(newer: UsedQuota, older: UsedQuota): UsedQuota {
  const { dayEnds, dayUsed, monthEnds, monthUsed } = newer.state;
  const { state } = older;
  return {
    state: {
      dayEnds,
      dayUsed: state.dayEnds === dayEnds ? Math.max(dayUsed, state.dayUsed) : dayUsed,
      monthEnds,
      monthUsed: state.monthEnds === monthEnds ? Math.max(monthUsed, state.monthUsed) : monthUsed,
    },
    pausedUntil: Math.max(newer.pausedUntil, older.pausedUntil),
    attempts: newer.attempts.length >= older.attempts.length ? newer.attempts : older.attempts,
  };
}
