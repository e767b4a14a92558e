import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Node } from 'node-red';
import { asError } from '../../src/as-error';

/**
 * Resolves when a node that is being closed has got what was sent to it before: Node-RED delivers in
 * the next turn of the event loop, for as long as the node has not closed.
 */
export async function lastMessages(): Promise<void> {
  await nextTurn();
}

/**
 * Has `close` run when `node` is stopped, and Node-RED wait for it; `isRemoved` tells whether the node
 * is gone for good. What it rejects with is logged, and holds up nothing.
 */
export function closeWith(node: Node, close: (isRemoved: boolean) => Promise<void>): void {
  node.on('close', (isRemoved: boolean, closed: () => void) => {
    close(isRemoved).then(closed, (error: unknown) => {
      node.error(asError(error));
      closed();
    });
  });
}
