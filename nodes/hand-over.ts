import type { NodeAPI } from 'node-red';
import { own } from '../src/plain-object';
import type { Store } from '../src/store/store';
import { ClosedError } from '../src/virustotal/errors';
import { KEPT, type Message } from './glue';

/** Keeps an alert that it has sent on, until somebody else has written it down. */
export interface AlertKeeper {
  /** Somebody works on the alert and will tell what becomes of it. */
  taken(): void;
  /**
   * It is being written into `store`; `written` settles when that is done or has failed. Where the
   * keeper's own store is the same, what it does now becomes part of the same transaction.
   */
  writing(store: Store, written: Promise<unknown>): void;
  /** Nobody will write it down: its message has come to an end that can be seen. */
  ended(): void;
  /** Whoever took it was stopped before it was written down. */
  returned(): void;
}

/** What tells one runtime from another: the emitter that all node sets of it share. */
export type Runtime = Pick<NodeAPI, 'events'>;

/** The keepers of a runtime, by the ids of their alerts. */
const runtimes = new WeakMap<object, Map<string, AlertKeeper>>();

function keepersOf(RED: Runtime): Map<string, AlertKeeper> {
  const keepers = runtimes.get(RED.events) ?? new Map<string, AlertKeeper>();
  runtimes.set(RED.events, keepers);
  return keepers;
}

/** Lets whoever gets the alert `id` tell its keeper, until what is returned is called. */
export function offerAlert(RED: Runtime, id: string, keeper: AlertKeeper): () => void {
  const keepers = keepersOf(RED);
  keepers.set(id, keeper);
  return () => {
    if (keepers.get(id) === keeper) keepers.delete(id);
  };
}

/**
 * Works on a message whose alert somebody may keep, and tells them what becomes of it. `work` calls
 * `writing` in the turn in which it begins to write the message into `store`. Resolves with `KEPT`
 * where the node is stopped before that and the message comes again.
 */
export async function takeOver(
  RED: Runtime,
  msg: Message,
  store: Store,
  work: (writing: (written: Promise<unknown>) => void) => Promise<typeof KEPT | void>,
): Promise<typeof KEPT | void> {
  const id = own(msg.alert, 'id');
  const keeper = typeof id === 'string' ? keepersOf(RED).get(id) : undefined;
  let isWritten = false;
  keeper?.taken();
  try {
    return await work((written) => {
      isWritten = true;
      keeper?.writing(store, written);
    });
  } catch (error) {
    if (!keeper || isWritten || !(error instanceof ClosedError)) throw error;
    isWritten = true;
    keeper.returned();
    return KEPT;
  } finally {
    if (!isWritten) keeper?.ended();
  }
}
