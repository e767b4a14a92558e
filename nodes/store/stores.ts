import path from 'node:path';
import type { NodeAPI } from 'node-red';
import type { Clock } from '../../src/clock';
import { createJournal } from '../../src/journal/create-journal';
import type { Journal } from '../../src/journal/journal';
import { createMemoryStore } from '../../src/store/memory/memory';
import { createResilientStore } from '../../src/store/resilient/resilient';
import {
  isStoreThere as isFileThere,
  openSqliteStore,
  quotasOf,
  sqliteAvailable,
  type OpenedStore,
} from '../../src/store/sqlite/sqlite';
import { own } from '../../src/plain-object';
import type { KnownQuotas } from '../../src/store/rules/used-quotas';
import type { Store } from '../../src/store/store';
import { asError } from '../../src/as-error';
import { ConfigurationError } from '../shared/configuration-error';
import { countingTotals } from '../shared/figures/totals';
import type { StoreMishap } from '../shared/status/stores';
import { offerStore } from './store-health';

/** Where state lives: in a file of the user directory, or nowhere but in memory. */
export type StoreKind = 'embedded' | 'memory';

/** Where a store node keeps state, or why it cannot. */
export type StorePlace =
  | { readonly usable: true; readonly kind: StoreKind; readonly file: string }
  | { readonly usable: false; readonly problem: Error };

/** The file that is used where no store node is chosen. */
export const DEFAULT_FILE = 'virustotal/state.sqlite';

/** Where the store node `id` keeps state; without one, the embedded store of this Node-RED. */
export function findPlace(RED: NodeAPI, id: string): StorePlace {
  if (id === '') return { usable: true, kind: 'embedded', file: storePath(RED, DEFAULT_FILE) };
  const place = own({ ...RED.nodes.getNode(id) }, 'place');
  if (isPlace(place)) return place;
  return { usable: false, problem: new ConfigurationError('store', 'there is no such store') };
}

function isPlace(value: unknown): value is StorePlace {
  return typeof own(value, 'usable') === 'boolean';
}

/** A store in use by a node. */
export interface StoreLease {
  readonly store: Store;
  /** What happened to those who use the store. */
  readonly journal: Journal;
  /** What the user has to know: why nothing is kept, which file was set aside. */
  readonly warnings: readonly string[];
  /** What has happened to the store, for a status; absent where all is well. */
  readonly inShort?: StoreMishap;
  /** Calls `listener` with a sentence when the store fails; the node goes on in memory. */
  onTrouble(listener: (sentence: string) => void): void;
  /** Calls `listener` with a sentence when something happened to the file while it was in use. */
  onMishap(listener: (sentence: string) => void): void;
  /** The node is done with it. */
  release(): Promise<void>;
}

/** Who is told of failures, and who of what happened to the file. */
interface Listeners {
  readonly trouble: Set<(sentence: string) => void>;
  readonly mishap: Set<(sentence: string) => void>;
}

interface Shared {
  readonly store: Store;
  readonly journal: Journal;
  readonly warnings: readonly string[];
  readonly inShort?: StoreMishap;
  readonly listeners: Listeners;
  /** Stops looking after what it keeps. */
  readonly stopLooking: () => void;
  /** Memory in place of a file that cannot be opened: the next to come tries the file again. */
  readonly isStandIn: boolean;
  users: number;
}

/**
 * The open stores of each runtime, found by the event emitter that all node sets of one runtime
 * share. Nodes that name the same file share it, and what is only in memory outlives a deploy.
 */
const runtimes = new WeakMap<object, Map<string, Shared>>();

/** Relative paths start at the user directory. */
export function storePath(RED: NodeAPI, relative: string): string {
  const userDir: unknown = Reflect.get(RED.settings, 'userDir');
  return path.resolve(typeof userDir === 'string' ? userDir : '.', relative);
}

