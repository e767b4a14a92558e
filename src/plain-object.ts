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
