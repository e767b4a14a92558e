import { atOnce, type Pieces } from '../in-pieces';
import type { IndicatorType } from './indicator';
import { createFileKeeper } from './extract/files/files';
import { scanInPieces } from './extract/scan/scan';
import { openScan } from './extract/scan/state';
import type { Found } from './extract/sighting';

export type { Found };

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

/** The same for a text of any length: it stops for others after some milliseconds, in a single line too. */
export function* extractInPieces(text: string, find: ReadonlySet<IndicatorType>): Pieces<Found[]> {
  const scan = openScan(text, find);
  const keepFiles = createFileKeeper(scan);
  for (const settled of scanInPieces(scan)) {
    yield* keepFiles(settled);
    yield;
  }
  const { sightings, hashes } = scan;
  if (hashes.length === 0) return sightings;
  let kept = 0;
  for (let from = 0; from < sightings.length; from += MOST_AT_ONCE) {
    kept = closeGaps(sightings, from, kept);
    yield;
  }
  sightings.length = kept;
  return sightings;
}

/** So many are moved before others have their turn. */
const MOST_AT_ONCE = 100_000;

/** Moves what is left of the next ones behind the first so many, and returns how many there are then. */
function closeGaps(sightings: (Found | undefined)[], from: number, first: number): number {
  const to = Math.min(from + MOST_AT_ONCE, sightings.length);
  let kept = first;
  for (let each = from; each < to; each += 1) {
    const sighting = sightings[each];
    if (sighting === undefined) continue;
    sightings[kept] = sighting;
    kept += 1;
  }
  return kept;
}
