import type { Node, NodeAPI } from 'node-red';
import { systemClock } from '../../src/clock';
import type { Entry } from '../../src/keeping/entry';
import { own } from '../../src/plain-object';
import type { Replaced, Store } from '../../src/store/store';
import { openKeeping, type NodeKeeping } from '../shared/keeping';
import { createFrontDoor, type FrontDoor } from '../shared/own-messages';
import { hasWires, type Desk, type KeepFailure, type Message } from '../shared/run-node';

/** By which output a message leaves that was given up. */
const GIVEN_UP = 1;

/**
 * The way out of a notify node, once a mail has ended or was composed. What leaves is kept until those
 * who follow have it, and leaves again where flows are stopped before: an alert whose mail was given
 * up may have to be released.
 */
export interface Leaving {
  readonly door: FrontDoor;
  /** Sends a message on by output `output` (from 0). */
  emit(output: number, msg: Message, desk: Desk): void;
  /**
   * Sends a message on that was made of what was `collected`, which ends with it. Resolves with
   * whether it has: without a store it has not.
   */
  sendOwn(output: number, msg: Message, collected: Replaced): Promise<boolean>;
  readonly keepFailure: KeepFailure;
  start(): Promise<void>;
  hurry(isRemoved: boolean): void;
  close(): Promise<void>;
}

/** Makes the way out; without a `store` nothing is kept. */
export function createLeaving(RED: NodeAPI, node: Node, store: Store | undefined): Leaving {
  if (!store) return withoutStore(node);
  const keeping = openKeeping(RED, node, store, `leaving ${node.id}`, async (...given) =>
    leaveAgain(keeping, ...given),
  );
  const { door } = keeping;

  function entryOf(output: number, msg: Message): Entry {
    const origin = { node: node.id, at: systemClock.now() };
    return { msg: { ...msg }, value: { output }, origin, has: [] };
  }

  function sendOn(output: number, msg: Message, send: () => void): void {
    if (hasWires(node, output)) keeping.send(keeping.hold(entryOf(output, msg)), msg, send, output);
    else send();
  }

  return {
    door,
    emit: (output, msg, desk) => sendOn(output, msg, () => desk.emit(output, msg)),
    async sendOwn(output, msg, collected) {
      const custody = await keeping.accept(entryOf(output, msg), 0, (_into, put) => put(collected));
      await door.send(msg, (desk) => {
        keeping.send(custody, msg, () => desk.emit(output, msg), output);
      });
      return keeping.lasts(custody);
    },
    keepFailure(msg, send) {
      if (send) sendOn(GIVEN_UP, msg, send);
    },
    start: () => Promise.resolve(),
    hurry: (isRemoved) => keeping.stop(isRemoved),
    close: () => keeping.close(),
  };
}

async function leaveAgain(
  keeping: NodeKeeping,
  { value }: Entry,
  custody: Parameters<NodeKeeping['send']>[0],
  msg: Message,
  desk: Desk,
): Promise<void> {
  const output = own(value, 'output') === GIVEN_UP ? GIVEN_UP : 0;
  keeping.send(custody, msg, () => desk.emit(output, msg), output);
}

function withoutStore(node: Node): Leaving {
  const door = createFrontDoor(node);
  return {
    door,
    emit: (output, msg, desk) => desk.emit(output, msg),
    async sendOwn(output, msg) {
      await door.send(msg, (desk) => desk.emit(output, msg));
      return false;
    },
    keepFailure: (_msg, send) => send?.(),
    start: () => Promise.resolve(),
    hurry: () => undefined,
    close: () => Promise.resolve(),
  };
}
