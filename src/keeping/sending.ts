import type { PlainObject } from '../plain-object';
import { happens, type Custody } from './custody';
import type { Ownership } from './ownership';

/**
 * Calls `emit`, which sends `msg` on by `output` (from 0; absent: the first), and keeps it until its end is
 * known: at once where it is ours for certain, else once that is known, or not at all where another process
 * has it. False where it is left for the next life, which finds it for certain, as flows are being stopped or
 * have not started.
 */
export type Send = (
  custody: Custody,
  msg: PlainObject,
  emit: () => void,
  output?: number,
) => boolean;

/** What sending needs of the keeping whose messages it sends. */
interface SendingOptions {
  readonly owning: Ownership;
  /** Flows are being stopped, or have not started, and the node has a next life. */
  readonly isInterrupted: () => boolean;
  /** As those of the keeping. */
  readonly lasts: (custody: Custody) => boolean;
  readonly endsAtOnce: (output: number) => boolean;
  /** A message is about to be sent on. */
  readonly begin: (custody: Custody, msg: PlainObject) => void;
  readonly regain: (custody: Custody) => Promise<boolean>;
  readonly leaveToOthers: (custody: Custody) => void;
  /** Has the keeping wait for some work. */
  readonly noteEnd: (work: Promise<void>, then: () => void) => void;
}

/** Makes the way out of a keeping. */
export function createSending(options: SendingOptions): Send {
  const { owning, isInterrupted, lasts, endsAtOnce, begin, regain, leaveToOthers, noteEnd } =
    options;

  const send: Send = (custody, msg, emit, output = 0) => {
    // It would come to nodes that are closed, or to some that go on, and then once more.
    if (isInterrupted() && lasts(custody)) {
      happens(custody, 'stopped');
      return false;
    }
    custody.isAtRisk = isInterrupted() && !endsAtOnce(output);
    custody.output = output;
    begin(custody, msg);
    emit();
    return true;
  };

  /** Once it is known whether it is ours. */
  async function sendLater(custody: Custody, ...sending: Sending): Promise<void> {
    try {
      if (await regain(custody)) send(custody, ...sending);
    } catch (error) {
      // Where the store is closed before, it is in there.
      leaveToOthers(custody);
      throw error;
    }
  }

  return (custody, ...sending) => {
    if (owning.holds(custody)) return send(custody, ...sending);
    noteEnd(sendLater(custody, ...sending), () => undefined);
    return true;
  };
}

type Sending = [msg: PlainObject, emit: () => void, output?: number];
