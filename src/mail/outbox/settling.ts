import { asError } from '../../as-error';
import type { Clock } from '../../clock';
import { StoreError } from '../../store/errors';

/** Writes down what has become of the work of a queue, however often the store fails. */
export interface Settling {
  /**
   * Runs `write`, and again every now and then until it succeeds. Resolves when it was run once, and
   * never rejects.
   */
  settle(id: string, write: () => Promise<void>): Promise<void>;
  /** Runs once more what has failed, and stops. */
  close(): Promise<void>;
}

/** Work that was worked on. */
export interface Handled {
  /** Resolves when what became of it was to be written down. */
  readonly leaving: Promise<void>;
  /** It has to wait for the server. */
  readonly isHeldUp?: boolean;
}

/** Milliseconds after which a store that failed is asked again. */
export const STORE_PAUSE = 30_000;

/**
 * Work whose end is not written down stays taken, and nobody would look at it before the next start.
 * `settled` is called with each id of which that is
 * written down, and whether that was not at once; `trouble` hears of what is no trouble
 * of the store, which tells of that itself.
 */
export function createSettling({
  clock,
  settled,
  trouble,
}: {
  readonly clock: Clock;
  readonly settled: (id: string, isLate: boolean) => void;
  readonly trouble: (error: Error) => void;
}): Settling {
  const unsettled = new Map<string, () => Promise<void>>();
  let cancelTimer: (() => void) | undefined;
  let open = true;

  async function run(id: string, write: () => Promise<void>): Promise<void> {
    try {
      await write();
      settled(id, unsettled.delete(id));
    } catch (error) {
      if (!(error instanceof StoreError)) trouble(asError(error));
      unsettled.set(id, write);
      if (open) cancelTimer ??= clock.after(STORE_PAUSE, () => void again());
    }
  }

  async function again(): Promise<void> {
    cancelTimer = undefined;
    await Promise.all([...unsettled].map(([id, write]) => run(id, write)));
  }

  return {
    settle: run,
    async close() {
      open = false;
      cancelTimer?.();
      await again();
    },
  };
}
