import { createHash } from 'node:crypto';

/** Half of a surrogate pair, which no encoding of characters has. */
const HALF = /\p{Surrogate}/u;

/** Marks a text that is written otherwise. */
const MARK = '\u0001';

/** Follows the mark of a key that is hashed; no character of Base64. */
const HASHED = '#';

/** A row of an index holds 2,704 bytes (postgresql.org/docs/15/btree-implementation.html): two keys fit. */
const LONGEST_KEY = 1000;

/** A text as PostgreSQL can keep it, and never an empty one. */
export function writeText(text: string): string {
  if (isWritable(text)) return text;
  return MARK + Buffer.from(text, 'utf16le').toString('base64');
}

function isWritable(text: string): boolean {
  return text !== '' && !text.includes('\0') && !text.includes(MARK) && !HALF.test(text);
}

/** The text that `writeText` was given. */
export function readText(written: string): string {
  if (!written.startsWith(MARK)) return written;
  return Buffer.from(written.slice(MARK.length), 'base64').toString('utf16le');
}

/** The same for a key or a name: one that is too long for an index is hashed. */
export function keyOf(text: string): string {
  const written = writeText(text);
  if (written.length * 3 <= LONGEST_KEY || Buffer.byteLength(written) <= LONGEST_KEY) {
    return written;
  }
  return MARK + HASHED + createHash('sha256').update(written).digest('hex');
}
