import { atOnce, type Pieces } from '../in-pieces';
import type { IndicatorType } from './indicator';
import { keepFiles } from './extract/files/files';
import { scanInPieces } from './extract/scan/scan';
import type { Sighting } from './extract/sighting';

/** An indicator in a text. */
export interface Found {
  readonly type: IndicatorType;
  /** Refanged and without what does not belong to it; `identify` reads it as this type. */
  readonly value: string;
  /** Where it begins and ends in the text as given (UTF-16 code units; the end is not part of it). */
  readonly start: number;
  readonly end: number;
  /** The link of a mail gateway or another service in which it came, as it was written. */
  readonly wrapper?: string;
}

/**
 * Finds the indicators of the types in `find` in any text: lines of logs in every common format, mails,
 * reports. They come in order of appearance, repetitions too, and do not overlap.
 *
 * - A URL is found with its scheme, or without it where a path or query follows a domain or address
 *   (`http://` is put before it). Its host is no domain or address of its own, unless URLs are not
 *   looked for or it is too long to be looked up.
 * - A domain is found by its top level (IANA's list), in an e-mail address too. No domains: names of
 *   files, packages of programs, keys (`host.name=`) and calls. Where it is defanged, any ending does.
 * - An address with a port is an address. The name of a network (`10.0.0.0/8`), a version and a product
 *   (`Chrome/120.0.0.0`) are none.
 * - A hash has exactly the length of MD5, SHA-1 or SHA-256 and is no part of a longer word or of an
 *   identifier with hyphens.
 * - Defanged in all the ways that `refang` undoes, and URLs escaped with `%`, in hexadecimal or base64.
 *   Not undone: `evil,example`, which is a list of two words, but for `http://evil,example/`.
 *
 * Takes time in proportion to the length of the text.
 */
export function extract(text: string, find: ReadonlySet<IndicatorType>): Found[] {
  return atOnce(extractInPieces(text, find));
}

/** So many are made ready before others have their turn. */
const MOST_AT_ONCE = 10_000;

/** The same for a text of any length: it stops for others after some milliseconds, in a single line too. */
export function* extractInPieces(text: string, find: ReadonlySet<IndicatorType>): Pieces<Found[]> {
  const sightings: (Sighting | undefined)[] = yield* scanInPieces(text, find);
  if (find.has('file')) yield* keepFiles(text, sightings);
  const found: Found[] = [];
  for (const sighting of sightings) {
    if (!sighting) continue;
    found.push(foundOf(sighting));
    if (found.length % MOST_AT_ONCE === 0) yield;
  }
  return found;
}

function foundOf({ type, value, start, end, wrapper }: Sighting): Found {
  const found = { type, value, start, end };
  return wrapper === undefined ? found : { ...found, wrapper };
}
