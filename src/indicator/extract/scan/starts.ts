import { TWO_COLONS } from '../../defang/patterns-of-forms';
import {
  CLOSES,
  codeAt,
  codeIn,
  ENDS_SCHEME,
  HEXADECIMAL,
  INSIDE,
  isOpening,
  kindIn,
  mayBeColon,
  OPENS,
  skip,
  skipIn,
  WORD,
} from '../characters';
import { isEscape } from '../hash';

/** `http__` or `hxxps__` */
export function isUnderscored(codes: Uint16Array, start: number): boolean {
  if ((codeIn(codes, start) | 0x20) !== 0x68) return false;
  return codeIn(codes, start + 5) === 0x5f;
}

/** `aHR0c` and `6874747`: `http` in base64 and in hexadecimal. */
export function mayBeEncoded(text: string, start: number): boolean {
  const code = codeAt(text, start);
  if (code === 0x61) return text.startsWith('aHR0c', start);
  return code === 0x36 && text.startsWith('68747470', start);
}

/** Behind a written `\n` or `%20`, hyphens, or words in a script without spaces, a host begins later than its word. */
export function hostStartIn(text: string, start: number, end: number): number {
  const isPercent = codeAt(text, start - 1) === 0x25 && skip(text, start, HEXADECIMAL) - start >= 2;
  let from = isPercent ? start + 2 : isEscape(text, start) ? start + 1 : start;
  while (from < end && codeAt(text, from) === 0x2d) from += 1;
  if (codeAt(text, from) < 0x3000) return from;
  for (let at = end - 1; at >= from; at -= 1) {
    if (codeAt(text, at) >= 0x80) return at === end - 1 ? from : at + 1;
  }
  return from;
}

/**
 * Where the run of hexadecimal digits, colons and dots ends that begins at `start`; -1 if the next sign
 * is defanged.
 */
export function addressRunEnd(codes: Uint16Array, start: number): number {
  let at = start;
  for (;;) {
    const code = codeIn(codes, at);
    if (code !== 0x3a && code !== 0x2e && (kindIn(codes, at) & HEXADECIMAL) === 0) {
      return isOpening(code) && (kindIn(codes, at + 1) & INSIDE) !== 0 ? -1 : at;
    }
    at += 1;
  }
}

/** The longest IPv6 address, with an IPv4 address in it, and the port of a packet dump behind a dot. */
const LONGEST_IPV6 = 45 + 6;

/** Whether the run from `start` to `end` is no time and no hardware address, which is told by its colons. */
export function mayBeIpv6(codes: Uint16Array, start: number, end: number): boolean {
  if (end - start > LONGEST_IPV6 || (kindIn(codes, end) & WORD) !== 0) return false;
  let colons = 0;
  let gaps = 0;
  let hasDot = false;
  for (let at = start; at < end; at += 1) {
    const code = codeIn(codes, at);
    if (code === 0x2e) hasDot = true;
    if (code !== 0x3a) continue;
    colons += 1;
    if (codeIn(codes, at + 1) === 0x3a) gaps += 1;
  }
  if (colons > 8) return false;
  return gaps === 1 || (gaps === 0 && (hasDot ? colons >= 6 : colons >= 7));
}

/** Whether the name of a scheme may end here, by its last letter. */
export function mayBeScheme(codes: Uint16Array, end: number): boolean {
  return (kindIn(codes, end - 1) & ENDS_SCHEME) !== 0;
}

/** Whether nothing is before or in the word at `start` behind which a host could begin later. */
export function isWholeHost(codes: Uint16Array, start: number): boolean {
  const before = codeIn(codes, start - 1);
  const first = codeIn(codes, start);
  return before !== 0x25 && before !== 0x5c && first !== 0x2d && first < 0x3000;
}

export function isIpv6Start(codes: Uint16Array, start: number, end: number): boolean {
  if (end - start > 4 || skipIn(codes, start, HEXADECIMAL) < end) return false;
  const code = codeIn(codes, end);
  if (codeIn(codes, start - 1) === 0x2e) return false;
  if (code !== 0x3a) return mayBeColon(codes, end);
  return codeIn(codes, end + 1) === 0x3a || (kindIn(codes, end + 1) & BEHIND_COLON) !== 0;
}

const BEHIND_COLON = HEXADECIMAL | OPENS | CLOSES;

/** The colons that an address begins with, at least one of them defanged. */
const DEFANGED_START = new RegExp(`${TWO_COLONS}(?=[\\da-f])`, 'iy');

/** `::1` behind anything but a name. */
export function isColonsStart(text: string, codes: Uint16Array, at: number): boolean {
  const isFirst = codeIn(codes, at - 1) !== 0x3a && (kindIn(codes, at - 1) & WORD) === 0;
  if (!isFirst) return false;
  if (!mayBeColon(codes, at)) {
    return codeIn(codes, at + 1) === 0x3a && (kindIn(codes, at + 2) & HEXADECIMAL) !== 0;
  }
  DEFANGED_START.lastIndex = at;
  return DEFANGED_START.test(text);
}
