import type { WorkQueue } from '../../store/store';

/** How many mails of an outbox have not ended. */
export interface Tally {
  waiting(): number;
  /** A mail was taken out of the queue: it waits until what becomes of it is written down. */
  take(id: string): void;
  /** The ids of those of which that is not so yet. */
  taken(): Iterable<string>;
  /** What became of a mail is written down. */
  settle(id: string): void;
  change(by: number): void;
  /** Counts anew what waits: other processes may have put or taken some of it. */
  recount(): Promise<void>;
}

/** `isPutting` tells whether a mail is on its way into the queue; `changed` hears of every change. */
export function createTally(
  queue: Pick<WorkQueue, 'waiting'>,
  isPutting: () => boolean,
  changed: () => void,
): Tally {
  /** The ids of those taken out of the queue whose end is not written down. */
  const held = new Set<string>();
  let waiting = 0;
  /** How often `waiting` was changed. */
  let changes = 0;
  return {
    waiting: () => waiting,
    take: (id) => void held.add(id),
    taken: () => held,
    settle: (id) => void held.delete(id),
    change(by) {
      changes += 1;
      waiting = Math.max(0, waiting + by);
      changed();
    },
    async recount() {
      const before = changes;
      const inQueue = await queue.waiting();
      if (before === changes && !isPutting()) waiting = inQueue + held.size;
    },
  };
}
