import { LONGEST_INDICATOR } from '../../identify';
import type { Sighting } from '../sighting';
import { addSighting, PLACES, type Scan } from './state';

/*
 * Where a text says the same over and over, what is found says the same too: from the second time on it is
 * copied, and not read again. So a text that somebody has made up takes no longer than a log.
 */

/** What is said again is no longer than that. */
const LONGEST_UNIT = 2048;

/** Farther back, and one unit more, nobody looks who reads something in a text. */
const BACK = 512;

/**
 * So far ahead somebody may look whose reading leaves no trace in the scan: what is longer is too long to
 * be looked up, which is as true of it when the unit comes again.
 */
const AHEAD = LONGEST_INDICATOR + 1024;

/** The same where something may be encoded in the unit, which is longer then. */
const AHEAD_OF_ENCODED = 3 * LONGEST_INDICATOR + 1024;
const MAY_BE_ENCODED = /%|aHR0/;

/** Places that are compared first: most texts differ in the first one of them. */
const SAMPLES = 32;

/** Words that come before another one is compared with what follows, from the first time to the last. */
const FIRST_DISTANCE = 4;
const LAST_DISTANCE = 512;

/** What is known of whether a text repeats itself. */
export interface Repetition {
  /** The word that others are compared with: where it begins, with what, and how long it is. */
  anchor: number;
  code: number;
  length: number;
  /** Words that are still compared with it, and with the next one. */
  left: number;
  distance: number;
  /** Characters that may still be compared. */
  budget: number;
  /** Where the text is the same as that before it by `shift`, as far as that was looked at last. */
  same: { readonly shift: number; readonly from: number; readonly to: number };
  /** The unit that is being read once more, if one is. */
  unit: Unit | undefined;
}

/** Something that a text says again. */
interface Unit {
  readonly start: number;
  readonly length: number;
  /** Up to here the text repeats it. */
  readonly to: number;
  /** Where the scan was at its beginning, and how much it had found. */
  readonly places: readonly number[];
  readonly found: number;
  readonly takenBack: number;
}

/** Nothing is known yet of a text of so many characters, none of which is compared more than once or twice. */
export function noRepetition(length: number): Repetition {
  return {
    anchor: 0,
    code: -1,
    length: 0,
    left: 0,
    distance: FIRST_DISTANCE,
    budget: length,
    same: { shift: 0, from: 0, to: 0 },
    unit: undefined,
  };
}

/**
 * Adds what a text says again from the word at `at` on, which ends at `end`, up to `last`. Returns where
 * to go on: `at` where it does not repeat itself.
 */
export function addRepeated(
  scan: Scan,
  seen: Repetition,
  at: number,
  end: number,
  last: number,
): number {
  const { unit } = seen;
  if (unit) return at < unit.start + unit.length ? at : copyUnit(scan, seen, unit, at, last);
  const { codes } = scan;
  if (codes[at] === seen.code && end - at === seen.length && seen.budget > 0) {
    seen.unit = unitAt(scan, seen, at, last);
    if (seen.unit) return at;
  }
  seen.left -= 1;
  if (seen.left <= 0) {
    seen.anchor = at;
    seen.code = codes[at] ?? 0;
    seen.length = end - at;
    seen.left = seen.distance;
    seen.distance = Math.min(seen.distance * 2, LAST_DISTANCE);
  }
  return at;
}

/** The unit from the anchor to `at`, if it comes again behind it often enough that it is worth it. */
function unitAt(scan: Scan, seen: Repetition, at: number, last: number): Unit | undefined {
  const { text, codes, readTo } = scan;
  const length = at - seen.anchor;
  const from = at - length - BACK;
  if (length > LONGEST_UNIT || from < length || at + 4 * length > last) return undefined;
  const needed = at + 4 * length + AHEAD;
  if (needed > readTo || !areSamplesSame(codes, from, needed, length)) return undefined;
  if (PLACES.some((place) => scan[place] > at + length)) return undefined;
  const mayBeEncoded = MAY_BE_ENCODED.test(text.slice(at - length, at + length));
  const ahead = mayBeEncoded ? AHEAD_OF_ENCODED : AHEAD;
  const to = sameTo(codes, seen, from, Math.min(readTo, last + ahead), length) - ahead;
  if (to < at + 4 * length) return undefined;
  return {
    start: at,
    length,
    to,
    places: placesAt(scan, at),
    found: scan.sightings.length,
    takenBack: scan.takenBack,
  };
}

/** Up to where the text from `from` on is the same as that before it by `shift`, up to `limit`. */
function sameTo(
  codes: Uint16Array,
  seen: Repetition,
  from: number,
  limit: number,
  shift: number,
): number {
  const { same } = seen;
  if (same.shift === shift && same.from <= from && same.to >= from) return same.to;
  let to = from;
  while (to < limit && codes[to] === codes[to - shift]) to += 1;
  seen.budget -= to - from;
  seen.same = { shift, from, to };
  return to;
}

function areSamplesSame(codes: Uint16Array, from: number, to: number, length: number): boolean {
  const step = Math.max(1, Math.floor((to - from) / SAMPLES));
  for (let at = to - 1; at >= from; at -= step) if (codes[at] !== codes[at - length]) return false;
  return true;
}

/** What is farther behind than a scheme's name is long makes no difference. */
const LEAST = -64;

/** Where the scan is with each thing that it looks for, as seen from `at`. */
function placesAt(scan: Scan, at: number): readonly number[] {
  return PLACES.map((place) => Math.max(scan[place] - at, LEAST));
}

/** Copies what was found in a unit that was read once more, as often as it comes again. */
function copyUnit(scan: Scan, seen: Repetition, unit: Unit, at: number, last: number): number {
  seen.unit = undefined;
  seen.left = 0;
  const { start, length, to, places, found, takenBack } = unit;
  const isSame = at === start + length && scan.takenBack === takenBack && scan.body === undefined;
  const now = placesAt(scan, at);
  if (!isSame || places.some((place, index) => place !== now[index])) return at;
  const times = Math.floor((Math.min(to, last) - at) / length);
  if (times <= 0) return at;
  const sightings = scan.sightings.slice(found);
  for (let time = 1; time <= times; time += 1) {
    for (const sighting of sightings) addSighting(scan, shifted(sighting, time * length));
  }
  for (const place of PLACES) scan[place] += times * length;
  seen.distance = FIRST_DISTANCE;
  return at + times * length;
}

function shifted(sighting: Sighting, by: number): Sighting {
  const { type, value, start, end, wrapper, hostStart, hostEnd } = sighting;
  const place = { type, value, start: start + by, end: end + by };
  if (wrapper === undefined && hostEnd === undefined) return place;
  return {
    ...sighting,
    ...place,
    ...(hostStart !== undefined && hostEnd !== undefined && hostEnd > 0
      ? { hostStart: hostStart + by, hostEnd: hostEnd + by }
      : {}),
  };
}
