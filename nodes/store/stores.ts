import { existsSync } from 'node:fs';
import path from 'node:path';
import type { NodeAPI } from 'node-red';
import type { Clock } from '../../src/clock';
import { createMemoryStore } from '../../src/store/memory/memory';
import { createResilientStore } from '../../src/store/resilient/resilient';
import { openSqliteStore, sqliteAvailable } from '../../src/store/sqlite/sqlite';
import { own } from '../../src/plain-object';
import type { Store } from '../../src/store/store';
import { ConfigurationError } from '../shared/configuration-error';

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
  /** What the user has to know: why nothing is kept, which file was set aside. */
  readonly warnings: readonly string[];
  /** Calls `listener` with a sentence when the store fails; the node goes on in memory. */
  onTrouble(listener: (sentence: string) => void): void;
  /** The node is done with it. */
  release(): Promise<void>;
}

interface Shared {
  readonly store: Store;
  readonly warnings: readonly string[];
  readonly listeners: Set<(sentence: string) => void>;
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
  const shared = stores.get(name) ?? open(kind, file, clock);
  stores.set(name, shared);
  shared.users += 1;
  const told = new Set<(sentence: string) => void>();
  return {
    store: shared.store,
    warnings: shared.warnings,
    onTrouble(listener) {
      told.add(listener);
      shared.listeners.add(listener);
    },
    async release() {
      for (const listener of told) shared.listeners.delete(listener);
      shared.users -= 1;
      const isMemory = !shared.store.durable && !shared.isStandIn;
      if (shared.users > 0 || isMemory) return;
      stores.delete(name);
      await shared.store.close();
    },
  };
}

/** Whether somebody has ever kept something in a place, as far as can be seen without opening it. */
export function isStoreThere(
  RED: NodeAPI,
  { kind, file }: StorePlace & { readonly usable: true },
): boolean {
  const isOpen = runtimes.get(RED.events)?.has(nameOf(kind, file)) === true;
  return isOpen || (kind === 'embedded' && existsSync(file));
}

/** What is in memory is shared by all who keep nothing. */
function nameOf(kind: StoreKind, file: string): string {
  return kind === 'memory' ? 'memory' : file;
}

function open(kind: StoreKind, file: string, clock: Clock): Shared {
  const listeners = new Set<(sentence: string) => void>();
  const inMemory = (warnings: readonly string[], isStandIn = false): Shared => ({
    store: createMemoryStore(clock, { isPassing: isStandIn }),
    warnings,
    listeners,
    isStandIn,
    users: 0,
  });
  if (kind === 'memory') return inMemory([]);
  if (!sqliteAvailable()) {
    return inMemory([
      'Quota, cache, waiting lookups and mails, what was raised and what is collected are kept in ' +
        'memory only and lost with a restart: keeping them needs Node.js 22.13',
    ]);
  }
  try {
    const { store, setAside } = openSqliteStore(file, clock);
    const resilient = createResilientStore(
      store,
      createMemoryStore(clock, { isPassing: true }),
      (error) => {
        for (const listener of listeners) listener(error.message);
      },
    );
    const warnings =
      setAside === undefined ? [] : [`${file} was damaged and lies now at ${setAside}`];
    return { store: resilient, warnings, listeners, isStandIn: false, users: 0 };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const warning = `${why}; until that is mended everything is kept in memory only`;
    return inMemory([warning], true);
  }
}
