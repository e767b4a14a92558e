import { createMachineClock, type Clock } from '../../src/clock';
import { createFakeClock } from './fake-clock';

/** A machine that sleeps, is switched off and has its time of day set, as a test wishes. */
export interface FakeMachine {
  /** What a process on it goes by that starts now. */
  clock(): Clock;
  /** Awake for so many milliseconds: timers ring. */
  advance(milliseconds: number): void;
  /** Asleep: the time of day and the uptime go on, timers do not. */
  sleep(milliseconds: number): void;
  /** Has the time of day set to `now` (ms UTC). */
  setTime(now: number): void;
  /** Off for so many milliseconds, and on again; `now` is the time of day that it then believes. */
  reboot(off: number, now?: number): void;
}

/** Makes a machine that has been on for `uptime` milliseconds at `start`. */
export function createFakeMachine(start: string, uptime = 1000, name = 'machine'): FakeMachine {
  const time = createFakeClock(start);
  let boots = 1;
  let begun = time.elapsed() - uptime;
  let slept = 0;
  const awake = (): number => time.elapsed() - begun;
  return {
    clock: () =>
      createMachineClock({
        boot: `${name} boot ${boots}`,
        now: () => time.now(),
        awake,
        // As Linux tells it: in hundredths of a second, cut off.
        uptime: () => Math.floor((awake() + slept) / 10) * 10,
        after: (milliseconds, callback) => time.after(milliseconds, callback),
      }),
    advance: (milliseconds) => time.advance(milliseconds),
    sleep(milliseconds) {
      slept += milliseconds;
      time.set(time.now() + milliseconds);
    },
    setTime: (now) => time.set(now),
    reboot(off, now = time.now() + off) {
      boots += 1;
      begun = time.elapsed();
      slept = 0;
      time.set(now);
    },
  };
}
