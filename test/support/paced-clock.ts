import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '../../src/clock';
import type { FakeClock } from './fake-clock';

/** The clock of processes: whatever a timer sets off happens before time goes on. */
export interface PacedClock extends Clock {
  /** The clock of the world around them, which does not stand still with them. */
  readonly outside: Clock;
  /** Lets so many milliseconds pass. */
  pass(milliseconds: number): Promise<void>;
  /** The process stands still for so long: its timers come late, one right after the other. */
  stall(milliseconds: number): Promise<void>;
  /** Milliseconds until the next timer, if there is any. */
  nextTimer(): number | undefined;
}

/** `isBusy` tells whether something goes on that takes no time on this clock, but turns of the event loop. */
export function createPacedClock(clock: FakeClock, isBusy: () => boolean): PacedClock {
  const timers = new Set<{ readonly due: number }>();
  let late: (() => void)[] | undefined;

  function nextTimer(): number | undefined {
    if (timers.size === 0) return undefined;
    return Math.min(...[...timers].map(({ due }) => due)) - clock.elapsed();
  }

  function setTimer(milliseconds: number, callback: () => void, stands: boolean): () => void {
    const timer = { due: clock.elapsed() + Math.max(0, milliseconds) };
    const ring = (): void => {
      if (timers.delete(timer)) callback();
    };
    timers.add(timer);
    clock.after(milliseconds, () => {
      if (late && stands) late.push(ring);
      else ring();
    });
    return () => void timers.delete(timer);
  }

  async function settle(): Promise<void> {
    do await nextTurn();
    while (isBusy());
  }

  const time = { now: () => clock.now(), elapsed: () => clock.elapsed() };
  return {
    ...time,
    after: (milliseconds, callback) => setTimer(milliseconds, callback, true),
    outside: {
      ...time,
      after: (milliseconds, callback) => setTimer(milliseconds, callback, false),
    },
    async pass(milliseconds) {
      const end = clock.elapsed() + milliseconds;
      do {
        await settle();
        const left = end - clock.elapsed();
        clock.advance(Math.min(left, nextTimer() ?? left));
      } while (clock.elapsed() < end);
      await settle();
    },
    async stall(milliseconds) {
      await settle();
      late = [];
      clock.advance(milliseconds);
      const rings = late;
      late = undefined;
      for (const ring of rings) {
        ring();
        await nextTurn();
      }
      await settle();
    },
    nextTimer,
  };
}
