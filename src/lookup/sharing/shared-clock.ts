import type { Clock } from '../../clock';
import type { Store } from '../../store/store';

/**
 * The clock by which the lookups of an account go: where others share its store, the time of day is that on
 * which all of them agree once it is open, whatever their hosts say.
 */
export function clockOf(store: Pick<Store, 'shared' | 'now' | 'ready'>, clock: Clock): Clock {
  if (!store.shared) return clock;
  let isOpen = false;
  store.ready().then(
    () => (isOpen = true),
    // Whoever waits for it is told.
    () => undefined,
  );
  return { ...clock, now: () => (isOpen ? store.now() : clock.now()) };
}
