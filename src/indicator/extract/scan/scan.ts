import { atOnce, type Pieces } from '../../../in-pieces';
import type { IndicatorType } from '../../indicator';
import { codeIn, kindIn, WORD } from '../characters';
import { readBody } from '../mail-body';
import { originalOf, unfold, type Unfolded } from '../quoted-printable';
import type { Sighting } from '../sighting';
import { addIpv6Colons } from './addresses';
import { skim } from './skim';
import { startScan, viewed, type Scan } from './state';
import { addWord } from './words';

/** Characters that are searched before others have their turn. */
const PIECE = 65_536;

/**
 * How far from where it is a reader sees: ahead more than anything is long that can be looked up, in any
 * code that is read; behind more than any of them looks back. What a text has farther away changes nothing.
 */
const AHEAD = 32_768;
const BEHIND = 512;

/** Where a longer word is cut, nothing so near the cut is believed: the parts of the text overlap by more. */
const UNSURE = 128;

/** Finds what is in a text, in one go. */
export function scan(text: string, find: ReadonlySet<IndicatorType>): Sighting[] {
  return atOnce(scanInPieces(text, find));
}

/**
 * Goes through the text once, from word to word, and stops for others now and then. A word is looked at
 * closer only when what follows it may make it a scheme, a host or an address, or when it is as long as a
 * hash. What was read for nothing is not read again for the same purpose, so that the time is in
 * proportion to the length.
 */
export function* scanInPieces(text: string, find: ReadonlySet<IndicatorType>): Pieces<Sighting[]> {
  if (text.length <= PIECE + AHEAD) return scanAll(text, find);
  const found: Sighting[] = [];
  let view = startScan('', find);
  let offset = 0;
  for (let reached = 0; reached < text.length;) {
    const from = Math.max(0, reached - BEHIND);
    view = viewed(view, text.slice(from, reached + PIECE + AHEAD), from - offset);
    offset = from;
    const isInside = view.body === undefined && isInWord(view, reached - from);
    const start = isInside ? 0 : reached - from;
    const end = scanUpTo(view, start, reached - from + PIECE);
    const isCut = end === view.text.length && from + end < text.length;
    const first = start < reached - from ? UNSURE : 0;
    const last = isCut ? end - UNSURE : end;
    for (const sighting of view.sightings) {
      if (sighting.start >= first && sighting.start < last) addMoved(found, sighting, from);
    }
    reached = from + end;
    yield;
  }
  return found;
}

function scanAll(text: string, find: ReadonlySet<IndicatorType>, isDecoded = false): Sighting[] {
  const whole = startScan(text, find, isDecoded);
  scanUpTo(whole, 0, text.length);
  return whole.sightings;
}

/** Adds what begins from `from` on and before `to`. Returns where to go on. */
function scanUpTo(state: Scan, from: number, to: number): number {
  const { codes, text } = state;
  const last = Math.min(to, text.length);
  let at = state.body === undefined ? skim(codes, from) : from;
  while (at < last) {
    if (state.body !== undefined) at = addBody(state, at);
    else if ((kindIn(codes, at) & WORD) !== 0) at = addWord(state, at);
    else if (codeIn(codes, at) === 0x0a) at = addUnfolded(state, at);
    else at = Math.max(addIpv6Colons(state, at), at + 1);
    if (state.body === undefined) at = skim(codes, at);
  }
  return at;
}

/** Whether a word was cut at `at`: it is longer than what can be seen of it. */
function isInWord({ codes }: Scan, at: number): boolean {
  return (kindIn(codes, at - 1) & kindIn(codes, at) & WORD) !== 0;
}

function addMoved(found: Sighting[], sighting: Sighting, by: number): void {
  const start = sighting.start + by;
  if (start < (found.at(-1)?.end ?? 0)) return;
  const hasHost = sighting.hostEnd > 0;
  found.push({
    ...sighting,
    start,
    end: sighting.end + by,
    hostStart: hasHost ? sighting.hostStart + by : 0,
    hostEnd: hasHost ? sighting.hostEnd + by : 0,
  });
}

/**
 * Reads the line that a soft break at `newline` ends, with all that belongs to it, once more. Returns
 * where to go on.
 */
function addUnfolded(state: Scan, newline: number): number {
  const { text, sightings } = state;
  const line = unfold(text, newline);
  if (!line) return newline + 1;
  while ((sightings.at(-1)?.start ?? -1) >= line.start) sightings.pop();
  addDecoded(state, line);
  return line.end;
}

/** Reads a piece of a part of a mail that is encoded. Returns where to go on. */
function addBody(state: Scan, from: number): number {
  if (state.body === undefined) return from;
  const piece = readBody(state.text, from, state.body);
  addDecoded(state, piece);
  if (!piece.goesOn) state.body = undefined;
  return Math.max(piece.end, from + 1);
}

function addDecoded({ sightings, find }: Scan, decoded: Unfolded): void {
  for (const sighting of scanAll(decoded.text, find, true)) {
    sightings.push(originalOf(sighting, decoded));
  }
}
