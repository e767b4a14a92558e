import type { Node } from 'node-red';
import { asError } from '../../src/as-error';

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
