import { own } from '../../src/plain-object';
import type { Message } from '../shared/run-node';

/** How many engines flag what a message is about. */
export function positivesIn(msg: Message): number {
  const positives = own(msg.verdict, 'positives');
  return typeof positives === 'number' && positives > 0 ? positives : 0;
}
