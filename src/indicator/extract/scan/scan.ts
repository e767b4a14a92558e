import type { IndicatorType } from '../../indicator';
import { codeIn, kindIn, WORD } from '../characters';
import { originalOf, unfold } from '../quoted-printable';
import type { Sighting } from '../sighting';
import { addIpv6Colons } from './addresses';
import { skim } from './skim';
import { startScan, type Scan } from './state';
import { addWord } from './words';

/**
 * Goes through the text once, from word to word. A word is looked at closer only when what follows it
 * may make it a scheme, a host or an address, or when it is as long as a hash. What was read for
 * nothing is not read again for the same purpose, so that the time is in proportion to the length.
 */
export function scan(text: string, find: ReadonlySet<IndicatorType>): Sighting[] {
  const state = startScan(text, find);
  const { codes } = state;
  for (let at = skim(codes, 0); at < text.length; at = skim(codes, at)) {
    if ((kindIn(codes, at) & WORD) !== 0) at = addWord(state, at);
    else if (codeIn(codes, at) === 0x0a) at = addUnfolded(state, at, find);
    else at = Math.max(addIpv6Colons(state, at), at + 1);
  }
  return state.sightings;
}

/**
 * Reads the line that a soft break at `newline` ends, with all that belongs to it, once more. Returns
 * where to go on.
 */
function addUnfolded(
  { text, sightings }: Scan,
  newline: number,
  find: ReadonlySet<IndicatorType>,
): number {
  const line = unfold(text, newline);
  if (!line) return newline + 1;
  while ((sightings.at(-1)?.start ?? -1) >= line.start) sightings.pop();
  sightings.push(...scan(line.text, find).map((sighting) => originalOf(sighting, line)));
  return line.end;
}
