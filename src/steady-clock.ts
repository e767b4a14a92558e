import { NAMELESS_BOOT, type Clock } from './clock';

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
  /** Takes over what another process, on the same boot, wrote down of the time. */
  follow(mark: TimeMark): void;
}

/** Where a steady clock and the machine's clock stood at one moment, in milliseconds. */
export interface TimeMark {
  readonly elapsed: number;
  readonly now: number;
  readonly machineElapsed: number;
  readonly machineNow: number;
  /** The start of the machine in which that was; absent where it has no name. */
  readonly boot?: string;
}

/**
 * A Date header tells whole seconds and comes late (RFC 9110, section 6.6.1): less than this, in
 * milliseconds, is no news.
 */
export const LEARNED_FROM = 2000;

/**
 * A machine without a battery learns the time of day only after it has started: what it says in
 * this time, in milliseconds since the start, may be put right.
 */
const SETTLING = 3_600_000;

/** No machine on which this runs is older: an earlier date (ms UTC) is one that nobody has set. */
const UNSET_BEFORE = Date.UTC(2020, 0);

/** How long a start of the machine takes at least to count, in milliseconds, where all else fails. */
const LONGEST_START = 60_000;

/**
 * A clock that goes on evenly from the moment it is made: somebody who sets the time of day, or a
 * machine without a battery that learns it late, neither stops it nor makes it jump.
 *
 * `mark` is what the process before this one wrote down last. On the same boot of the machine the
 * clock simply goes on from there, whatever was done to the time of day since. After a reboot, or on
 * another machine, the time of day tells how long that is ago: see `passedSince`. When a machine that
 * has just started learns a later time of day, the clock goes on to that, once and for all. A date
 * that nobody has set is no date: the first one that is set is taken for `now()`.
 */
export function createSteadyClock(clock: Clock, mark?: TimeMark): SteadyClock {
  const start = mark
    ? { ...mark, machineElapsed: clock.elapsed() - passedSince(mark, clock) }
    : { elapsed: clock.now(), now: clock.now(), machineElapsed: clock.elapsed() };
  let begin = start.elapsed - start.machineElapsed;
  let ahead = start.now - start.elapsed;
  let unsettled = mark && rebootedSince(mark, clock) ? mark : undefined;

  function elapsed(): number {
    if (unsettled) settle(unsettled);
    return clock.elapsed() + begin;
  }

  function settle(since: TimeMark): void {
    if (clock.elapsed() >= SETTLING) unsettled = undefined;
    else goOnTo(since.elapsed + (passedByDate(since, clock) ?? 0), LEARNED_FROM);
  }

  /** It only goes on: what is not later than it stands is nothing new. */
  function goOnTo(time: number, tolerance: number): void {
    if (time - clock.elapsed() - begin > tolerance) begin = time - clock.elapsed();
  }

  function now(): number {
    const own = elapsed() + ahead;
    if (own >= UNSET_BEFORE || clock.now() < UNSET_BEFORE) return own;
    ahead = clock.now() - elapsed();
    return clock.now();
  }

  return {
    ...(clock.boot !== undefined && { boot: clock.boot }),
    elapsed,
    now,
    after: (milliseconds, callback) => clock.after(milliseconds, callback),
    learn(told) {
      const change = told - now();
      if (!(Math.abs(change) >= LEARNED_FROM)) return false;
      ahead += change;
      return true;
    },
    mark: () => ({
      elapsed: elapsed(),
      now: now(),
      machineElapsed: clock.elapsed(),
      machineNow: clock.now(),
      ...(clock.boot !== undefined && { boot: clock.boot }),
    }),
    follow(other) {
      ahead = other.now - other.elapsed;
      if (compareBoots(other, clock) !== 'same') return;
      goOnTo(other.elapsed + clock.elapsed() - other.machineElapsed, 0);
    },
  };
}

/** Whether the machine was started anew since `mark`, or it is another one, as far as can be told. */
export function rebootedSince(mark: TimeMark, clock: Clock): boolean {
  const boots = compareBoots(mark, clock);
  return boots === 'unknown' ? clock.elapsed() < mark.machineElapsed : boots === 'other';
}

function compareBoots(
  { boot, machineElapsed }: TimeMark,
  clock: Clock,
): 'same' | 'other' | 'unknown' {
  if (clock.boot === undefined) return clock.elapsed() < machineElapsed ? 'unknown' : 'same';
  if (!boot || clock.boot === NAMELESS_BOOT) return 'unknown';
  return boot === clock.boot ? 'same' : 'other';
}

/**
 * Milliseconds that have passed since `mark`. Of two ways to tell, the one that says less counts:
 * a quota that is fresh too late costs some time, one that is fresh too early is exceeded.
 */
function passedSince(mark: TimeMark, clock: Clock): number {
  const byDate = passedByDate(mark, clock);
  const byMachine = clock.elapsed() - mark.machineElapsed;
  const boots = compareBoots(mark, clock);
  // A container may count its own uptime, which begins anew on the same boot.
  if (boots === 'same') return byMachine >= 0 ? byMachine : (byDate ?? 0);
  // Another machine may have been on for longer than the mark is old.
  if (boots === 'other') return byDate ?? 0;
  if (byMachine >= 0) return Math.min(byMachine, byDate ?? byMachine);
  return Math.max(byDate ?? 0, Math.min(clock.elapsed(), LONGEST_START));
}

/**
 * The same by the time of day; nothing where that is earlier than it was. One that was wrong at the
 * mark may be right now, or just as wrong: then what says less counts too.
 */
function passedByDate(mark: TimeMark, clock: Clock): number | undefined {
  const passed = [clock.now() - mark.machineNow, clock.now() - mark.now].filter(
    (milliseconds) => milliseconds >= 0,
  );
  return passed.length === 0 ? undefined : Math.min(...passed);
}
