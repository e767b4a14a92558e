import type { NodeStatus } from 'node-red';
import type { Texts } from './texts';

/** How a node looks that knows what is bad at the moment: the first of it, and how much. */
export function healthStatus({ say, number }: Texts, bad: readonly string[]): NodeStatus {
  const [text] = bad;
  if (text === undefined) return { fill: 'green', shape: 'dot', text: say('health.well') };
  const others = bad.length - 1;
  return {
    fill: 'red',
    shape: 'ring',
    text: others === 0 ? text : say('health.more', { text, number: number(others) }),
  };
}
