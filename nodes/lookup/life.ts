import type { Node } from 'node-red';
import { ClosedError } from '../../src/closed-error';

/** The life of a node, from a deploy to the next. */
interface Life {
  /** Settles as `promise` does, or with `ClosedError` when the node is closed before. */
  untilClosed<Result>(promise: Promise<Result>): Promise<Result>;
  isOver(): boolean;
  /** Whether the node is gone for good and has no next life. */
  isRemoved(): boolean;
  /** A message was left for the next life. */
  kept(): void;
  /** Settles as `promise` does; the next life does not begin before. */
  finishing(promise: Promise<void>): Promise<void>;
}

/**
 * Ends what a node waits for when it is closed: its account may live on, but nobody would take the
 * answer. Each promise is let go as soon as it settles.
 */
export function createLife(node: Node, durable: boolean): Life {
  const where = durable ? '' : ', in memory only: they are lost when Node-RED ends';
  const waiting = new Set<(error: Error) => void>();
  const unfinished = new Set<Promise<void>>();
  let over: Error | undefined;
  let removed = false;
  let keptMessages = 0;

  node.on('close', (isRemoved: boolean, closed: () => void) => {
    removed = isRemoved;
    over = new ClosedError('The node was stopped or deployed again during the lookup');
    for (const refuse of waiting) refuse(over);
    const end = (): void => {
      if (keptMessages > 0)
        node.log(`Lookups that wait for the next start: ${keptMessages}${where}`);
      closed();
    };
    // Those who wait learn of it before the node is gone.
    setImmediate(() => void Promise.allSettled(unfinished).then(end));
  });

  return {
    isOver: () => over !== undefined,
    isRemoved: () => removed,
    kept: () => {
      keptMessages += 1;
    },
    finishing(promise) {
      const noted = promise.finally(() => unfinished.delete(noted));
      unfinished.add(noted);
      return noted;
    },
    untilClosed: (promise) =>
      new Promise((resolve, reject) => {
        // Whoever was busy elsewhere when it closed must not go on: the next life does.
        if (over) reject(over);
        waiting.add(reject);
        promise.then(resolve, reject).finally(() => waiting.delete(reject));
      }),
  };
}
