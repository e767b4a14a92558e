import type { Clock } from '../clock';
import type { Store } from './store';

/**
 * The time of day, ms UTC, by which is said when something is or was. Where several processes share a
 * store it is the store's, by which they agree whatever their hosts say; else it is this machine's,
 * which whoever sets it sees at once.
 */
export function timeOfDay(store: Pick<Store, 'shared' | 'now'>, clock: Pick<Clock, 'now'>): number {
  return (store.shared ? store : clock).now();
}

/** The clock of this machine with that time of day. */
export function clockOf(store: Pick<Store, 'shared' | 'now'>, clock: Clock): Clock {
  return store.shared ? { ...clock, now: () => timeOfDay(store, clock) } : clock;
}
