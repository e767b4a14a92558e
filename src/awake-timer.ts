import type { Clock } from './clock';

/** A standstill uses up no more than one slice of the time; in milliseconds. */
const LONGEST_SLICE = 1000;

/** Served later than this (ms), a timer tells of a standstill. */
const LATE = 20;

/** Later than this (ms), connections may have been given up by whoever is at their other end. */
const LONG_STANDSTILL = 1000;

/** How often it goes on because the end came late, so that it ends on a machine that is always late. */
const MOST_GRACE = 3;

/**
 * Calls `over` once after so many milliseconds in which the process was awake, with whether it stood
 * still for more than a second meanwhile; the returned function cancels it. After a suspend, a stop or a function that took long, timers are served before the
 * sockets are read: whatever came in that time would count as not come.
 */
export function afterAwake(
  clock: Clock,
  milliseconds: number,
  over: (stoodStill: boolean) => void,
): () => void {
  let left = milliseconds;
  let stoodStill = false;
  let grace = MOST_GRACE;
  let cancel: () => void;

  function waitOn(): void {
    const slice = Math.min(left, LONGEST_SLICE);
    const due = clock.elapsed() + slice;
    cancel = clock.after(slice, () => {
      const late = clock.elapsed() - due;
      stoodStill ||= late > LONG_STANDSTILL;
      left -= slice;
      if (left <= 0 && grace > 0 && late > LATE) {
        grace -= 1;
        left = Math.min(milliseconds, LONGEST_SLICE);
      }
      if (left > 0) waitOn();
      else over(stoodStill);
    });
  }

  waitOn();
  return () => cancel();
}
