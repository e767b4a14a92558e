import type { NodeStatus } from 'node-red';
import { LEVEL_LOOK, type Look } from './status';
import type { Texts } from './texts';

/** What became of a lookup. */
interface Answered {
  readonly outcome: 'found' | 'unknown' | 'pending' | 'allowed';
  /** Why an answer is older than was wished for; absent where it is not. */
  readonly stale?: string;
}

/** How each outcome of a lookup looks. */
const OUTCOME_LOOK: Readonly<Record<Answered['outcome'], Look>> = {
  found: { fill: 'green', shape: 'dot' },
  unknown: LEVEL_LOOK.unknown,
  pending: LEVEL_LOOK.pending,
  allowed: { fill: 'green', shape: 'ring' },
};

/** What a lookup node is about. */
interface Busy {
  /** Messages that have no answer yet. */
  readonly unfinished: number;
  /** Requests for them that are under way. */
  readonly running: number;
  /** When the quota lets the next one go (ms UTC). */
  readonly nextAt: number | undefined;
}

/**
 * How a lookup node looks that has something to do: what does not run waits. Where nothing runs because
 * the quota holds it back, it says until when.
 */
export function busyStatus(
  { say, number, time }: Texts,
  { unfinished, running, nextAt }: Busy,
): NodeStatus {
  const waiting = unfinished - running;
  const parts = [
    ...(running > 0 ? [say('status.running', { number: number(running) })] : []),
    ...(waiting > 0 ? [say('status.waiting', { number: number(waiting) })] : []),
    ...(running === 0 && nextAt !== undefined ? [say('status.next', { time: time(nextAt) })] : []),
  ];
  return { fill: 'blue', shape: 'dot', text: parts.join(', ') };
}

/** How a lookup node looks that has answered a message. */
export function answeredStatus({ say }: Texts, { outcome, stale }: Answered): NodeStatus {
  const text = say(`outcome.${outcome}`);
  return {
    ...OUTCOME_LOOK[outcome],
    text: stale === undefined ? text : say('status.old', { text }),
  };
}

/** How a lookup node looks that has only made-up answers, and nothing to do. */
export function demoStatus({ say }: Texts): NodeStatus {
  return { fill: 'grey', shape: 'ring', text: say('status.isDemo') };
}
