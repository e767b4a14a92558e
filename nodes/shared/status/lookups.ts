import type { NodeStatus } from 'node-red';
import type { Load } from '../../../src/lookup/queue/scheduler';
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

/**
 * How a lookup node looks that has `unfinished` messages. Of these no more run than requests of their
 * account do; all others wait. Where nothing runs because the quota holds it back, it says until when.
 */
export function busyStatus(
  texts: Texts,
  unfinished: number,
  { running, nextAt }: Load,
): NodeStatus {
  const ours = Math.min(unfinished, running);
  const parts = [
    ...(ours > 0 ? [texts.say('status.running', { number: texts.number(ours) })] : []),
    ...(unfinished > ours
      ? [texts.say('status.waiting', { number: texts.number(unfinished - ours) })]
      : []),
    ...(ours === 0 && nextAt !== undefined
      ? [texts.say('status.next', { time: texts.time(nextAt) })]
      : []),
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
