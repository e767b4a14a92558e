import path from 'node:path';
import type { NodeAPI } from 'node-red';
import type { Clock } from '../../src/clock';
import { own } from '../../src/plain-object';
import type { TimesInside } from '../../src/store/postgres/moving-in/times-inside';
import type { Stock } from '../../src/store/rules/stock';
import { ConfigurationError, NoDriverError } from '../shared/configuration-error';
import type { Opened } from './opened/opened';

/** In a file of the user directory, or nowhere but in memory. */
export type OwnKind = 'embedded' | 'memory';

/** A store of this Node-RED alone. */
export interface OwnPlace {
  readonly usable: true;
  readonly kind: OwnKind;
  /** Its file. */
  readonly file: string;
}

/** A store that several Node-REDs share. */
export interface SharedPlace {
  readonly usable: true;
  readonly kind: 'postgres';
  /** What it is called: the server, its database and the schema. */
  readonly file: string;
  /** The same for whoever comes to the same store in the same way; it tells nothing of a secret. */
  readonly key: string;
  /**
   * Makes the store with all that belongs to it; it opens by itself. `notes` hears what an administrator
   * should know.
   */
  readonly open: (clock: Clock, notes: (sentence: string) => void) => Opened;
  /** Takes all that another store keeps, once; resolves with whether that was done before. */
  readonly takeIn: (stock: Stock, inside: TimesInside) => Promise<{ readonly wasDone: boolean }>;
}

/** Where a store can be kept. */
export type UsablePlace = OwnPlace | SharedPlace;

/** Where a store node keeps state, or why it cannot. */
export type StorePlace = UsablePlace | { readonly usable: false; readonly problem: Error };

/** The file that is used where no store node is chosen. */
export const DEFAULT_FILE = 'virustotal/state.sqlite';

/** Where the store node `id` keeps state; without one, the embedded store of this Node-RED. */
export function findPlace(RED: NodeAPI, id: string): StorePlace {
  if (id === '') return { usable: true, kind: 'embedded', file: storePath(RED, DEFAULT_FILE) };
  const node = RED.nodes.getNode(id);
  const place = own({ ...node }, 'place');
  if (isPlace(place)) return place.usable ? place : namingStore(place.problem, node?.name || id);
  return { usable: false, problem: new ConfigurationError('store', 'there is no such store') };
}

/** Whoever uses the store tells of it, and has no field to look at. */
function namingStore(error: Error, name: string): StorePlace {
  const isNamed = error instanceof NoDriverError;
  const problem = isNamed ? new NoDriverError(error.trouble, error.problem, name) : error;
  return { usable: false, problem };
}

function isPlace(value: unknown): value is StorePlace {
  return typeof own(value, 'usable') === 'boolean';
}

/** Relative paths start at the user directory. */
export function storePath(RED: NodeAPI, relative: string): string {
  return path.resolve(userDirectory(RED), relative);
}

/** Where Node-RED keeps what is the user's, and installs what he asks for. */
export function userDirectory(RED: NodeAPI): string {
  const userDir: unknown = Reflect.get(RED.settings, 'userDir');
  return path.resolve(typeof userDir === 'string' ? userDir : '.');
}
