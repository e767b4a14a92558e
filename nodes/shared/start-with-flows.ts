import type { Node, NodeAPI } from 'node-red';
import { asError } from '../../src/as-error';
import { ClosedError } from '../../src/closed-error';
import { closeWith } from './close-node';
import { listenToFlows } from './flow-events';
import { isKnown } from './known-nodes';
import { whenOpen } from './opening/opening';
import type { StoreLease } from '../store/stores';

/** What works from the start of the flows to the end of the node. */
interface Worker {
  start(): Promise<void>;
  /** The node is about to be closed: what `start` does may come to its end earlier. */
  hurry?(isRemoved: boolean): void;
  close(isRemoved: boolean): Promise<void>;
}

/**
 * Starts `workers` when the flows have started and the store is open, so that those who get a message are there, and
 * closes them with the node, after which the store is given back. Resolves when they have started,
 * or never will.
 */
export function startWithFlows(
  RED: NodeAPI,
  node: Node,
  workers: readonly Worker[],
  lease: StoreLease,
): Promise<void> {
  return new Promise((resolve) => {
    let starting: Promise<void> | undefined;

    async function start(): Promise<void> {
      await whenOpen(node, () => Promise.all(workers.map((worker) => worker.start()))).catch(
        (error: unknown) => {
          if (!(error instanceof ClosedError)) node.error(asError(error));
        },
      );
      resolve();
    }

    async function close(isRemoved: boolean): Promise<void> {
      for (const worker of workers) worker.hurry?.(isRemoved);
      await starting;
      resolve();
      try {
        // The last one to be given work is the first to be closed.
        for (const worker of workers.toReversed()) await worker.close(isRemoved);
      } finally {
        await lease.release();
      }
    }

    const stopListening = listenToFlows(RED, {
      started() {
        starting ??= start();
      },
    });
    closeWith(node, (isRemoved) => {
      stopListening();
      return close(isRemoved && !isKnown(RED, node.id));
    });
  });
}
