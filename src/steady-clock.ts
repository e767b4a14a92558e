import type { Clock } from './clock';

/**
 * A clock that a change of the machine's time of day does not move. `elapsed()` is for lifetimes,
 * due times and windows of a length: it only ever goes on, also across restarts, and starts where
 * the time of day was when it was made first. `now()` is for what depends on the date.
 */
export interface SteadyClock extends Clock {
  /**
   * Takes `now` (ms UTC), as a server gave it, for the true time; returns whether that changed
   * anything. It moves `now()` alone, so that no lifetime ends early or late by it.
   */
  learn(now: number): boolean;
  /** Where it stands, to be written down for the process after this one. */
  mark(): TimeMark;
  /** Takes over the true time that another process, on the same boot, wrote down. */
  follow(mark: TimeMark): void;
}

/** Where a steady clock and the machine's clock stood at one moment, in milliseconds. */
export interface TimeMark {
  readonly elapsed: number;
  readonly now: number;
  readonly machineElapsed: number;
  readonly machineNow: number;
}

/**
 * A Date header tells whole seconds and comes late (RFC 9110, section 6.6.1): less than this, in
 * milliseconds, is no news.
 */
const TOLERANCE = 2000;

/**
 * A clock that goes on evenly from the moment it is made: somebody who sets the time of day, or a
 * machine without a battery that learns it late, neither stops it nor makes it jump.
 *
 * `mark` is what the process before this one wrote down last. On the same boot of the machine the
 * clock simply goes on from there, whatever was done to the time of day since. After a reboot the
 * time of day tells how long the machine was off, but never less than it has been on.
 */
export function createSteadyClock(clock: Clock, mark?: TimeMark): SteadyClock {
  const start = startOf(clock, mark);
  const begin = start.elapsed - clock.elapsed();
  let ahead = start.now - start.elapsed;

  const elapsed = (): number => clock.elapsed() + begin;
  return {
    elapsed,
    now: () => elapsed() + ahead,
    after: (milliseconds, callback) => clock.after(milliseconds, callback),
    learn(now) {
      const change = now - elapsed() - ahead;
      if (!(Math.abs(change) >= TOLERANCE)) return false;
      ahead += change;
      return true;
    },
    mark: () => ({
      elapsed: elapsed(),
      now: elapsed() + ahead,
      machineElapsed: clock.elapsed(),
      machineNow: clock.now(),
    }),
    follow(other) {
      ahead = other.now - other.elapsed;
    },
  };
}

/** Whether the machine was started anew since `mark`, as far as its clock tells. */
export function rebootedSince(mark: TimeMark, clock: Clock): boolean {
  return clock.elapsed() < mark.machineElapsed;
}

function startOf(
  clock: Clock,
  mark: TimeMark | undefined,
): { readonly elapsed: number; readonly now: number } {
  if (mark === undefined) return { elapsed: clock.now(), now: clock.now() };
  const passed = rebootedSince(mark, clock)
    ? Math.max(clock.elapsed(), clock.now() - mark.machineNow)
    : clock.elapsed() - mark.machineElapsed;
  return { elapsed: mark.elapsed + passed, now: mark.now + passed };
}
