import { ClosedError } from '../../src/closed-error';

/** The life of a node, from a deploy to the next. */
export interface Life {
  /** Settles as `promise` does, or with `ClosedError` when the life ends before. */
  untilEnd<Result>(promise: Promise<Result>): Promise<Result>;
  /** Throws `ClosedError` when the life has ended. */
  check(): void;
  /** It ends; `isRemoved`: the node is gone for good and has no next life. */
  end(isRemoved: boolean): void;
  isRemoved(): boolean;
}

/**
 * Ends what a node waits for when it is closed: its account may live on, but nobody would take the
 * answer. Each promise is let go as soon as it settles.
 */
export function createLife(): Life {
  const waiting = new Set<(error: Error) => void>();
  let over: Error | undefined;
  let removed = false;
  return {
    isRemoved: () => removed,
    check() {
      if (over) throw over;
    },
    end(isRemoved) {
      removed = isRemoved;
      over = new ClosedError('The node was stopped or deployed again during the lookup');
      for (const refuse of waiting) refuse(over);
    },
    untilEnd: (promise) =>
      new Promise((resolve, reject) => {
        // Whoever was busy elsewhere when it ended must not go on: the next life does.
        if (over) reject(over);
        waiting.add(reject);
        promise.then(resolve, reject).finally(() => waiting.delete(reject));
      }),
  };
}
