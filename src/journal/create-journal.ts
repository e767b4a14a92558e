import type { Clock } from '../clock';
import type { Turns } from '../in-pieces';
import type { LoneStore } from '../store/kinds';
import type { Journal } from './journal';
import { createOwnJournal } from './own-journal';
import { createLoneSlots } from './slots';

/**
 * The journal that lies in a store of one process, or only in memory where the store keeps nothing; those
 * who share a store would write over each other's notes. What fails there is tried again, and makes nobody
 * fail.
 */
export function createJournal(
  { durable, values }: Pick<LoneStore, 'durable' | 'values' | 'shared'>,
  clock: Clock,
  turns?: Turns,
): Journal {
  const given = { clock, ...(turns && { turns }) };
  return createOwnJournal(durable ? { ...given, slots: createLoneSlots(values) } : given);
}
