import { promisify } from 'node:util';
import { deflateRaw, deflateRawSync, inflateRaw, inflateRawSync } from 'node:zlib';

/** The first byte of a payload: what the others are. */
const PLAIN = 0;
const DEFLATED = 1;

/** Below, in bytes, nothing is won. */
const SMALL = 150;

/**
 * Up to so many bytes a thread of its own costs more than it saves: 512 kB of JSON take one to eight
 * milliseconds, depending on what it says, and a tenth of that back.
 */
const AT_ONCE = 512 * 1024;

/** The fastest: the next levels take three times as long for a tenth less. */
const OPTIONS = { level: 1 };

const deflate = promisify<Uint8Array, typeof OPTIONS, Buffer>(deflateRaw);
const inflate = promisify<Uint8Array, Buffer>(inflateRaw);

/** Bytes as they are sent and kept: a copy, compressed where that pays. */
export function pack(bytes: Uint8Array): Uint8Array | Promise<Uint8Array> {
  if (bytes.byteLength < SMALL) return marked(PLAIN, bytes);
  if (bytes.byteLength <= AT_ONCE) return smaller(bytes, deflateRawSync(bytes, OPTIONS));
  const own = Buffer.from(bytes);
  return deflate(own, OPTIONS).then((deflated) => smaller(own, deflated));
}

/** The bytes that `pack` was given. */
export function unpack(packed: Uint8Array): Uint8Array | Promise<Uint8Array> {
  const bytes = packed.subarray(1);
  if (packed[0] !== DEFLATED) return bytes;
  return bytes.byteLength <= AT_ONCE ? inflateRawSync(bytes) : inflate(bytes);
}

function smaller(bytes: Uint8Array, deflated: Uint8Array): Uint8Array {
  return deflated.byteLength < bytes.byteLength
    ? marked(DEFLATED, deflated)
    : marked(PLAIN, bytes);
}

function marked(mark: number, bytes: Uint8Array): Uint8Array {
  const packed = Buffer.allocUnsafe(bytes.byteLength + 1);
  packed[0] = mark;
  packed.set(bytes, 1);
  return packed;
}
