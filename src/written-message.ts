import { types } from 'node:util';
import { deserialize, serialize } from 'node:v8';
import { isOfNoClass, isPlainObject, put, type PlainObject } from './plain-object';
import { weigh } from './weight';

/**
 * A message as bytes: everything that JSON can hold, and Buffers, dates, maps and cycles besides.
 * What cannot be written down, such as the request of an HTTP node, is left out; of a message that is
 * too heavy the heaviest properties are left out, too. Nothing else is.
 * What is kept together with messages is written so too; `depth` is how many objects they lie in.
 */
export function writeMessage(msg: PlainObject, depth = 0): Uint8Array {
  return isTooHeavy(msg)
    ? serialize(writablePart(msg, depth + 1, HEAVIEST))
    : writeWholeMessage(msg, depth);
}

/** The same however heavy it is: for when nothing else waits for its turn. */
export function writeWholeMessage(msg: PlainObject, depth = 0): Uint8Array {
  try {
    return serialize(msg);
  } catch {
    return serialize(writablePart(msg, depth + 1, Number.POSITIVE_INFINITY));
  }
}

/** Whether writing a message down would hold everything else for too long. */
export function isTooHeavy(msg: PlainObject): boolean {
  return weigh(msg, HEAVIEST) > HEAVIEST;
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

/** Bytes that a message that is written down may have. */
const HEAVIEST = 8e6;

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
 * A copy without the heaviest properties, and without what cannot be written down: functions, what refuses to be read, and objects of a
 * class that hold such things. Plain objects and lists are opened and lose only the member; in a list
 * its place stays empty. What has nothing left is left out as well, so that nobody takes the
 * remains of an HTTP response for one that can be answered. Never throws.
 */
function writablePart(value: PlainObject, propertyDepth: number, heaviest: number): PlainObject {
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
    const tooHeavy = depth + 1 === propertyDepth ? namesBeyond(original, heaviest) : NO_NAMES;
    for (const name of Object.keys(original)) {
      if (tooHeavy.has(name)) {
        isWhole = false;
        continue;
      }
      members += 1;
      if (members > MOST_MEMBERS) return false;
      const member = attempt(() => copy(Reflect.get(original, name), depth + 1));
      if (member === LEFT_OUT) isWhole = false;
      else put(Object(target), name, member);
    }
    return isWhole;
  }
}

const NO_NAMES: ReadonlySet<string> = new Set();

/** The properties that are left out so that the others, the lightest first, have no more than `heaviest`. */
function namesBeyond(value: object, heaviest: number): ReadonlySet<string> {
  if (heaviest === Number.POSITIVE_INFINITY) return NO_NAMES;
  const weights = Object.keys(value).map(
    (name) =>
      [
        name,
        weigh(
          attempt(() => Reflect.get(value, name)),
          heaviest,
        ),
      ] as const,
  );
  let left = heaviest;
  const beyond = new Set<string>();
  for (const [name, weight] of weights.toSorted(([, a], [, b]) => a - b)) {
    if (weight <= left) left -= weight;
    else beyond.add(name);
  }
  return beyond;
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

/** Whether it is a list or an object of no class. */
function isOpen(value: object): boolean {
  return Array.isArray(value) || isOfNoClass(value);
}
