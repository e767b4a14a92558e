import type { Clock } from '../clock';
import { lastTick, nextTick } from './schedule';

interface TickOptions {
  readonly clock: Clock;
  /** Milliseconds that only go on, those of the window. */
  readonly elapsed: () => number;
  /** Milliseconds between two ticks; without it there is none. */
  readonly every: number | undefined;
  /** The last tick of an earlier life, or now. */
  readonly ticked: number;
  /** Moves the window on to a time. */
  readonly moveOn: (time: number) => void;
  /** Sends on what was counted; returns whether there was something. */
  readonly tell: () => boolean;
  /** Whether that goes on, as what was counted is much. */
  readonly isTelling: () => boolean;
  /** Has it written down that a tick is over. */
  readonly settled: () => void;
  readonly fail: (error: unknown) => void;
}

/** The ticks of a window, at which it is told what it holds. Times are those of the window. */
interface Ticks {
  /** The last tick that is to be written down as over. */
  written(): number;
  /** The next tick; absent before the start, and where there is none. */
  next(): number | undefined;
  /** Moves time on, past the tick that is due: what came before it belongs to it. Returns now. */
  advance(): number;
  /** Begins: a tick that was missed comes now. */
  start(): void;
  close(): void;
}

/**
 * A tick is written down so long after it was sent, in milliseconds: by then those who follow have
 * written down what they got. Killed before, the next life sends it again.
 */
const SETTLING = 100;

export function createTicks(options: TickOptions): Ticks {
  const { clock, elapsed, every, moveOn, tell, isTelling, settled, fail } = options;
  let { ticked } = options;
  let written = ticked;
  let isStarted = false;
  let isClosed = false;
  let cancelTick: (() => void) | undefined;
  let cancelSettling: (() => void) | undefined;

  const due = (): number =>
    every === undefined ? Number.POSITIVE_INFINITY : nextTick({ ticked, every });

  function settle(): void {
    cancelSettling = isTelling() ? clock.after(SETTLING, settle) : undefined;
    if (cancelSettling) return;
    written = ticked;
    settled();
  }

  function tick(now: number): void {
    if (every === undefined) return;
    moveOn(due());
    ticked = lastTick({ ticked, every }, now);
    if (tell()) {
      cancelSettling?.();
      cancelSettling = clock.after(SETTLING, settle);
    } else if (!cancelSettling) written = ticked;
  }

  function advance(): number {
    const now = elapsed();
    if (isStarted && due() <= now) tick(now);
    moveOn(Math.min(due(), now));
    return now;
  }

  function wait(): void {
    cancelTick?.();
    if (every === undefined || isClosed) return;
    cancelTick = clock.after(due() - elapsed(), () => {
      try {
        advance();
      } catch (error) {
        fail(error);
      }
      wait();
    });
  }

  return {
    written: () => written,
    next: () => (isStarted && every !== undefined ? due() : undefined),
    advance,
    start() {
      isStarted = true;
      if (isClosed) return;
      advance();
      wait();
    },
    close() {
      isClosed = true;
      cancelTick?.();
      cancelSettling?.();
      written = ticked;
    },
  };
}
