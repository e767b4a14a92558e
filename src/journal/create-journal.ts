import type { Clock } from '../clock';
import type { Turns } from '../in-pieces';
import type { Store } from '../store/store';
import type { Journal } from './journal';
import { createOwnJournal } from './own-journal';
import { createSharedJournal } from './shared/shared-journal';
import { createLoneSlots } from './slots';

/** As much of a store as a journal needs; the time only where several processes share it. */
type JournalStore = Pick<Store, 'durable' | 'values'> &
  (Pick<Store, 'shared' | 'now'> | { readonly shared?: undefined });

/**
 * The journal that lies in a store, or only in memory where the store keeps nothing. What fails there
 * is tried again, and makes nobody fail.
 */
export function createJournal(store: JournalStore, clock: Clock, turns?: Turns): Journal {
  const { durable, values } = store;
  const given = { clock, ...(turns && { turns }) };
  if (!durable) return createOwnJournal(given);
  if (!store.shared) return createOwnJournal({ ...given, slots: createLoneSlots(values) });
  const { shared } = store;
  return createSharedJournal({ values, shared, now: () => store.now() }, clock, turns);
}
