import { readFileSync } from 'node:fs';
import { uptime } from 'node:os';

/** Where time comes from. Handed in everywhere, so that a test moves it and nothing sleeps. */
export interface Clock {
  /** Milliseconds since the Unix epoch, UTC. */
  now(): number;
  /**
   * Milliseconds since the machine started, also those for which it slept. It never jumps back,
   * whatever is done to the time of day; only a reboot starts it anew.
   */
  elapsed(): number;
  /**
   * Calls `callback` once after `milliseconds`, at the latest a few seconds after the machine woke
   * when they were over before; the returned function cancels it.
   */
  after(milliseconds: number, callback: () => void): () => void;
  /**
   * Names the start of the machine since which `elapsed` counts: `NAMELESS_BOOT` where the system has
   * no name for it. Absent: `elapsed` alone tells, it is smaller after a start.
   */
  readonly boot?: string;
}

/** The boot of a system that gives no name to it. */
export const NAMELESS_BOOT = '';

/** What a machine tells about time. */
export interface Machine {
  /** Milliseconds since the Unix epoch, UTC. */
  readonly now: () => number;
  /** Milliseconds since its start, with fractions, on the clock of its timers. */
  readonly awake: () => number;
  /**
   * The same with the time for which it slept, cut to as little as whole seconds; absent where
   * `awake` counts that too.
   */
  readonly uptime?: () => number;
  readonly boot?: string;
  /** A timer of at most `LONGEST_TIMER` milliseconds, which does not go on while it sleeps. */
  readonly after: (milliseconds: number, callback: () => void) => () => void;
}

/**
 * A timer sleeps with the machine, so that it wakes late: a long one looks again so often, in
 * milliseconds.
 */
export const LONGEST_TIMER = 10_000;

/** How long what is known of its sleep is believed, in milliseconds awake. */
const BELIEVED = 1000;

/** Sleep moves the time of day against the time awake: by less, in milliseconds, nobody has slept. */
const NO_SLEEP = 100;

/** A container may count its own uptime: it is behind by more than a second, cut off, can be. */
const OWN_UPTIME = -1001;

/** Makes a clock of what the machine tells. */
export function createMachineClock(machine: Machine): Clock {
  const behind = machine.uptime ? machine.uptime() - machine.awake() : 0;
  const origin = behind < OWN_UPTIME ? behind : 0;
  let slept = 0;
  let lookedAt = Number.NEGATIVE_INFINITY;
  let difference = 0;

  function exactly(): number {
    const awake = machine.awake();
    const isOld = awake - lookedAt >= BELIEVED;
    const hasMoved = Math.abs(machine.now() - awake - difference) >= NO_SLEEP;
    if (machine.uptime && (isOld || hasMoved)) look(machine.uptime() - origin);
    return awake + slept;
  }

  /** An uptime is cut off and read before: of all that are seen the highest is nearest. */
  function look(timeUp: number): void {
    lookedAt = machine.awake();
    difference = machine.now() - lookedAt;
    slept = Math.max(slept, timeUp - lookedAt);
  }

  return {
    ...(machine.boot !== undefined && { boot: machine.boot }),
    now: machine.now,
    elapsed: () => Math.floor(exactly()),
    after(milliseconds, callback) {
      const end = exactly() + milliseconds;
      let cancel: () => void;
      function wait(remaining: number): void {
        const next = remaining <= LONGEST_TIMER ? callback : () => wait(end - exactly());
        cancel = machine.after(Math.min(Math.max(0, remaining), LONGEST_TIMER), next);
      }
      wait(milliseconds);
      return () => cancel();
    },
  };
}

/** The machine's own clock. A waiting timer does not keep the process alive. */
export const systemClock: Clock = createMachineClock({
  now: () => Date.now(),
  awake: () => Number(process.hrtime.bigint()) / 1e6,
  // Elsewhere the time awake counts sleep too (docs.libuv.org: uv_hrtime on macOS and Windows).
  ...(process.platform === 'linux' && { uptime: () => uptime() * 1000 }),
  boot: bootOf(process.platform),
  after(milliseconds, callback) {
    const timer = setTimeout(callback, milliseconds).unref();
    return () => clearTimeout(timer);
  },
});

/** The kernel's name for this boot (man 5 proc_sys_kernel). */
function bootOf(platform: NodeJS.Platform): string {
  if (platform !== 'linux') return NAMELESS_BOOT;
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
  } catch {
    return NAMELESS_BOOT;
  }
}
