import { promisify } from 'node:util';
import { deflate, inflateSync } from 'node:zlib';
import { createPackDictionary } from '../../virustotal/pack-dictionary';

const deflateSoon = promisify(deflate);

let dictionary: Buffer | undefined;

function sharedDictionary(): Buffer {
  dictionary ??= createPackDictionary();
  return dictionary;
}

/** Packs the text of a report to about a tenth, off the main thread. */
export async function pack(text: string): Promise<Uint8Array> {
  const packed = await deflateSoon(text, { dictionary: sharedDictionary() });
  // What zlib gives is a part of a buffer of 64 kB, which it would keep from being freed.
  return Uint8Array.prototype.slice.call(packed);
}

/** What was packed; `undefined` when it is damaged, or was packed with another dictionary. */
export function unpack(packed: Uint8Array): string | undefined {
  try {
    return inflateSync(packed, { dictionary: sharedDictionary() }).toString('utf8');
  } catch {
    return undefined;
  }
}
