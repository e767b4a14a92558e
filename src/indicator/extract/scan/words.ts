import { skipIn, WORD } from '../characters';
import { findHashes } from '../files/hashes-in-word';
import { readBodyStart, SHORTEST_BODY_HEADER } from '../mail-body';
import { plainSchemeStart } from '../plain';
import { readScheme, readUnderscored } from '../scheme';
import { addIpv6Word } from './addresses';
import { addBareHost } from './hosts';
import { isUnderscored, mayBeEncoded, mayBeScheme } from './starts';
import { addHash, NOTHING, type Scan } from './state';
import { addBehindScheme, addEncodedWord, addEscaped, addPlainUrl } from './urls';

/** A shorter word is no hash. */
const SHORTEST_HASH = 32;

/**
 * Adds what the word from `start` to `end` is, or begins: the latter only where it `isFollowed` by what may
 * make it so. Returns where to go on.
 */
export function addWord(
  scan: Scan,
  start: number,
  end = skipIn(scan.codes, start, WORD),
  isFollowed = true,
): number {
  const { text, codes } = scan;
  if (end - start >= SHORTEST_BODY_HEADER && !scan.isDecoded) {
    const body = readBodyStart(text, start, end);
    if (body) {
      scan.body = body.encoding;
      return body.from;
    }
  }
  if (scan.readsHosts) {
    const encoded = mayBeEncoded(text, start) ? addEncodedWord(scan, start, end) : NOTHING;
    if (encoded > start) return encoded;
    const after = isFollowed ? addFollowed(scan, start, end, codes[end] ?? 0) : NOTHING;
    if (after > start) return after;
  }
  if (scan.wantsFile && end - start >= SHORTEST_HASH) addHashes(scan, start, end);
  return end;
}

/** Apart from the above, where it would take memory for each word. */
function addHashes(scan: Scan, start: number, end: number): void {
  const { text, codes } = scan;
  findHashes(text, codes, start, end, (from, to) => {
    addHash(scan, text.slice(from, to), from, to);
  });
}

/** Adds what begins with a word and the sign behind it, `next`. Returns where to go on, or `NOTHING`. */
function addFollowed(scan: Scan, start: number, end: number, next: number): number {
  const { codes } = scan;
  // Most words by far, so they come first.
  if (next === 0x2e && !isUnderscored(codes, start)) {
    return start >= scan.hostsFrom ? addBareHost(scan, start, end) : NOTHING;
  }
  if (next === 0x3a && !mayBeScheme(codes, end)) return addIpv6Word(scan, start, end);
  if (next === 0x25) return addEscaped(scan, start, end);
  const scheme = next === 0x3a ? plainSchemeStart(codes, end) : -1;
  return scheme >= 0 ? addPlainUrl(scan, scheme, end) : addDefanged(scan, start, end, next);
}

/** The same for a word behind which the sign may be in another form than the plain one. */
function addDefanged(scan: Scan, start: number, end: number, next: number): number {
  const url = addDefangedUrl(scan, start, end, next);
  if (url >= 0) return url;
  const address = addIpv6Word(scan, start, end);
  if (address >= 0) return address;
  return start >= scan.hostsFrom && next !== 0x3a ? addBareHost(scan, start, end) : NOTHING;
}

function addDefangedUrl(scan: Scan, start: number, end: number, next: number): number {
  const { text, codes } = scan;
  const underscored = isUnderscored(codes, start) ? readUnderscored(text, start, end) : undefined;
  const url = underscored ? addBehindScheme(scan, underscored) : NOTHING;
  if (url >= 0) return url;
  const scheme = next === 0x2e || next === 0x20 ? undefined : readScheme(text, end);
  if (!scheme) return NOTHING;
  const after = addBehindScheme(scan, scheme);
  return after >= 0 ? after : scheme.end;
}
