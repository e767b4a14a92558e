import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, type ZlibOptions } from 'node:zlib';
import { BadResponseError } from '../errors';

/** What is asked for, in the words of a request (RFC 9110, section 12.5.3). */
export const ACCEPTED_ENCODINGS = 'gzip, br, deflate';

type Decode = (bytes: Buffer, options: ZlibOptions) => Promise<Buffer>;

/** How each coding is undone (RFC 9110, section 8.4.1), off the main thread. */
const DECODERS: Readonly<Record<string, Decode>> = {
  gzip: promisify<Buffer, ZlibOptions, Buffer>(gunzip),
  'x-gzip': promisify<Buffer, ZlibOptions, Buffer>(gunzip),
  deflate: promisify<Buffer, ZlibOptions, Buffer>(inflate),
  br: promisify<Buffer, ZlibOptions, Buffer>(brotliDecompress),
};

/**
 * A body as it was before it was made small for its way: `encoding` is its `content-encoding`.
 * However small it came, it becomes no larger than `maximumBytes`. Throws `BadResponseError` where it
 * would, where the coding is none of those asked for, and, as what may pass, where it is damaged.
 */
export async function decodeBody(
  bytes: Buffer,
  encoding: string | undefined,
  maximumBytes: number,
): Promise<Buffer> {
  const coding = (encoding ?? '').trim().toLowerCase();
  if (coding === '' || coding === 'identity' || bytes.length === 0) return bytes;
  const decode = Object.hasOwn(DECODERS, coding) ? DECODERS[coding] : undefined;
  if (!decode) throw new BadResponseError('The answer is packed in a way that was not asked for');
  try {
    return await decode(bytes, { maxOutputLength: maximumBytes });
  } catch (error) {
    throw isTooLarge(error) ? tooLarge(maximumBytes) : damaged();
  }
}

/** What is told of an answer that is larger than it may be. */
export function tooLarge(maximumBytes: number): BadResponseError {
  return new BadResponseError(`The answer is larger than ${maximumBytes / 1024 / 1024} MB`);
}

function damaged(): BadResponseError {
  return new BadResponseError('The answer cannot be unpacked: it is damaged or cut off', true);
}

/** Source: nodejs.org/api/errors.html#err_buffer_too_large. */
function isTooLarge(error: unknown): boolean {
  return error instanceof Error && Reflect.get(error, 'code') === 'ERR_BUFFER_TOO_LARGE';
}
