import type { Node, NodeAPI } from 'node-red';
import { asError } from '../../src/as-error';
import { systemClock } from '../../src/clock';
import { ClosedError } from '../../src/closed-error';
import type { Custody } from '../../src/keeping/custody';
import type { Entry } from '../../src/keeping/entry';
import type { Origin } from '../../src/keeping/identity';
import { createKeeping, type Keeping } from '../../src/keeping/keeping';
import { take, writeAlone, type Taking, type Write } from '../../src/keeping/taking';
import type { Store } from '../../src/store/store';
import { lastMessages } from './close-node';
import { closeInTime } from './closing/close-in-time';
import { endAll } from './end-queue-of-removed-node';
import { listenToFlows, type Runtime } from './flow-events';
import { createFrontDoor, type FrontDoor } from './own-messages';
import { hasBranches } from './wiring/branches';
import { followersOf } from './wiring/followers';
import { isKnown } from './known-nodes';
import { once } from './once';
import { openingOf } from './opening/opening';
import { registryOf } from './registry';
import { KEPT, type Desk, type Handler, type Message } from './run-node';

/** The keeping of a node, from the start of the flows to its end. */
export interface NodeKeeping extends Keeping {
  /**
   * What to do with a message that comes again: it came in by the front door, and has been kept since
   * an earlier life, or since flows were stopped.
   */
  errandOf: FrontDoor['errandOf'];
  /** Has a message that nobody sent come in by the front door. */
  door: FrontDoor;
  /** The node is being stopped; `isRemoved`: for good, unless the flows still hold it. */
  stop(isRemoved: boolean): void;
  /** Resolves when the store may be closed. What waits for a node that is gone for good is told of. */
  close(): Promise<void>;
}

const TOO_HEAVY =
  'A message of more than 8 MB waits in memory: it outlasts a stop and a deploy of Node-RED, but not a crash';

/** Sends a message on that has been kept: as if it had just come, or was just about to leave. */
export type SendAgain = (
  entry: Entry,
  custody: Custody,
  msg: Message,
  desk: Desk,
) => ReturnType<Handler>;

/** Opens the keeping of a node, in `queue` of `store`. */
export function openKeeping(
  RED: NodeAPI,
  node: Node,
  store: Store,
  queue: string,
  sendAgain: SendAgain,
): NodeKeeping {
  const tell = (error: unknown): void => node.error(asError(error));
  const warn = once((sentence) => node.warn(sentence));
  const keeping = createKeeping({
    store,
    queue,
    node: node.id,
    registry: registryOf(RED),
    clock: systemClock,
    nextTurn: setImmediate,
    branches: () => (branches ??= hasBranches(RED, node)),
    followers: { run: (output) => followers.run(output), endIt },
    tell,
    tooHeavy: () => warn(TOO_HEAVY),
  });
  const door = createFrontDoor(node);
  const followers = followersOf(RED, node);
  /** Found out anew with each deploy, which may have moved wires. */
  let branches: boolean | undefined;
  const ends = new Map<number, boolean>();
  let resuming: Promise<void> = Promise.resolve();
  let isInterrupted = false;
  let isGone = false;

  function endIt(output: number): boolean {
    const known = ends.get(output) ?? followers.endIt(output);
    ends.set(output, known);
    return known;
  }

  /** With each deploy, as it may have brought back those who follow; not before the store is open. */
  function begin(): void {
    isInterrupted = false;
    const opening = openingOf(node);
    if (!opening) resume();
    else opening.onBegin((why) => why === 'closed' || resume());
  }

  function interrupt(): void {
    isInterrupted = true;
    keeping.interrupt();
  }

  function resume(): void {
    branches = undefined;
    ends.clear();
    resuming = keeping
      .resume((entry, custody) => {
        const msg: Message = { _msgid: '', ...entry.msg };
        void door.send(msg, (desk) => sendAgain(entry, custody, msg, desk));
      })
      .catch(tell);
  }

  const stopListening = listenToFlows(RED, {
    started: begin,
    stopping: interrupt,
  });
  return {
    ...keeping,
    door,
    errandOf: (msg) => door.errandOf(msg),
    stop(isRemoved) {
      isGone = isRemoved && !isKnown(RED, node.id);
      stopListening();
      // Some who follow may be closed by now, and were not when flows began to stop.
      if (!isInterrupted) interrupt();
      if (isGone) keeping.end();
    },
    async close() {
      await lastMessages();
      const settled = resuming.then(() => keeping.settled());
      await closeInTime(store, settled, systemClock);
      if (isGone) await endAll(store, queue, node);
    },
  };
}

/** What whoever takes a message over has to know. */
export interface Taken {
  /** Writes it down, in place of what its keeper has. */
  readonly write: Write;
  /** Where it has come to us; absent where nobody keeps it. */
  readonly origin?: Origin;
  /** It goes on, and stays with its keeper: whoever has taken it does not write it down. */
  passedOn(): void;
}

/** Nobody keeps it. */
export const TAKEN_ALONE: Taken = { write: writeAlone, passedOn: () => undefined };

/**
 * Works on a message that another of our nodes may keep, and tells its keeper what becomes of it.
 * Resolves with `KEPT` where the node is stopped before the message is written for good, and it comes
 * again.
 */
export function takeOver(
  RED: Runtime,
  nodeId: string,
  msg: Message,
  work: (taken: Taken) => ReturnType<Handler>,
): ReturnType<Handler> {
  const taking = take(registryOf(RED), msg, nodeId);
  return taking ? workOn(taking, work) : work(TAKEN_ALONE);
}

async function workOn(
  taking: Taking,
  work: (taken: Taken) => ReturnType<Handler>,
): Promise<typeof KEPT | void> {
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
