import { deserialize, serialize } from 'node:v8';
import { isPlainObject, type PlainObject } from './plain-object';

/**
 * A message as bytes: everything that JSON can hold, and Buffers, dates, maps and cycles besides.
 * Properties that cannot be written down, such as the request of an HTTP node, are left out.
 */
export function writeMessage(msg: PlainObject): Uint8Array {
  try {
    return serialize(msg);
  } catch {
    return serialize(writablePart(msg));
  }
}

/** The message in some bytes; `undefined` when there is none in them. */
export function readMessage(bytes: Uint8Array): PlainObject | undefined {
  try {
    const msg: unknown = deserialize(bytes);
    return isPlainObject(msg) ? msg : undefined;
  } catch {
    return undefined;
  }
}

/** The properties that can be written down. */
export function writablePart(value: PlainObject): PlainObject {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => isWritable(each)));
}

function isWritable(value: unknown): boolean {
  try {
    serialize(value);
    return true;
  } catch {
    return false;
  }
}
