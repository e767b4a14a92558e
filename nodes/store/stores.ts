import type { NodeAPI } from 'node-red';
import type { Clock } from '../../src/clock';
import type { Journal } from '../../src/journal/journal';
import { isStoreThere as isFileThere } from '../../src/store/sqlite/sqlite';
import type { Store } from '../../src/store/store';
import { countingTotals } from '../shared/figures/totals';
import type { StoreMishap } from '../shared/status/stores';
import type { Opened } from './opened/opened';
import { openOwn } from './opened/open-own';
import type { OwnKind, SharedPlace, UsablePlace } from './places';
import { offerStore } from './store-health';

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

interface Open extends Opened {
  readonly place: UsablePlace;
  users: number;
}

/**
 * The open stores of each runtime, found by the event emitter that all node sets of one runtime
 * share. Nodes that name the same file share it, and what is only in memory outlives a deploy.
 */
const runtimes = new WeakMap<object, Map<string, Open>>();

/** Opens a store of this Node-RED alone, or shares it where it is open; as `leasePlace`. */
export function leaseStore(RED: NodeAPI, kind: OwnKind, file: string, clock: Clock): StoreLease {
  return leasePlace(RED, { usable: true, kind, file }, clock);
}

/**
 * Opens a store, or shares one that is open. Never throws: where a file cannot be used that is told and
 * memory is used; a server is waited for, see `Store.ready`.
 */
export function leasePlace(RED: NodeAPI, place: UsablePlace, clock: Clock): StoreLease {
  const stores = runtimes.get(RED.events) ?? new Map<string, Open>();
  runtimes.set(RED.events, stores);
  const name = nameOf(place);
  const shared = stores.get(name) ?? open(RED, place, clock);
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
function open(RED: NodeAPI, place: UsablePlace, clock: Clock): Open {
  const opened =
    place.kind === 'postgres'
      ? place.open(clock, (sentence) => RED.log.warn(sentence))
      : openOwn(place, clock);
  const { store, journal, inShort, warnings, listeners } = opened;
  const told = {
    kind: place.kind,
    file: place.file,
    store,
    warnings,
    ...(inShort && { inShort }),
    onTrouble: (listener: (sentence: string) => void) => void listeners.trouble.add(listener),
    onMishap: (listener: (sentence: string) => void) => void listeners.mishap.add(listener),
  };
  const endTelling = offerStore(RED, told, clock);
  return {
    ...opened,
    place,
    journal: countingTotals(RED, journal),
    stopLooking() {
      opened.stopLooking();
      endTelling();
    },
    users: 0,
  };
}

/** Whether somebody has ever kept something in a place, as far as can be seen without opening it. */
export function isStoreThere(RED: NodeAPI, place: UsablePlace): boolean {
  const isOpen = runtimes.get(RED.events)?.has(nameOf(place)) === true;
  // What others have kept on a server can only be seen there.
  if (isOpen || place.kind === 'postgres') return true;
  return place.kind === 'embedded' && isFileThere(place.file);
}

/** The place of the first open store that several Node-REDs share, if there is one. */
export function sharedPlaceOf(RED: NodeAPI): SharedPlace | undefined {
  const places = [...(runtimes.get(RED.events)?.values() ?? [])].map(({ place }) => place);
  return places.find((place) => place.kind === 'postgres');
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
  const stores = runtimes.get(RED.events) ?? new Map<string, Open>();
  return [...stores].map(([name, { place, store, journal }]) => ({
    place: place.kind === 'postgres' ? place.file : name,
    durable: store.durable,
    journal,
  }));
}

/** What is in memory is shared by all who keep nothing. */
function nameOf(place: UsablePlace): string {
  if (place.kind === 'postgres') return place.key;
  return place.kind === 'memory' ? 'memory' : place.file;
}
