import type { NodeAPI } from 'node-red';
import { own } from '../../src/plain-object';
import type { Replaced, Store } from '../../src/store/store';
import { ClosedError } from '../../src/closed-error';
import { KEPT, type Message } from './run-node';

/** Keeps an alert that it has sent on, until somebody else has written it down. */
export interface AlertKeeper {
  /** Somebody works on the alert and will tell what becomes of it. */
  take(): Taking;
}

/**
 * Writes something down; what it has `replaced` is finished in the same step, or not at all. Resolves
 * with whether what is written lasts: what only a spare holds does not.
 */
export type Put = (replaced?: Replaced) => Promise<boolean>;

/**
 * Writes a message down by the `put` it is given, and resolves or rejects as that does. `goesOn`: what
 * is written is there for longer than the message, as an item of a digest is.
 */
export type Write = (put: Put, goesOn?: boolean) => Promise<boolean>;

/** An alert, for one of those who work on it. */
export interface Taking {
  /**
   * It is being written into `store`, by `put`, which is called in the same turn. Where that is the
   * keeper's own store the alert is replaced by what is written, if that lasts.
   */
  write(store: Store, put: Put, goesOn: boolean): Promise<boolean>;
  /** Its message has come to its end. */
  ended(): void;
  /** Its message has failed, which can be seen. */
  failed(): void;
  /** Whoever took it was stopped. Returns whether it is still kept, and comes again. */
  returned(): boolean;
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
 * Works on a message whose alert somebody may keep, and tells them what becomes of it. `work` writes
 * the message into `store` by what it is given. Resolves with `KEPT` where the node is stopped before
 * the message is written for good, and it comes again.
 */
export async function takeOver(
  RED: Runtime,
  msg: Message,
  store: Store,
  work: (write: Write) => Promise<typeof KEPT | void>,
): Promise<typeof KEPT | void> {
  const id = own(msg.alert, 'id');
  const taking = typeof id === 'string' ? keepersOf(RED).get(id)?.take() : undefined;
  if (!taking) return await work(writeAlone);
  try {
    const end = await work((put, goesOn = false) => taking.write(store, put, goesOn));
    taking.ended();
    return end;
  } catch (error) {
    if (error instanceof ClosedError && taking.returned()) return KEPT;
    taking.failed();
    throw error;
  }
}

/** Writes down what nobody else keeps. */
export const writeAlone: Write = (put) => put();
