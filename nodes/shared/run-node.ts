import type { Node, NodeAPI, NodeMessageInFlow } from 'node-red';
import { asError } from '../../src/as-error';
import { systemClock } from '../../src/clock';
import { CodedError } from '../../src/coded-error';
import { own } from '../../src/plain-object';
import { listenToStoreTurns } from './figures/store-turns';
import { openingOf } from './opening/opening';
import { failureStatus } from './status/failure';
import { storeOpeningStatus } from './status/stores';
import { createStatus, NO_STATUS, type ShowStatus } from './status/status';
import { textsOf, type Texts } from './status/texts';
import { bringBack, openWaitingRoom, type WaitingRoom } from './opening/waiting-room';

type Send = (msg: Message | (Message | null)[]) => void;

/** A message that has come in, and what Node-RED gives along with it. */
interface Visit {
  readonly msg: Message;
  readonly send: Send;
  readonly done: (error?: Error) => void;
}

/** A message on its way through a flow. */
export type Message = NodeMessageInFlow & Record<string, unknown>;

/** What a node may do with a message that it works on. */
export interface Desk {
  /** Sends a message on by output `output` (from 0). */
  emit(output: number, msg: Message): void;
  /** Ends a message that was made from the incoming one as a failure. */
  fail(error: unknown, msg: Message): void;
}

/** The message has not come to an end: it goes on in the node's next life. */
export const KEPT = Symbol('kept');

/**
 * Works on one message, at once or in a while; what it throws becomes the failure of that message.
 */
export type Handler = (msg: Message, desk: Desk) => Promise<typeof KEPT | void> | undefined;

/**
 * Hears of each message that has failed. `send` sends it by the failure output, and has to be called;
 * it is absent where none is wired, and Catch has it.
 */
export type KeepFailure = (msg: Message, send: (() => void) | undefined) => void;

/** What a node's set-up gets to work with. */
export interface Setting {
  readonly status: ShowStatus;
  /** In which it is written. */
  readonly texts: Texts;
  /** Has messages that fail pass `keep`, which knows when whoever follows has them. */
  readonly keepFailures: (keep: KeepFailure) => void;
}

/** The ports of a node: how many, and by which (from 0) failed messages leave, if by any. */
export interface Ports {
  readonly outputs: number;
  /** The same for all failures, or as the failure is. */
  readonly failureOutput?: number | ((error: Error) => number | undefined);
}

/**
 * Makes a node work. This is the only place that turns a thrown error into a failure: the message
 * leaves by the failure output where one is wired, else it goes to Catch through `done(error)`, and
 * the status shows the code. Nothing that is thrown or rejected gets past here.
 *
 * `setUp` runs once, now. When it throws, the error is logged and shown, and every message that
 * comes meets that same error.
 */
