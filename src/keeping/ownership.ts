import type { Clock } from '../clock';
import type { Store } from '../store/store';
import type { Custody } from './custody';
import type { Entries } from './entries';

/** Whether messages are still this process's own. */
export interface Ownership {
  /** Whether it is ours for certain, and its end can be written down. */
  holds(custody: Custody): boolean;
  /**
   * Where it is not: waits for the store, and takes it again where nobody else has it. False where another
   * process has it, or will have it as flows are being stopped.
   */
  regain(custody: Custody): Promise<boolean>;
}

/** Milliseconds between two looks at whether a store that is away is back. */
const LOOK = 500;

/** Tells it of the messages of a node. */
export function createOwnership({
  entries,
  store: { shared },
  clock,
  isStopping,
}: {
  readonly entries: Pick<Entries, 'holds' | 'regain' | 'lasts'>;
  readonly store: Pick<Store, 'shared'>;
  readonly clock: Clock;
  readonly isStopping: () => boolean;
}): Ownership {
  /** The store that has it cannot be told of its end: another process may have it before it is back. */
  const isOutOfReach = (id: string): boolean =>
    shared !== undefined && shared.away() !== undefined && entries.lasts(id);

  async function isReached(id: string): Promise<boolean> {
    while (isOutOfReach(id)) {
      if (isStopping()) return false;
      await new Promise<void>((resolve) => {
        clock.after(LOOK, resolve);
      });
    }
    return true;
  }

  return {
    holds: ({ id, isReplaced }) =>
      id === undefined || isReplaced === true || (entries.holds(id) && !isOutOfReach(id)),
    regain: async ({ id }) =>
      id === undefined || ((await isReached(id)) && (await entries.regain(id))),
  };
}
