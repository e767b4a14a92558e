import { promisify } from 'node:util';
import { deflateRaw, inflateRawSync } from 'node:zlib';

const deflate = promisify(deflateRaw);

/** Packs the text of a report to about an eighth, off the main thread. */
export async function pack(text: string): Promise<Uint8Array> {
  // What zlib gives is a part of a buffer of 64 kB, which it would keep from being freed.
  return Uint8Array.prototype.slice.call(await deflate(text, { level: 6 }));
}

/** What was packed; `undefined` when it is damaged. */
export function unpack(packed: Uint8Array): string | undefined {
  try {
    return inflateRawSync(packed).toString('utf8');
  } catch {
    return undefined;
  }
}