export function runNode(
  RED: NodeAPI,
  node: Node,
  ports: Ports,
  setUp: (setting: Setting) => Handler,
): void {
  const show = createStatus(node, systemClock);
  const texts = textsOf(RED);
  /** Where messages wait for a store that takes time to open; mostly there is none. */
  let room: WaitingRoom | undefined;
  let isOpening = false;
  let last = NO_STATUS;
  const status: ShowStatus = (make) => {
    last = make;
    if (!isOpening) show(make);
  };
  node.on('close', () => room?.close());
  const tell = (problem: Error): void => status(() => failureStatus(texts, problem));
  let keepFailure = keepNone;
  const handle = prepare(node, tell, () =>
    setUp({
      status,
      texts,
      keepFailures(keep) {
        keepFailure = keep;
      },
    }),
  );

  const opening = openingOf(node);
  const showOpening = (): void => {
    if (isOpening) show(() => storeOpeningStatus(texts, opening?.away(), room?.size() ?? 0));
  };
  if (opening) {
    isOpening = true;
    room = openWaitingRoom(RED, node, opening);
    showOpening();
    const stopListening = listenToStoreTurns(RED, showOpening);
    opening.onBegin((why) => {
      isOpening = false;
      stopListening();
      if (why !== 'closed') show(last);
    });
  }
  bringBack(RED, node);

  const before = Array.from({ length: ports.outputs }, (_, index) => Array<null>(index).fill(null));

  /** What Node-RED sends by one output: a message alone goes by the first, and goes fastest. */
  function output(index: number, msg: Message): Message | (Message | null)[] {
    return index === 0 ? msg : [...(before[index] ?? []), msg];
  }

  /** Sends a failed message by the failure output; false where none is wired. */
  function sendFailure(send: Send, error: Error, msg: Message): boolean {
    const { failureOutput } = ports;
    const index = typeof failureOutput === 'function' ? failureOutput(error) : failureOutput;
    if (index === undefined || !isWired(RED, node, index)) {
      keepFailure(msg, undefined);
      return false;
    }
    const failed = output(index, withError(msg, error));
    keepFailure(msg, () => send(failed));
    return true;
  }

  function deskOf(send: Send): Desk {
    return {
      emit: (index, each) => send(output(index, each)),
      fail(error, each) {
        const problem = asError(error);
        tell(problem);
        if (!sendFailure(send, problem, each)) node.error(problem, each);
      },
    };
  }

  function fail(error: unknown, { msg, send, done }: Visit): void {
    const problem = asError(error);
    tell(problem);
    if (sendFailure(send, problem, msg)) done();
    else done(problem);
  }

  function work(visit: Visit): void {
    const { msg, send, done } = visit;
    let underWay: ReturnType<Handler>;
    try {
      underWay = handle(msg, deskOf(send));
    } catch (error) {
      fail(error, visit);
      return;
    }
    if (!underWay) {
      done();
      return;
    }
    const finish = (end: typeof KEPT | void): void => {
      if (end !== KEPT) done();
    };
    underWay
      .then(finish, (error: unknown) => fail(error, visit))
      .catch((error: unknown) => node.error(asError(error)));
  }

  node.on('input', (msg: Message, send: Send, done) => {
    const visit = { msg, send, done };
    const waits = room?.takeIn({
      msg,
      goOn: () => work(visit),
      fail: (error) => fail(error, visit),
    });
    if (waits) showOpening();
    else work(visit);
  });
}

/** Sends it on, and that is all. */
const keepNone: KeepFailure = (_msg, send) => send?.();

function prepare(node: Node, tell: (problem: Error) => void, setUp: () => Handler): Handler {
  try {
    return setUp();
  } catch (error) {
    const problem = asError(error);
    tell(problem);
    node.error(problem.message);
    return () => Promise.reject(problem);
  }
}

/**
 * Whether an output leads to a node that runs; a disabled one would swallow the message, and so would
 * a junction that leads nowhere. Asked anew each time: a deploy that only moves wires keeps the node
 * and replaces its wires.
 */
export function isWired(RED: NodeAPI, node: Node, output: number): boolean {
  const seen = new Set<string>();
  const pending = targetsOf(node, output);
  for (const id of pending) {
    const target = seen.has(id) ? null : RED.nodes.getNode(id);
    seen.add(id);
    if (!target) continue;
    if (target.type !== 'junction') return true;
    pending.push(...targetsOf(target, 0));
  }
  return false;
}

/** Whether an output leads anywhere, also to a node that is stopped already. */
export function hasWires(node: Node, output: number): boolean {
  return targetsOf(node, output).length > 0;
}

function targetsOf(node: object, output: number): string[] {
  const wires: unknown = Reflect.get(node, 'wires');
  const targets: unknown = Array.isArray(wires) ? wires[output] : undefined;
  return Array.isArray(targets) ? targets.filter((id) => typeof id === 'string') : [];
}

function withError(msg: Message, error: Error): Message {
  const retryAt =
    'retryAt' in error && typeof error.retryAt === 'number' ? error.retryAt : undefined;
  msg.error = {
    code: error instanceof CodedError ? error.code : 'unexpected',
    message: error.message,
    ...(retryAt !== undefined && { retryAt: new Date(retryAt).toISOString() }),
  };
  return msg;
}

/** Whether the demonstration account answered a message: whatever shows it has to say so. */
export function isSimulated(msg: Message): boolean {
  return own(msg.virustotal, 'simulated') === true;
}