/** Opens a store, or shares one that is open. Never throws: trouble is told and memory is used. */
export function leaseStore(RED: NodeAPI, kind: StoreKind, file: string, clock: Clock): StoreLease {
  const stores = runtimes.get(RED.events) ?? new Map<string, Shared>();
  runtimes.set(RED.events, stores);
  const name = nameOf(kind, file);
  const shared = stores.get(name) ?? openShared(RED, kind, file, clock);
  stores.set(name, shared);
  shared.users += 1;
  const { trouble, mishap } = shared.listeners;
  const told = new Set<(sentence: string) => void>();
  const listenTo =
    (sentences: Set<(sentence: string) => void>) =>
    (listener: (sentence: string) => void): void => {
      told.add(listener);
      sentences.add(listener);
    };
  return {
    store: shared.store,
    journal: shared.journal,
    warnings: shared.warnings,
    ...(shared.inShort !== undefined && { inShort: shared.inShort }),
    onTrouble: listenTo(trouble),
    onMishap: listenTo(mishap),
    async release() {
      for (const listener of told) {
        trouble.delete(listener);
        mishap.delete(listener);
      }
      shared.users -= 1;
      const isMemory = !shared.store.durable && !shared.isStandIn;
      if (shared.users > 0 || isMemory) return;
      stores.delete(name);
      shared.stopLooking();
      await shared.journal.close();
      await shared.store.close();
    },
  };
}

/** Opens a store with its journal, and tells whoever wants to know how it fares until it is closed. */
function openShared(RED: NodeAPI, kind: StoreKind, file: string, clock: Clock): Shared {
  const opened = open(kind, file, clock);
  const { store, inShort, warnings, listeners } = opened;
  const told = {
    kind,
    file,
    store,
    warnings,
    ...(inShort && { inShort }),
    onTrouble: (listener: (sentence: string) => void) => void listeners.trouble.add(listener),
    onMishap: (listener: (sentence: string) => void) => void listeners.mishap.add(listener),
  };
  const endTelling = offerStore(RED, told, clock);
  return {
    ...opened,
    journal: countingTotals(RED, createJournal(store, clock)),
    stopLooking() {
      opened.stopLooking();
      endTelling();
    },
    users: 0,
  };
}

/** Whether somebody has ever kept something in a place, as far as can be seen without opening it. */
export function isStoreThere(
  RED: NodeAPI,
  { kind, file }: StorePlace & { readonly usable: true },
): boolean {
  const isOpen = runtimes.get(RED.events)?.has(nameOf(kind, file)) === true;
  return isOpen || (kind === 'embedded' && isFileThere(file));
}

/** A journal, and where the store lies that it belongs to. */
export interface OpenJournal {
  /** The file, or `memory` for what is nowhere else. */
  readonly place: string;
  /** Whether it survives the end of the process. */
  readonly durable: boolean;
  readonly journal: Journal;
}

/** The journals of all stores that are open in this runtime. */
export function journalsOf(RED: NodeAPI): readonly OpenJournal[] {
  const stores = runtimes.get(RED.events) ?? new Map<string, Shared>();
  return [...stores].map(([place, { store, journal }]) => ({
    place,
    durable: store.durable,
    journal,
  }));
}

/** What is in memory is shared by all who keep nothing. */
function nameOf(kind: StoreKind, file: string): string {
  return kind === 'memory' ? 'memory' : file;
}

type Opened = Omit<Shared, 'journal' | 'users'>;

function open(kind: StoreKind, file: string, clock: Clock): Opened {
  if (kind === 'memory') return inMemory(createMemoryStore(clock), []);
  if (!sqliteAvailable()) {
    return inMemory(createMemoryStore(clock), [
      'Quota, cache, waiting lookups and mails, what was raised and what is collected are kept in ' +
        'memory only and lost with a restart: keeping them needs Node.js 22.13',
    ]);
  }
  try {
    return inFile(file, clock);
  } catch (error) {
    const quotas = quotasOf(file, error);
    const store = createMemoryStore(clock, { isPassing: true, quotas });
    const why = asError(error).message;
    const warning = `${why}; until that is mended everything is kept in memory only`;
    const inShort = 'storeInMemory';
    return { ...inMemory(store, [warning + sayOfQuotas(quotas)]), inShort, isStandIn: true };
  }
}

function inMemory(store: Store, warnings: readonly string[]): Opened {
  return {
    store,
    warnings,
    listeners: { trouble: new Set(), mishap: new Set() },
    stopLooking: () => undefined,
    isStandIn: false,
  };
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
  return { store, warnings, ...inShort, listeners, stopLooking, isStandIn: false };
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
