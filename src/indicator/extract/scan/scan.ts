import type { IndicatorType } from '../../indicator';
import { codeIn, kindIn, readCodes, WORD } from '../characters';
import { readBody } from '../mail-body';
import { originalOf, unfold, type Unfolded } from '../quoted-printable';
import type { Sighting } from '../sighting';
import { addIpv6Colons } from './addresses';
import { addRepeated, noRepetition } from './repetition';
import { skim, type WordSeen } from './skim';
import { addSighting, openScan, readsHosts, startScan, takeBack, type Scan } from './state';
import { addWord } from './words';

/** Characters that are searched before others have their turn. */
const PIECE = 131_072;

/** How far ahead a reader sees at least: more than anything is long that can be looked up, in any code. */
const AHEAD = 32_768;

/** Where a word is longer than that, it is looked at again from so far before the cut on; a broken line is shorter. */
const BEHIND = 512;

/** Nothing so near a cut is believed: the parts of the word overlap by more. */
const UNSURE = 128;

/** Finds what is in a text, with where the hosts are, in one go. */
export function scan(text: string, find: ReadonlySet<IndicatorType>): readonly Sighting[] {
  const state = openScan(text, find, { isDecoded: false, tellsHosts: true });
  const pieces = scanInPieces(state);
  while (pieces.next().done !== true);
  return state.sightings;
}

/**
 * Goes through the text once, from word to word, and stops now and then to tell up to where nothing of
 * what was found can change any more. A word is looked at closer only when what follows it may make it a
 * scheme, a host or an address, or when it is as long as a hash. What was read for nothing is not read
 * again for the same purpose, so that the time is in proportion to the length.
 */
export function* scanInPieces(state: Scan): Generator<number, void, void> {
  const { text, find, sightings } = state;
  let at = 0;
  for (let seen = 0; ;) {
    const last = Math.min(text.length, at + PIECE + AHEAD);
    readCodes(state.codes, text, seen, last);
    state.readTo = last;
    state.readsHosts = readsHosts(text.slice(at, last), find);
    const isCut = seen > 0 && at === seen && isInWord(state, at);
    const known = sightings.length;
    seen = last;
    const from = isCut ? at - BEHIND : at;
    at = scanUpTo(state, from, last === text.length ? last : at + PIECE);
    const isCutAgain = at === seen && seen < text.length;
    if (isCut || isCutAgain) {
      keepSure(state, known, isCut ? from + UNSURE : 0, isCutAgain ? at - UNSURE : seen);
    }
    if (at >= text.length) break;
    yield at - BEHIND;
  }
  yield text.length;
}

/** Leaves out what was found near a cut, and again, of all from the index `known` on. */
function keepSure(state: Scan, known: number, first: number, last: number): void {
  for (const sighting of takeBack(state, known)) {
    const isNew = sighting.start >= (state.sightings.at(-1)?.end ?? 0);
    if (isNew && sighting.start >= first && sighting.start < last) addSighting(state, sighting);
  }
}

/** Adds what begins from `from` on and before `to`. Returns where to go on. */
function scanUpTo(state: Scan, from: number, to: number): number {
  const { codes, text } = state;
  const last = Math.min(to, text.length);
  const word: WordSeen = { end: 0, isFollowed: false };
  const repetition = noRepetition(last - from);
  let at = from;
  while (at < last) {
    if (state.body !== undefined) {
      at = addBody(state, at);
      continue;
    }
    at = skim(codes, at, last, word);
    if (at >= last) break;
    if (word.end > 0) {
      const behind = addRepeated(state, repetition, at, word.end, last);
      at = behind > at ? behind : addWord(state, at, word.end, word.isFollowed);
    } else if (codeIn(codes, at) === 0x0a) at = addUnfolded(state, at);
    else at = Math.max(addIpv6Colons(state, at), at + 1);
  }
  return at;
}

/** Whether a word was cut at `at`: it is longer than what can be seen of it. */
function isInWord({ codes }: Scan, at: number): boolean {
  return (kindIn(codes, at - 1) & kindIn(codes, at) & WORD) !== 0;
}

/**
 * Reads the line that a soft break at `newline` ends, with all that belongs to it, once more. Returns
 * where to go on.
 */
function addUnfolded(state: Scan, newline: number): number {
  const { text, sightings } = state;
  const line = unfold(text, newline);
  if (!line) return newline + 1;
  state.takenBack += 1;
  let length = sightings.length;
  while ((sightings[length - 1]?.start ?? -1) >= line.start) length -= 1;
  if (length < sightings.length) takeBack(state, length);
  addDecoded(state, line);
  return line.end;
}

/** Reads a piece of a part of a mail that is encoded. Returns where to go on. */
function addBody(state: Scan, from: number): number {
  if (state.body === undefined) return from;
  state.takenBack += 1;
  const piece = readBody(state.text, from, state.body);
  addDecoded(state, piece);
  if (!piece.goesOn) state.body = undefined;
  return Math.max(piece.end, from + 1);
}

function addDecoded(state: Scan, decoded: Unfolded): void {
  const { find, tellsHosts } = state;
  const whole = startScan(decoded.text, find, { isDecoded: true, tellsHosts });
  scanUpTo(whole, 0, decoded.text.length);
  for (const sighting of whole.sightings) addSighting(state, originalOf(sighting, decoded));
}
