import { createHash } from 'node:crypto';
import type { Pieces } from '../in-pieces';
import { weigh } from '../weight';

/** Characters of a subject that is known as it is; of a longer one the rest is known by a hash. */
const LONGEST = 8192;

/** Characters of a longer one that are shown. */
const SHOWN = 1000;

/** Characters that are hashed at once, which takes about a millisecond. */
const PIECE = 262_144;

/** Bytes that an object may have which is a subject. */
const HEAVIEST = 1e6;

/**
 * What an alert is about, as text: two that differ are never the same. `undefined` where the value says
 * nothing, or is an object that is too large to be told from another.
 */
export function* readSubject(value: unknown): Pieces<string | undefined> {
  const text = textOf(value);
  if (text === undefined || text.length <= LONGEST) return text;
  const hash = createHash('sha256');
  for (let at = 0; at < text.length; at += PIECE) {
    // As UTF-16, in which any text can be cut anywhere.
    hash.update(text.slice(at, at + PIECE), 'utf16le');
    yield;
  }
  return `${text.slice(0, SHOWN)}… (${text.length} characters, SHA-256 ${hash.digest('hex')})`;
}

/** Whether it takes no time to read. */
export function isShortSubject(value: unknown): boolean {
  return typeof value === 'string' && value.length <= LONGEST;
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value.trim() === '' ? undefined : value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value !== 'object' || value === null || weigh(value, HEAVIEST) > HEAVIEST) {
    return undefined;
  }
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}
