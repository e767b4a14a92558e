import type { Clock } from '../../clock';
import type { Leases, SharedTick } from '../../store/shared';

interface SharedTicksOptions {
  readonly clock: Clock;
  /** The store's clock, in ms. */
  readonly elapsed: () => number;
  /** The lease of whoever tells. */
  readonly lease: string;
  readonly leases: Leases;
  /** When the next tick is, by the store's clock, as far as is known here; 0: there is none. */
  readonly next: () => number;
  /** The tick that is due, or the rest of it. */
  readonly due: () => Promise<SharedTick | undefined>;
  /** Tells it; resolves with whether this process did. */
  readonly tell: (tick: SharedTick) => Promise<boolean>;
  /** Learns when the next tick is. */
  readonly look: () => Promise<void>;
  /** Whether the store is away: then nothing is told, and nobody need hear of that here. */
  readonly isAway: () => boolean;
  readonly fail: (error: unknown) => void;
}

/** The ticks of a window that several processes share: one of them tells each. */
interface SharedTicks {
  start(): void;
  /** No tick begins any more; resolves once the one that is told by now is. */
  close(): Promise<void>;
}

/** Milliseconds until somebody looks again whether the one who tells has told. */
const AGAIN = 2000;

/** Milliseconds until somebody looks whether the next tick is sooner by now: another window joined this one. */
const LOOK = 60_000;

/** The store's clock is known to some milliseconds: nobody looks at it all the time. */
const SHORTEST = 20;

export function createSharedTicks(options: SharedTicksOptions): SharedTicks {
  const { clock, elapsed, leases, next, due, tell, look, isAway, fail } = options;
  let cancel: (() => void) | undefined;
  let isClosed = false;
  let looking: Promise<void> = Promise.resolve();

  const isDue = (): boolean => next() <= elapsed();

  /** Tells what is due, where nobody else does; resolves with whether all is told that was. */
  async function tellDue(): Promise<boolean> {
    const lease = await leases.take(options.lease);
    if (!lease) return false;
    try {
      for (let tick = await due(); tick; tick = await due()) {
        if (isClosed || !(await tell(tick))) return false;
      }
      return true;
    } finally {
      await lease.end();
    }
  }

  async function goOn(): Promise<void> {
    let isTold = false;
    try {
      if (!isDue() && !isAway()) await look();
      isTold = !isDue() || (!isAway() && (await tellDue()));
      if (!isAway()) await look();
    } catch (error) {
      if (!isAway()) fail(error);
    }
    wait(isTold ? SHORTEST : AGAIN);
  }

  function wait(shortest: number): void {
    if (isClosed || next() === 0) return;
    const rest = Math.min(LOOK, next() - elapsed());
    cancel = clock.after(Math.max(shortest, rest), () => {
      looking = goOn();
    });
  }

  return {
    start: () => wait(0),
    async close() {
      isClosed = true;
      cancel?.();
      await looking;
    },
  };
}
