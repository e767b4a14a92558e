import type { Clock } from '../../../src/clock';
import { createSharedJournal } from '../../../src/journal/shared/shared-journal';
import { createMemoryStore } from '../../../src/store/memory/memory';
import { createResilientStore } from '../../../src/store/resilient/resilient';
import type { SharedStore } from '../../../src/store/kinds';
import { openedWell, type Listeners, type Opened } from './opened';

/** A store that several share with all that belongs to it here, and memory for while it is away. */
export function withSpare(primary: SharedStore, clock: Clock): Opened {
  const listeners: Listeners = { trouble: new Set(), mishap: new Set() };
  const spare = createMemoryStore(clock, { isPassing: true });
  const store = createResilientStore(primary, spare, ({ message }) =>
    listeners.trouble.forEach((listener) => listener(message)),
  );
  return { ...openedWell(store, createSharedJournal(store, clock)), listeners };
}
