import type { Connection } from './caller';
import type { Life } from './life';

/** What this process knows of the work that it has put or taken. */
export interface Holdings {
  /** It is ours since the life of that number. */
  hold(id: string, isTaken: boolean, life: number): void;
  /** The same of what was known already. */
  renew(id: string, life: number): void;
  giveBack(id: string): void;
  /** It is ours no more. */
  leave(id: string): void;
  holds(id: string): boolean;
  /** Whether it was put or taken here, and not left since: it may be another one's by now. */
  knows(id: string): boolean;
  /** Whether it was taken, and not given back. */
  isTaken(id: string): boolean;
  /** Names a call of `take`. */
  nextToken(): number;
  /** Whether what is asked of the database now may be done even where it rejects. */
  mayBeSent(): boolean;
  /** Calls `listener` when others may have left work in `queue`; the returned function ends that. */
  onLeft(queue: string, listener: () => void): () => void;
  /** Others have left work in a queue, or in any. */
  tellLeft(queue?: string): void;
}

interface Holding {
  readonly isTaken: boolean;
  readonly life: number;
}

/** Knows nothing at first: what a process held before its start is not its own. */
export function createHoldings(life: Life, connection: Pick<Connection, 'refuses'>): Holdings {
  const held = new Map<string, Holding>();
  const listeners = new Map<string, Set<() => void>>();
  let lastToken = 0;

  function tellLeft(queue?: string): void {
    for (const [name, told] of listeners) {
      if (queue === undefined || queue === name) for (const listener of told) listener();
    }
  }

  return {
    hold: (id, isTaken, number) => void held.set(id, { isTaken, life: number }),
    renew: (id, number) =>
      void held.set(id, { isTaken: held.get(id)?.isTaken === true, life: number }),
    giveBack(id) {
      const holding = held.get(id);
      if (holding) held.set(id, { ...holding, isTaken: false });
    },
    leave: (id) => void held.delete(id),
    holds: (id) => life.isSure() && held.get(id)?.life === life.number(),
    knows: (id) => held.has(id),
    isTaken: (id) => held.get(id)?.isTaken === true,
    nextToken: () => (lastToken += 1),
    mayBeSent: () => !connection.refuses(),
    onLeft(queue, listener) {
      const told = listeners.get(queue) ?? new Set();
      listeners.set(queue, told);
      // The same function may listen twice.
      const own = (): void => listener();
      told.add(own);
      return () => {
        told.delete(own);
        if (told.size === 0) listeners.delete(queue);
      };
    },
    tellLeft,
  };
}
