import type { Clock } from '../../../src/clock';
import type { Store } from '../../../src/store/store';

/** Between two looks at whether the store is away, in milliseconds. */
const LOOK = 500;

/**
 * A node that is closed waits so long (ms) for a store that is away: Node-RED waits for 15 s in all, and
 * what the store has is sent again by whoever finds it there.
 */
const PATIENCE = 5000;

/**
 * Resolves when `work` has come to its end, or when a store that it may wait for has been away for some
 * seconds. What is still under way then ends when the store is closed.
 */
export async function closeInTime(
  { shared }: Pick<Store, 'shared'>,
  work: Promise<unknown>,
  clock: Clock,
): Promise<void> {
  if (!shared) {
    await work;
    return;
  }
  let cancel: (() => void) | undefined;
  const patience = new Promise<void>((resolve) => {
    let away = 0;
    const look = (): void => {
      away = shared.away() ? away + LOOK : 0;
      if (away >= PATIENCE) resolve();
      else cancel = clock.after(LOOK, look);
    };
    look();
  });
  try {
    await Promise.race([work, patience]);
  } finally {
    cancel?.();
  }
}
