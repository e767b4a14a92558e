import type { Clock } from '../../../src/clock';
import { createSharedJournal } from '../../../src/journal/shared/shared-journal';
import { createMemoryStore } from '../../../src/store/memory/memory';
import { createResilientStore } from '../../../src/store/resilient/resilient';
import type { SharedStore } from '../../../src/store/shared-store';
import { openedWell, type Listeners, type Opened } from './opened';

/** Has the nodes of this process use a store that several share, whatever happens to it. */
export function openShared(primary: SharedStore, clock: Clock): Opened {
  const listeners: Listeners = { trouble: new Set(), mishap: new Set() };
  const spare = createMemoryStore(clock, { isPassing: true });
  const store = createResilientStore(primary, spare, ({ message }) =>
    listeners.trouble.forEach((listener) => listener(message)),
  );
  return { ...openedWell(store, createSharedJournal(store, clock)), listeners };
}
