import { serialize } from 'node:v8';
import { isPlainObject, own, type PlainObject } from '../plain-object';
import { isTooHeavy, readMessage, writeMessage, writeWholeMessage } from '../written-message';
import type { Origin } from './identity';

/** A message in a keeping, as it is written down. */
export interface Entry {
  readonly msg: PlainObject;
  /** What the node has to know beside the message, such as what is looked up for it. */
  readonly value: unknown;
  readonly origin: Origin;
  /** The ids of the nodes that have it, and do not take it again. */
  readonly has: readonly string[];
}

/** An entry as bytes; `undefined` where it holds what cannot be written, such as an HTTP request. */
export function writeEntry(entry: Entry): Uint8Array | undefined {
  try {
    return serialize(entry);
  } catch {
    return undefined;
  }
}

/** How deep the message lies in its entry. */
const DEPTH_OF_MESSAGE = 1;

/** The same without what cannot be written or is too heavy, and nothing else left out. */
export function writeEntryPart(entry: Entry): Uint8Array {
  return writeMessage({ ...entry }, DEPTH_OF_MESSAGE);
}

/** The same however heavy it is: for when flows are being stopped. */
export function writeWholeEntry(entry: Entry): Uint8Array {
  return writeWholeMessage({ ...entry }, DEPTH_OF_MESSAGE);
}

/** Whether an entry waits in memory, because writing it down would hold everything else for too long. */
export function isTooHeavyEntry(entry: Entry): boolean {
  return isTooHeavy({ ...entry });
}

/**
 * The entry in some bytes; `undefined` when there is none in them. Version 0.1 wrote a lookup down
 * without its origin, and of an alert the message alone.
 */
export function readEntry(bytes: Uint8Array, node: string): Entry | undefined {
  const read = readMessage(bytes);
  const isBare = typeof own(read, '_msgid') === 'string';
  const msg = isBare ? read : own(read, 'msg');
  if (!isPlainObject(msg)) return undefined;
  const has = isBare ? undefined : own(read, 'has');
  return {
    msg,
    value: isBare ? undefined : own(read, 'value'),
    origin: readOrigin(isBare ? undefined : own(read, 'origin'), node),
    has: Array.isArray(has) ? has.filter((each) => typeof each === 'string') : [],
  };
}

function readOrigin(origin: unknown, node: string): Origin {
  const by = own(origin, 'node');
  const at = own(origin, 'at');
  return {
    node: typeof by === 'string' ? by : node,
    at: typeof at === 'number' ? at : 0,
  };
}
