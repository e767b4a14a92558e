import { asError } from '../../src/as-error';
import { systemClock } from '../../src/clock';
import { createKeeping, type Keeping } from '../../src/keeping/keeping';
import { createRegistry, type Registry } from '../../src/keeping/registry';
import type { Origin } from '../../src/keeping/identity';
import { take, writeAlone, type Write } from '../../src/keeping/taking';
import type { Store } from '../../src/store/store';
import { ClosedError } from '../../src/closed-error';
import type { Node } from 'node-red';
import { KEPT, type Message } from './run-node';
import type { Runtime } from './flow-events';

const runtimes = new WeakMap<object, Registry>();

/** Who keeps which message in a runtime, whatever node set they are of. */
export function registryOf(RED: Runtime): Registry {
  const registry = runtimes.get(RED.events) ?? createRegistry();
  runtimes.set(RED.events, registry);
  return registry;
}

/** The keeping of a node, in `queue` of `store`. */
export function openKeeping(RED: Runtime, node: Node, store: Store, queue: string): Keeping {
  return createKeeping({
    store,
    queue,
    node: node.id,
    registry: registryOf(RED),
    clock: systemClock,
    nextTurn: setImmediate,
    tell: (error) => node.error(asError(error)),
  });
}

/** What whoever takes a message over has to know. */
export interface Taken {
  /** Writes it down, in place of what its keeper has. */
  readonly write: Write;
  /** Where it has come to us; absent where nobody keeps it. */
  readonly origin?: Origin;
}

/**
 * Works on a message that another of our nodes may keep, and tells its keeper what becomes of it.
 * Resolves with `KEPT` where the node is stopped before the message is written for good, and it comes
 * again.
 */
export async function takeOver(
  RED: Runtime,
  nodeId: string,
  msg: Message,
  work: (taken: Taken) => Promise<typeof KEPT | void>,
): Promise<typeof KEPT | void> {
  const taking = take(registryOf(RED), msg, nodeId);
  if (!taking) return await work({ write: writeAlone });
  if (taking.isHad) {
    taking.ended('finished');
    return undefined;
  }
  try {
    const end = await work(taking);
    taking.ended('finished');
    return end;
  } catch (error) {
    if (error instanceof ClosedError && taking.returned()) return KEPT;
    taking.ended('failed');
    throw error;
  }
}
