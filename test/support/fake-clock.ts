import type { Clock } from '../../src/clock';

/** A clock that stands still until a test moves it. */
export interface FakeClock extends Clock {
  /** Moves time on, calling every timer that comes due, in time order, at its own time. */
  advance(milliseconds: number): void;
  /**
   * Jumps to `now` (milliseconds since the Unix epoch, UTC), forwards or back, as a corrected system
   * clock does: no timer is called, and each keeps the time it still has to wait.
   */
  set(now: number): void;
}

interface Timer {
  due: number;
  readonly callback: () => void;
}

/**
 * Makes a clock for tests. `start` is milliseconds since the Unix epoch or an ISO 8601 time;
 * omitted, it is 2026-01-15T12:00:00Z, far from the borders of a day and of a month.
 * Timers due at the same time are called in the order in which they were set.
 */
export function createFakeClock(start: number | string = '2026-01-15T12:00:00Z'): FakeClock {
  let now = new Date(start).getTime();
  let elapsed = 1000;
  if (Number.isNaN(now)) throw new RangeError(`Not a time: ${start}`);
  // A set keeps the order of insertion, which decides between timers due at the same time.
  const timers = new Set<Timer>();

  function nextDueBy(limit: number): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of timers) {
      if (timer.due <= limit && (next === undefined || timer.due < next.due)) next = timer;
    }
    return next;
  }

  return {
    now: () => now,
    elapsed: () => elapsed,

    after(milliseconds, callback) {
      const timer: Timer = { due: now + Math.max(0, milliseconds), callback };
      timers.add(timer);
      return () => {
        timers.delete(timer);
      };
    },

    advance(milliseconds) {
      if (!(milliseconds >= 0)) throw new RangeError('Time is advanced by 0 ms or more');
      let remaining = milliseconds;
      // Searched anew after each call: a callback may set timers, cancel them or move the clock.
      for (;;) {
        const timer = nextDueBy(now + remaining);
        if (timer === undefined) break;
        const wait = Math.max(0, timer.due - now);
        timers.delete(timer);
        remaining -= wait;
        now += wait;
        elapsed += wait;
        timer.callback();
      }
      now += remaining;
      elapsed += remaining;
    },

    set(time) {
      const jump = time - now;
      now = time;
      for (const timer of timers) timer.due += jump;
    },
  };
}
