import { asError } from '../../../src/as-error';
import type { Clock } from '../../../src/clock';
import { createJournal } from '../../../src/journal/create-journal';
import { createMemoryStore, type MemoryStoreOptions } from '../../../src/store/memory/memory';
import { createResilientStore } from '../../../src/store/resilient/resilient';
import type { KnownQuotas } from '../../../src/store/rules/used-quotas';
import {
  openSqliteStore,
  quotasOf,
  sqliteAvailable,
  type OpenedStore,
} from '../../../src/store/sqlite/sqlite';
import type { OwnPlace } from '../places';
import { openedWell, type Listeners, type Opened } from './opened';

/** Opens a store of this Node-RED alone. Never throws: trouble is told and memory is used. */
export function openOwn({ kind, file }: OwnPlace, clock: Clock): Opened {
  if (kind === 'memory') return inMemory(clock);
  if (!sqliteAvailable()) {
    return inMemory(clock, [
      'Quota, cache, waiting lookups and mails, what was raised and what is collected are kept in ' +
        'memory only and lost with a restart: keeping them needs Node.js 22.13',
    ]);
  }
  try {
    return inFile(file, clock);
  } catch (error) {
    const quotas = quotasOf(file, error);
    const why = asError(error).message;
    const warning = `${why}; until that is mended everything is kept in memory only`;
    const inShort = 'storeInMemory';
    const warnings = [warning + sayOfQuotas(quotas)];
    const opened = inMemory(clock, warnings, { isPassing: true, quotas });
    return { ...opened, inShort, isStandIn: true };
  }
}

function inMemory(
  clock: Clock,
  warnings?: readonly string[],
  options?: MemoryStoreOptions,
): Opened {
  const store = createMemoryStore(clock, options);
  return openedWell(store, createJournal(store, clock), warnings);
}

/** How often a file that nobody uses at the moment is looked after, in milliseconds. */
const LOOKED_AFTER_EVERY = 5000;

function inFile(file: string, clock: Clock): Opened {
  const opened = openSqliteStore(file, clock);
  const quotas = opened.used ? { used: opened.used } : {};
  const spare = createMemoryStore(clock, { isPassing: true, quotas });
  const listeners: Listeners = { trouble: new Set(), mishap: new Set() };
  const store = createResilientStore(opened.store, spare, ({ message }) =>
    listeners.trouble.forEach((listener) => listener(message)),
  );
  opened.onMishap((sentence) => listeners.mishap.forEach((listener) => listener(sentence)));
  const stopLooking = repeat(clock, LOOKED_AFTER_EVERY, () => {
    try {
      opened.lookAfterFile();
    } catch (error) {
      listeners.trouble.forEach((listener) => listener(asError(error).message));
    }
  });
  const warnings = warningsOf(file, opened);
  const inShort = warnings.length > 0 ? { inShort: 'storeDamaged' as const } : {};
  const journal = createJournal(store, clock);
  return { store, journal, warnings, ...inShort, listeners, stopLooking, isStandIn: false };
}

/** Calls `work` again and again; the returned function ends that. */
function repeat(clock: Clock, milliseconds: number, work: () => void): () => void {
  let cancel: () => void;
  function wait(): void {
    cancel = clock.after(milliseconds, () => {
      work();
      wait();
    });
  }
  wait();
  return () => cancel();
}

function warningsOf(file: string, { setAside, isQuotaUnread, olderLog }: OpenedStore): string[] {
  const quotas = isQuotaUnread ? UNREAD : '; the quota used could be read in it, and goes on';
  return [
    ...(setAside ? [`${file} was damaged and lies now at ${setAside}${quotas}`] : []),
    ...(olderLog
      ? [
          `The log beside ${file} was older than it, or of another store, as beside a copy: it lies ` +
            `now at ${olderLog}-wal`,
        ]
      : []),
  ];
}

const UNREAD =
  '; the quota used could not be read: that of today counts as spent, and that of this month as far ' +
  'as it can have been';

function sayOfQuotas({ used, isUnread }: KnownQuotas): string {
  if (used) return ', and the quota used goes on as the file has it';
  return isUnread ? UNREAD : '';
}
