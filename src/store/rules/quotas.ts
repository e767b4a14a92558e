import type { Allowance, QuotaWindow, Reservation } from '../store';

/** Length of the sliding window in milliseconds. */
export const MINUTE = 60_000;

/** What is kept of one quota's calendar windows. `…Ends` are ms UTC. */
export interface QuotaState {
  readonly dayEnds: number;
  readonly dayUsed: number;
  readonly monthEnds: number;
  readonly monthUsed: number;
}

/** How long, in ms from now, the other two hold back; 0 or less: they do not. */
export interface Waits {
  readonly minute: number;
  readonly pause: number;
}

/** A reservation that is not granted. */
type Refusal = Extract<Reservation, { granted: false }>;

/** Nothing used. */
export const FRESH_QUOTA: QuotaState = { dayEnds: 0, dayUsed: 0, monthEnds: 0, monthUsed: 0 };

/**
 * The state as it is at `now` (ms UTC): a window that is over starts anew. A window never ends
 * early when the time is corrected backwards, because its end was written down; but a time that
 * was years ahead does not keep it for years, so the end is at most the one after the next.
 * `madeSince` counts the attempts that may have been made after a time (ms UTC): they were taken
 * out of the window before, and belong to the new one.
 */
export function rollOver(
  state: QuotaState,
  now: number,
  madeSince: (time: number) => number,
): QuotaState {
  const dayOver = now >= state.dayEnds;
  const monthOver = now >= state.monthEnds;
  const day = startOfNextDay(now);
  const month = startOfNextMonth(now);
  return {
    dayEnds: dayOver ? day : Math.min(state.dayEnds, startOfNextDay(day)),
    dayUsed: dayOver ? madeSince(startOfDay(now)) : state.dayUsed,
    monthEnds: monthOver ? month : Math.min(state.monthEnds, startOfNextMonth(month)),
    monthUsed: monthOver ? madeSince(startOfMonth(now)) : state.monthUsed,
  };
}

/**
 * What counts as used at `now` of a quota that nobody could read at `at` (both ms UTC): all that may
 * have been used until then. In no day of a month more can have been used than a day allows.
 */
export function usedAtMost(at: number, { perDay, perMonth }: Allowance, now: number): QuotaState {
  const days = new Date(at).getUTCDate();
  const inMonth = perDay > 0 ? Math.min(perMonth, perDay * days) : perMonth;
  return {
    dayEnds: startOfNextDay(now),
    dayUsed: startOfDay(at) === startOfDay(now) ? perDay : 0,
    monthEnds: startOfNextMonth(now),
    monthUsed: startOfMonth(at) === startOfMonth(now) ? inMonth : 0,
  };
}

/** The state with one more taken out of its windows. */
export function takeOne(state: QuotaState): QuotaState {
  return { ...state, dayUsed: state.dayUsed + 1, monthUsed: state.monthUsed + 1 };
}

/**
 * What holds one more back at `now` (ms UTC), for a state that is rolled over: the window that does
 * so longest, so that nobody comes back in vain. `undefined` when nothing does.
 */
export function findHindrance(
  state: QuotaState,
  { perDay, perMonth }: Allowance,
  { minute, pause }: Waits,
  now: number,
): Refusal | undefined {
  const monthSpent = perMonth > 0 && state.monthUsed >= perMonth;
  const daySpent = perDay > 0 && state.dayUsed >= perDay;
  const waits: readonly (readonly [QuotaWindow, number])[] = [
    ['month', monthSpent ? state.monthEnds - now : 0],
    ['day', daySpent ? state.dayEnds - now : 0],
    ['pause', pause],
    ['minute', minute],
  ];
  const [window, wait] = waits.reduce((longest, next) => (next[1] > longest[1] ? next : longest));
  return wait > 0 ? { granted: false, window, wait, retryAt: now + wait } : undefined;
}

/** The next UTC midnight after `now` (ms UTC). */
export function startOfNextDay(now: number): number {
  return startOfDay(now, 1);
}

function startOfDay(now: number, daysLater = 0): number {
  const date = new Date(now);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate() + daysLater);
}

/** The beginning of the next UTC month after `now` (ms UTC). */
export function startOfNextMonth(now: number): number {
  return startOfMonth(now, 1);
}

function startOfMonth(now: number, monthsLater = 0): number {
  const date = new Date(now);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + monthsLater, 1);
}
