import { types } from 'node:util';

/** What each member of an object or list counts beside what it holds: it takes as long to write. */
const MEMBER = 32;

/**
 * About how many bytes a value takes when it is written down, found out with no more work than `limit`
 * bytes are worth: of what is heavier, some number above `limit`. What is in an object of a class does
 * not count. Never throws.
 */
export function weigh(value: unknown, limit: number): number {
  const seen = new Set<object>();
  const waiting: unknown[] = [value];
  let weight = 0;

  function weighProperties(object: object): void {
    for (const name in object) {
      if (weight > limit) return;
      weight += name.length;
      waiting.push(Reflect.get(object, name));
    }
  }

  function open(object: object): void {
    if (ArrayBuffer.isView(object) || types.isAnyArrayBuffer(object)) weight += object.byteLength;
    else if (types.isMap(object)) weighMembers(object.size, () => [...object].flat());
    else if (types.isSet(object)) weighMembers(object.size, () => [...object]);
    else if (Array.isArray(object)) weighMembers(object.length, () => object);
    else if (isOfNoClass(object)) weighProperties(object);
  }

  /** So many that they are too heavy by themselves are not even listed. */
  function weighMembers(count: number, list: () => readonly unknown[]): void {
    if (weight + count * MEMBER > limit) weight += count * MEMBER;
    else for (const each of list()) waiting.push(each);
  }

  while (waiting.length > 0 && weight <= limit) {
    const each = waiting.pop();
    weight += MEMBER;
    if (typeof each === 'string') weight += each.length;
    if (typeof each !== 'object' || each === null || seen.has(each)) continue;
    seen.add(each);
    try {
      open(each);
    } catch {
      // It refuses to be read, and cannot be written down either.
    }
  }
  return weight;
}

function isOfNoClass(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
