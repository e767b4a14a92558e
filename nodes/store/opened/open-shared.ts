import type { Clock } from '../../../src/clock';
import { createMemoryStore } from '../../../src/store/memory/memory';
import { createResilientStore } from '../../../src/store/resilient/resilient';
import type { SharedPlace } from '../places';
import { openedWell, type Listeners, type Opened } from './opened';

/** Opens a store that several share; `notes` hears what an administrator should know. */
export function openShared(
  place: SharedPlace,
  clock: Clock,
  notes: (sentence: string) => void,
): Opened {
  const listeners: Listeners = { trouble: new Set(), mishap: new Set() };
  const primary = place.open(clock, notes);
  const spare = createMemoryStore(clock, { isPassing: true });
  const store = createResilientStore(primary, spare, ({ message }) =>
    listeners.trouble.forEach((listener) => listener(message)),
  );
  return { ...openedWell(store), listeners };
}
