import type { NodeStatus } from 'node-red';
import type { Texts } from './texts';

/** What a node has collected. */
interface Collected {
  readonly indicators: number;
  readonly events: number;
  /** Indicators that took no place. */
  readonly skipped: number;
  /** When it is sent on next (ms UTC); absent where only a message has it sent. */
  readonly next?: number;
}

/** How a node looks that has collected so much, when it sends that on, and if a crash would lose it. */
export function collectStatus(
  { say, number, time }: Texts,
  { indicators, events, skipped, next }: Collected,
  isKept: boolean,
): NodeStatus {
  const text = [
    say('status.collected', { number: number(indicators), count: events, events: number(events) }),
    ...(skipped === 0 ? [] : [say('status.leftOut', { number: number(skipped) })]),
    ...(next === undefined ? [] : [say('status.next', { time: time(next) })]),
  ].join(', ');
  if (!isKept) return { fill: 'yellow', shape: 'ring', text: say('status.inMemory', { text }) };
  return { fill: events > 0 ? 'green' : 'grey', shape: 'dot', text };
}
