import type { SqlValue } from 'node:sqlite';

const LONE_SURROGATE = /\p{Surrogate}/u;

/**
 * A key or name as SQLite can keep it: UTF-8 has no place for half of a surrogate pair, and two
 * keys that differ only there must not become one.
 */
export function keyOf(text: string): SqlValue {
  return LONE_SURROGATE.test(text) ? Buffer.from(text, 'utf16le') : text;
}

/** The text that `keyOf` was given. */
export function textOf(key: string | Uint8Array): string {
  return typeof key === 'string' ? key : Buffer.from(key).toString('utf16le');
}
