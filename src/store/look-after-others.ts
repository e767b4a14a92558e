import { asError } from '../as-error';
import type { Clock } from '../clock';
import { StoreError } from './errors';

/** Looks again and again at what other processes have left, or have taken. */
export interface LookAfterOthers {
  start(): void;
  end(): void;
}

/** Milliseconds between two looks: a store may fail to tell that there is something. */
const LOOK = 5000;

/** Milliseconds after which is looked when the store tells: it may tell of very much at once. */
const SOON = 200;

/** `look` is never called twice at a time; a store that fails tells of that itself. */
export function lookAfterOthers({
  onLeft,
  clock,
  look,
  trouble,
}: {
  readonly onLeft: (listener: () => void) => () => void;
  readonly clock: Clock;
  readonly look: () => Promise<void>;
  readonly trouble: (error: Error) => void;
}): LookAfterOthers {
  let stopListening: (() => void) | undefined;
  let cancelTimer: (() => void) | undefined;
  let isLooking = false;
  let isTold = false;

  function lookIn(milliseconds: number): void {
    cancelTimer?.();
    cancelTimer = clock.after(milliseconds, () => void lookNow());
  }

  async function lookNow(): Promise<void> {
    isLooking = true;
    isTold = false;
    await look().catch((error: unknown) => {
      if (!(error instanceof StoreError)) trouble(asError(error));
    });
    isLooking = false;
    if (stopListening) lookIn(isTold ? SOON : LOOK);
  }

  return {
    start() {
      stopListening ??= onLeft(() => {
        if (!isTold && !isLooking) lookIn(SOON);
        isTold = true;
      });
      lookIn(LOOK);
    },
    end() {
      stopListening?.();
      stopListening = undefined;
      cancelTimer?.();
    },
  };
}
