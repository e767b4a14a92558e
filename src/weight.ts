import { types } from 'node:util';
import { isOfNoClass } from './plain-object';

/** What each member of an object or list counts beside what it holds: it takes as long to write. */
const MEMBER = 32;

/**
 * About how many bytes a value takes when it is written down, found out with no more work than `limit`
 * bytes are worth: of what is heavier, some number above `limit`. What is in an object of a class does
 * not count, unless that `isOpened`. Never throws.
 */
export function weigh(
  value: unknown,
  limit: number,
  isOpened: (object: object) => boolean = isOfNoClass,
): number {
  const seen = new Set<object>();
  const waiting: object[] = [];
  let weight = 0;

  function add(each: unknown): void {
    weight += MEMBER;
    if (typeof each === 'string') weight += each.length;
    else if (typeof each === 'object' && each !== null) waiting.push(each);
  }

  function addProperties(object: object): void {
    for (const name in object) {
      if (weight > limit) return;
      weight += name.length;
      add(Reflect.get(object, name));
    }
  }

  /** So many that they are too heavy by themselves are not even listed. */
  function addMembers(count: number, list: () => Iterable<unknown>): void {
    if (weight + count * MEMBER > limit) weight += count * MEMBER;
    else for (const each of list()) add(each);
  }

  function open(object: object): void {
    if (ArrayBuffer.isView(object) || types.isAnyArrayBuffer(object)) weight += object.byteLength;
    else if (types.isMap(object)) addMembers(2 * object.size, () => [...object].flat());
    else if (types.isSet(object)) addMembers(object.size, () => object);
    else if (Array.isArray(object)) addMembers(object.length, () => object);
    else if (isOpened(object)) addProperties(object);
  }

  add(value);
  for (let each = waiting.pop(); each && weight <= limit; each = waiting.pop()) {
    if (seen.has(each)) continue;
    seen.add(each);
    try {
      open(each);
    } catch {
      // It refuses to be read, and cannot be written down either.
    }
  }
  return weight;
}

/**
 * Whether a value is heavier than `limit` for whoever goes through all that is in it, objects of classes
 * too: to read it or to copy it.
 */
export function isHeavy(value: unknown, limit: number): boolean {
  return weigh(value, limit, ofAnyClass) > limit;
}

const ofAnyClass = (): boolean => true;
