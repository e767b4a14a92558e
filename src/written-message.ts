import { types } from 'node:util';
import { deserialize, serialize } from 'node:v8';
import { isPlainObject, type PlainObject } from './plain-object';

/**
 * A message as bytes: everything that JSON can hold, and Buffers, dates, maps and cycles besides.
 * What cannot be written down, such as the request of an HTTP node, is left out, and nothing else.
 * What is kept together with messages is written so too; `depth` is how many objects they lie in.
 */
export function writeMessage(msg: PlainObject, depth = 0): Uint8Array {
  try {
    return serialize(msg);
  } catch {
    return serialize(writablePart(msg, depth + 1));
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

/** How deep plain objects and lists are opened; what lies deeper is left out. */
const DEEPEST = 100;

/**
 * Members and objects of a class that are looked at, so that a message that is made to take long does
 * not: what comes after them is left out.
 */
const MOST_MEMBERS = 200_000;
const MOST_INSTANCES = 100;

/** Stands for what cannot be written down. */
const LEFT_OUT = Symbol('left out');

/**
 * A copy without what cannot be written down: functions, what refuses to be read, and objects of a
 * class that hold such things. Plain objects and lists are opened and lose only the member; in a list
 * its place stays empty. What has nothing left is left out as well, so that nobody takes the
 * remains of an HTTP response for one that can be answered. Never throws.
 */
function writablePart(value: PlainObject, propertyDepth: number): PlainObject {
  const copies = new Map<object, unknown>();
  const part: PlainObject = {};
  let members = 0;
  let instances = 0;
  copies.set(value, part);
  attempt(() => copyMembers(value, part, 0));
  return part;

  function copy(original: unknown, depth: number): unknown {
    if (typeof original === 'function' || typeof original === 'symbol') return LEFT_OUT;
    if (typeof original !== 'object' || original === null) return original;
    if (copies.has(original)) return copies.get(original);
    if (depth > DEEPEST) return LEFT_OUT;
    const made = attempt(() => make(original, depth));
    copies.set(original, made);
    return made;
  }

  /** A property of the message is first tried as a whole, which is faster than to copy it. */
  function make(original: object, depth: number): unknown {
    const canBeOpened = isOpen(original);
    if (canBeOpened && depth !== propertyDepth) return open(original, depth);
    if (!canBeOpened && !isSimple(original)) instances += 1;
    if (instances <= MOST_INSTANCES && isWritable(original)) return original;
    return canBeOpened ? open(original, depth) : LEFT_OUT;
  }

  function open(original: object, depth: number): unknown {
    const target = Array.isArray(original) ? [] : {};
    copies.set(original, target);
    const isWhole = copyMembers(original, target, depth);
    if (Array.isArray(original) && Array.isArray(target)) target.length = original.length;
    return isWhole || Object.keys(target).length > 0 ? target : LEFT_OUT;
  }

  /** Returns whether none was left out. */
  function copyMembers(original: object, target: object, depth: number): boolean {
    let isWhole = true;
    for (const name of Object.keys(original)) {
      members += 1;
      if (members > MOST_MEMBERS) return false;
      const member = attempt(() => copy(Reflect.get(original, name), depth + 1));
      if (member === LEFT_OUT) isWhole = false;
      else define(target, name, member);
    }
    return isWhole;
  }
}

/** What `work` returns; where it throws, that is left out. */
function attempt(work: () => unknown): unknown {
  try {
    return work();
  } catch {
    return LEFT_OUT;
  }
}

/** Whether it is soon written, however many there are. */
function isSimple(value: object): boolean {
  return types.isDate(value) || types.isRegExp(value) || ArrayBuffer.isView(value);
}

function isWritable(value: object): boolean {
  return attempt(() => serialize(value)) !== LEFT_OUT;
}

/** Whether it is a list or an object of no class, in whatever realm a function node has made it. */
function isOpen(value: object): boolean {
  if (Array.isArray(value)) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** Sets a property that is the object's own, also where it is called `__proto__`. */
function define(target: object, name: string, value: unknown): void {
  if (name !== '__proto__') Reflect.set(target, name, value);
  else {
    const property = { value, writable: true, enumerable: true, configurable: true };
    Object.defineProperty(target, name, property);
  }
}
