import type { Node } from 'node-red';
import type { Store } from '../../../src/store/store';

/** Logs how much of the work of a node that is stopped goes on later, and where, if there is any. */
export function tellWaiting(
  node: Pick<Node, 'log'>,
  what: 'Lookups' | 'Mails',
  count: number,
  { durable, shared }: Pick<Store, 'durable' | 'shared'>,
): void {
  if (count === 0) return;
  const next = shared ? 'another Node-RED or the next start' : 'the next start';
  const where = durable ? '' : ', in memory only: they are lost when Node-RED ends';
  node.log(`${what} that wait for ${next}: ${count}${where}`);
}
