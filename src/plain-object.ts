import { isJsonObject } from './json';

/** An object as JSON knows it: neither an array, a Buffer nor null. Its values are unknown. */
export type PlainObject = Record<string, unknown>;

/** Whether `value` can be read as a JSON object. */
export function isPlainObject(value: unknown): value is PlainObject {
  return isJsonObject(value) && !Buffer.isBuffer(value);
}

/**
 * The own property `name` of a JSON object, or `undefined`.
 * Inherited names (`constructor`, `__proto__`) are never found, whatever a hostile sender asks for.
 */
export function own(value: unknown, name: string): unknown {
  return isPlainObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

/** Sets a property of any name: by assignment, `__proto__` would be lost. */
export function put<Value>(record: Record<string, Value>, name: string, value: Value): void {
  if (name !== '__proto__') {
    record[name] = value;
    return;
  }
  const property = { value, enumerable: true, configurable: true, writable: true };
  Object.defineProperty(record, name, property);
}

/** Whether an object is of no class, in whatever realm a function node has made it. */
export function isOfNoClass(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
