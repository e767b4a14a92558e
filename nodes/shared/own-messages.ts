import type { Node } from 'node-red';
import type { Desk, Handler, Message } from './run-node';

type Errand = (desk: Desk) => ReturnType<Handler> | void;

/**
 * The way out for messages that nothing in this life of the node has brought in: those of an earlier
 * one, and those that the node makes itself. They come in by the front door, as every message does,
 * so that each has an end of its own that Complete and Catch hear of.
 */
export interface FrontDoor {
  /**
   * Has `msg` come in and `errand` run on it; what that throws becomes the failure of the message.
   * Resolves when the nodes that follow have it.
   */
  send(msg: Message, errand: Errand): Promise<void>;
  /** What to do with a message that came in this way. */
  errandOf(msg: Message): ((desk: Desk) => ReturnType<Handler>) | undefined;
}

/** Makes the front door of a node. */
export function createFrontDoor(node: Node): FrontDoor {
  const errands = new WeakMap<Message, (desk: Desk) => ReturnType<Handler>>();
  return {
    send: (msg, errand) =>
      new Promise((resolve) => {
        errands.set(msg, (desk) => {
          // Those that follow get it in this turn.
          setImmediate(resolve);
          return errand(desk) ?? undefined;
        });
        node.receive(msg);
      }),
    errandOf: (msg) => errands.get(msg),
  };
}
