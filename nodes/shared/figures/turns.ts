import type { Clock } from '../../../src/clock';

/** Tells of turns to bad and to good, once each. */
export interface TurnTeller {
  /** It is so now. */
  now(isBad: boolean): void;
  /** Whether the last that was told is that it is bad. */
  isToldBad(): boolean;
  end(): void;
}

/** What is over after so many milliseconds was nothing: a burst is one turn. */
const SETTLE = 2000;

/** Between two turns, in milliseconds: longer and longer while it goes to and fro. */
const SHORTEST = 60_000;
const LONGEST = 60 * SHORTEST;

/** It goes to and fro no longer after so many milliseconds without a turn. */
const CALM = 2 * LONGEST;

/**
 * Tells the first turn soon, and the next ones no sooner than a minute, two, four and so on, up to an
 * hour, after the one before: nobody is flooded by what goes to and fro. What is good at the start is
 * not told.
 */
export function createTurnTeller(clock: Clock, tell: (isBad: boolean) => void): TurnTeller {
  let isBad = false;
  let told = false;
  let toldAt = Number.NEGATIVE_INFINITY;
  let pace = SHORTEST;
  let cancel: (() => void) | undefined;

  function decide(): void {
    cancel = undefined;
    if (isBad === told) return;
    const elapsed = clock.elapsed();
    pace = elapsed - toldAt > CALM ? SHORTEST : Math.min(2 * pace, LONGEST);
    toldAt = elapsed;
    told = isBad;
    tell(told);
  }

  return {
    now(bad) {
      isBad = bad;
      if (isBad === told || cancel) return;
      const untilPace = toldAt + pace - clock.elapsed();
      cancel = clock.after(Math.max(SETTLE, untilPace), decide);
    },
    isToldBad: () => told,
    end: () => cancel?.(),
  };
}
