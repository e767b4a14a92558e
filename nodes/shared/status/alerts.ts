import type { NodeStatus } from 'node-red';
import { isRaised, type Alert } from '../../../src/alert/alert';
import type { Verdict } from '../../../src/verdict/verdict';
import { LEVEL_LOOK, type Look } from './status';
import type { Texts } from './texts';

/** How a verdict node looks that has judged. */
export function verdictStatus(
  { say }: Texts,
  { level, total, count }: Pick<Verdict, 'level' | 'total' | 'count'>,
): NodeStatus {
  const text = say(`level.${level}`);
  return { ...LEVEL_LOOK[level], text: total === 0 ? text : `${text} ${count}` };
}

/** How each answer of a gate looks. */
const GATE_LOOK = {
  passed: { fill: 'green', shape: 'dot' },
  notPassed: { fill: 'grey', shape: 'dot' },
  badNotPassed: { fill: 'red', shape: 'ring' },
  undetermined: { fill: 'yellow', shape: 'ring' },
  badAndLost: { fill: 'red', shape: 'ring' },
} as const satisfies Record<string, Look>;

/** How a gate looks that has answered: what is malicious and does not pass is told as such. */
export function gateStatus({ say }: Texts, answer: keyof typeof GATE_LOOK): NodeStatus {
  return { ...GATE_LOOK[answer], text: say(`status.${answer}`) };
}

/** How a raise node looks that has decided about an alert; it keeps so many for later, `held`. */
export function raiseStatus(texts: Texts, alert: Alert, held = 0): NodeStatus {
  const { say, number, time } = texts;
  const { reason, severity, suppressed, quietUntil } = alert;
  if (!isRaised(alert)) {
    const until = quietUntil === undefined ? '' : time(Date.parse(quietUntil));
    const count = number(reason === 'held' ? held : suppressed);
    return grey(say(`status.${reason}`, { number: count, time: until }));
  }
  const look: Look = { fill: reason === 'unsuppressed' ? 'yellow' : 'red', shape: 'dot' };
  return { ...look, text: say(`raised.${reason}`, { severity }) };
}

/** How a raise node looks that was told to undo a raise; false: it was raised again since. */
export function releasedStatus({ say }: Texts, isReleased: boolean): NodeStatus {
  return grey(say(isReleased ? 'status.released' : 'status.notReleased'));
}

/** How a raise node looks that was told to acknowledge an alert; false: a worse one came since. */
export function acknowledgedStatus({ say }: Texts, isSo: boolean): NodeStatus {
  return grey(say(isSo ? 'status.acknowledgedNow' : 'status.notAcknowledged'));
}

/** How a raise node looks that was told to silence something, until then (ms UTC). */
export function silenceStatus({ say, time }: Texts, until: number): NodeStatus {
  return grey(say('status.silencedNow', { time: time(until) }));
}

/** How a raise node looks that has ended so many silences. */
export function unsilencedStatus({ say, number }: Texts, ended: number): NodeStatus {
  return grey(say('status.unsilenced', { number: number(ended) }));
}

/** How a raise node looks that has forgotten one subject, or all. */
export function resetStatus({ say }: Texts, isOfOne: boolean): NodeStatus {
  return grey(say(isOfOne ? 'status.resetOne' : 'status.reset'));
}

function grey(text: string): NodeStatus {
  return { fill: 'grey', shape: 'ring', text };
}
