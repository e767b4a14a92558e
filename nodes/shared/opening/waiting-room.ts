import type { Node, NodeAPI, NodeMessageInFlow } from 'node-red';
import { ClosedError } from '../../../src/closed-error';
import { StoreError } from '../../../src/store/errors';
import { listenToFlows } from '../flow-events';
import { isKnown } from '../known-nodes';
import type { Opening } from './opening';
import { registryOf } from '../registry';

/** So many messages wait for a store to open; each is as large as its sender has made it. */
const MOST_WAITING = 1000;

/** So many go on in one turn of the event loop. */
const AT_ONCE = 20;

type Waiting = NodeMessageInFlow & Record<string, unknown>;

/** A message that has come in, and what may become of it here. */
interface Guest {
  readonly msg: Waiting;
  /** The node works on it. */
  readonly goOn: () => void;
  readonly fail: (error: Error) => void;
}

/** Where messages wait, in their order, until the store of their node is open. */
export interface WaitingRoom {
  /** Takes a message in; false where nothing waits any more, and it goes on at once. */
  takeIn(guest: Guest): boolean;
  /** How many wait. */
  size(): number;
  /** The node is being stopped; to be called before anything else of it hears of that. */
  close(): void;
}

/** What waited in nodes that were stopped, by the emitter of a runtime and the id of the node. */
const left = new WeakMap<object, Map<string, Waiting[]>>();

/**
 * Opens the waiting room of a node. What still waits there when the node is stopped comes again in its
 * next life: from whoever keeps it, or else from here. A message of a node that is gone for good fails.
 */
export function openWaitingRoom(RED: NodeAPI, node: Node, opening: Opening): WaitingRoom {
  const waiting: Guest[] = [];
  let state: 'waits' | 'lets in' | 'open' | 'stopped' = 'waits';

  function letIn(): void {
    if (state === 'stopped') return;
    state = 'lets in';
    for (const { goOn } of waiting.splice(0, AT_ONCE)) goOn();
    if (waiting.length > 0) setImmediate(letIn);
    else state = 'open';
  }

  function leave({ msg, fail }: Guest): void {
    const isKept = registryOf(RED).find(msg, node.id).length > 0;
    if (isKept) return;
    if (isKnown(RED, node.id)) leftIn(RED, node.id).push(msg);
    else fail(new ClosedError('The node was removed before its store was open'));
  }

  opening.onBegin((why) => {
    if (why !== 'closed') letIn();
  });
  return {
    size: () => waiting.length,
    takeIn(guest) {
      if (state === 'open') return false;
      if (state === 'stopped') leave(guest);
      else if (waiting.length < MOST_WAITING) waiting.push(guest);
      else guest.fail(tooMany());
      return true;
    },
    close() {
      // Where the store is open the node takes on what waits, as what it has got before it was stopped.
      const end = state === 'waits' ? leave : ({ goOn }: Guest): void => goOn();
      state = state === 'waits' ? 'stopped' : 'open';
      for (const guest of waiting.splice(0)) end(guest);
    },
  };
}

/** Brings back, when the flows have started, what waited in an earlier life of a node. */
export function bringBack(RED: NodeAPI, node: Node): void {
  const messages = left.get(RED.events)?.get(node.id);
  if (!messages) return;
  const stopListening = listenToFlows(RED, {
    started() {
      stopListening();
      left.get(RED.events)?.delete(node.id);
      for (const msg of messages) node.receive(msg);
    },
  });
  node.on('close', stopListening);
}

function leftIn(RED: NodeAPI, id: string): Waiting[] {
  const ofRuntime = left.get(RED.events) ?? new Map<string, Waiting[]>();
  left.set(RED.events, ofRuntime);
  const messages = ofRuntime.get(id) ?? [];
  ofRuntime.set(id, messages);
  return messages;
}

function tooMany(): StoreError {
  return new StoreError(
    `The store is not open yet, and ${MOST_WAITING} messages wait for it already`,
  );
}
