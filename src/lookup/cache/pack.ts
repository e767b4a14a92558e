import { promisify } from 'node:util';
import { deflate, deflateSync, inflate, inflateSync, type ZlibOptions } from 'node:zlib';

const deflateSoon = promisify(deflate);
const inflateSoon = promisify(inflate);

/**
 * Bytes for what comes out, at a time: most reports need one such piece. Pieces of the usual 16 kB
 * between what is kept leave gaps in the process's memory that nothing fills.
 */
const CHUNK = 4096;

/**
 * Characters that are packed at once: a fraction of a millisecond. It takes hardly longer than having
 * another thread do it, and the text need not outlive the answer that it came with.
 */
const SHORT_TEXT = 64 * 1024;

/** Of a character of UTF-16 in UTF-8. */
const MOST_BYTES_OF_CHARACTER = 3;

/** Packed bytes that are unpacked at once: what comes of them is hardly ever long. */
const SHORT = 16 * 1024;

/** Makes texts small, and reads them again. */
export interface Packer {
  /** Packs a text off the main thread: one that has much of the dictionary to about a tenth. */
  readonly pack: (text: string) => Promise<Uint8Array>;
  /** The same at once; `undefined` where that may take long. */
  readonly packAtOnce: (text: string) => Uint8Array | undefined;
  /** What was packed; `undefined` when it is damaged, or was packed with another dictionary. */
  readonly unpack: (packed: Uint8Array) => string | undefined;
  /** The same, off the main thread where it may take long. */
  readonly unpackSoon: (packed: Uint8Array) => Promise<string | undefined>;
}

/** Makes a packer; `makeDictionary` is called once, when the first text comes. */
export function createPacker(makeDictionary?: () => Uint8Array): Packer {
  let options: { readonly dictionary?: Uint8Array } | undefined;

  function withDictionary(): { readonly dictionary?: Uint8Array } {
    options ??= makeDictionary ? { dictionary: makeDictionary() } : {};
    return options;
  }

  /** Used again for each text: one of its own for each would be garbage that nobody collects soon. */
  let room: Buffer | undefined;

  const forPacking = (): ZlibOptions => ({ ...withDictionary(), chunkSize: CHUNK });

  function unpack(packed: Uint8Array): string | undefined {
    try {
      return inflateSync(packed, withDictionary()).toString('utf8');
    } catch {
      return undefined;
    }
  }

  return {
    async pack(text) {
      return alone(await deflateSoon(text, forPacking()));
    },
    packAtOnce(text) {
      if (text.length > SHORT_TEXT) return undefined;
      room ??= Buffer.allocUnsafeSlow(SHORT_TEXT * MOST_BYTES_OF_CHARACTER);
      const bytes = room.subarray(0, room.write(text));
      return alone(deflateSync(bytes, forPacking()));
    },
    unpack,
    async unpackSoon(packed) {
      if (packed.length <= SHORT) return unpack(packed);
      try {
        return (await inflateSoon(packed, withDictionary())).toString('utf8');
      } catch {
        return undefined;
      }
    },
  };
}

/** What zlib gives is a part of a buffer of its own, which it would keep from being freed. */
function alone(packed: Uint8Array): Uint8Array {
  return Uint8Array.prototype.slice.call(packed);
}
