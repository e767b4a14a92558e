import type { Clock } from '../../../src/clock';
import { createSharedJournal } from '../../../src/journal/shared/shared-journal';
import { createMemoryStore } from '../../../src/store/memory/memory';
import { createResilientStore } from '../../../src/store/resilient/resilient';
import type { SharedStore } from '../../../src/store/kinds';
import { openedWell, type Listeners, type Opened } from './opened';

/**
 * Makes what the nodes of this process need to use a store of several: its journal, who is told of trouble,
 * and memory that stands in where it fails. The store itself is made already, and opens by itself.
 */
export function openShared(primary: SharedStore, clock: Clock): Opened {
  const listeners: Listeners = { trouble: new Set(), mishap: new Set() };
  const spare = createMemoryStore(clock, { isPassing: true });
  const store = createResilientStore(primary, spare, ({ message }) =>
    listeners.trouble.forEach((listener) => listener(message)),
  );
  return { ...openedWell(store, createSharedJournal(store, clock)), listeners };
}
