import { createHash } from 'node:crypto';
import { isAnyArrayBuffer } from 'node:util/types';
import type { Pieces } from '../../in-pieces';

type Bytes = NodeJS.ArrayBufferView | ArrayBufferLike;

/** Whether a value is bytes. Those of a function node come from another realm. */
export function isBytes(value: unknown): value is Bytes {
  return ArrayBuffer.isView(value) || isAnyArrayBuffer(value);
}

/** The same bytes as a Buffer, not copied. */
export function bufferOf(bytes: Bytes): Buffer {
  return ArrayBuffer.isView(bytes)
    ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    : Buffer.from(bytes);
}

/** Bytes that are hashed at once, which takes a millisecond or two. */
const CHUNK = 1024 * 1024;

/** The SHA-256 hash of bytes, as `identify` takes it, for so many that it takes more than a moment. */
export function* hashInPieces(bytes: Bytes): Pieces<string> {
  const content = bufferOf(bytes);
  const hash = createHash('sha256');
  for (let at = 0; at < content.length; at += CHUNK) {
    hash.update(content.subarray(at, at + CHUNK));
    yield;
  }
  return hash.digest('hex');
}
