import { CLOSING, OPENING, TWO_COLONS } from '../../defang/patterns-of-forms';
import {
  CLOSES,
  codeAhead,
  codeAt,
  codeIn,
  DIGIT,
  ENDS_SCHEME,
  HEXADECIMAL,
  INSIDE,
  isIn,
  isOpening,
  kindAhead,
  kindIn,
  mayBeColon,
  OPENS,
  signTable,
  skipIn,
  WORD,
} from '../characters';
import { escapeLength } from '../escapes';

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

/** Behind an escape, hyphens, or words in a script without spaces, a host begins later than its word. */
export function hostStartIn(text: string, start: number, end: number): number {
  let from = Math.min(end, start + escapeLength(text, start));
  while (from < end && codeAt(text, from) === 0x2d) from += 1;
  if (codeAt(text, from) < 0x3000) return from;
  for (let at = end - 1; at >= from; at -= 1) {
    if (codeAt(text, at) >= 0x80) return at === end - 1 ? from : at + 1;
  }
  return from;
}

/** Where the run of hexadecimal digits, colons and dots ends that begins at `start`. */
export function addressRunEnd(codes: Uint16Array, start: number): number {
  let at = start;
  for (;;) {
    const code = codeAhead(codes, at);
    if (code !== 0x3a && code !== 0x2e && (kindAhead(codes, at) & HEXADECIMAL) === 0) return at;
    at += 1;
  }
}

/** Whether a sign in brackets follows the run that ends at `end`: it is defanged. */
export function isDefangedAt(codes: Uint16Array, end: number): boolean {
  return isOpening(codeAhead(codes, end)) && (kindAhead(codes, end + 1) & INSIDE) !== 0;
}

/** The longest IPv6 address, with an IPv4 address in it, and the port of a packet dump behind a dot. */
export const LONGEST_IPV6 = 45 + 6;

/** Whether the run from `start` to `end` is no time and no hardware address, which is told by its colons. */
export function mayBeIpv6(codes: Uint16Array, start: number, end: number): boolean {
  if (end - start > LONGEST_IPV6 || (kindAhead(codes, end) & WORD) !== 0) return false;
  let colons = 0;
  let gaps = 0;
  let hasDot = false;
  for (let at = start; at < end; at += 1) {
    const code = codeAhead(codes, at);
    if (code === 0x2e) hasDot = true;
    if (code !== 0x3a) continue;
    colons += 1;
    if (codeAhead(codes, at + 1) === 0x3a) gaps += 1;
  }
  if (colons > 8) return false;
  const isOne = gaps === 1 || (gaps === 0 && (hasDot ? colons >= 6 : colons >= 7));
  return isOne && hasGroups(codes, start, end) && !isWorldWideName(codes, start, end);
}

/** Eight bytes with a colon between each two: the name of a port in a storage network. */
function isWorldWideName(codes: Uint16Array, start: number, end: number): boolean {
  if (end - start !== 23) return false;
  for (let at = start + 2; at < end; at += 3) if (codeAhead(codes, at) !== 0x3a) return false;
  return true;
}

/** What an address may be written with where its signs are in brackets: their letters and spaces too. */
const LONGEST_DEFANGED_IPV6 = 90;

/** What may be an address some of whose signs are in brackets. */
export interface DefangedRun {
  readonly end: number;
  readonly mayBeAddress: boolean;
  /** Up to here no other one begins. */
  readonly nextFrom: number;
}

/** Looks at what may be an address with signs in brackets, and begins at `start`. */
export function defangedRun(codes: Uint16Array, start: number): DefangedRun {
  const last = start + LONGEST_DEFANGED_IPV6;
  let colons = 0;
  let group = 0;
  let digits = 0;
  let at = start;
  for (; at < last; at += 1) {
    const code = codeAhead(codes, at);
    const kind = kindAhead(codes, at);
    if (code === 0x3a) colons += 1;
    else if (code !== 0x2e && (kind & IN_DEFANGED) === 0) break;
    group = (kind & HEXADECIMAL) === 0 ? 0 : group + 1;
    if (group > LONGEST_GROUP) break;
    if ((kind & DIGIT) !== 0) digits += 1;
    if (colons > MOST_COLONS || ((kind & OPENS) !== 0 && isLeftOpen(codes, at))) break;
    if ((kind & CLOSES) !== 0 && !goesOn(codes, at + 1)) {
      at += 1;
      break;
    }
  }
  const isNone = colons < 2 || digits === 0 || group > LONGEST_GROUP;
  const mayBeAddress = !isNone && hasGroups(codes, start, at);
  const nextFrom = isNone ? (at < last ? at - group : last - LONGEST_WITHOUT_DIGIT) : start;
  return { end: at, mayBeAddress, nextFrom };
}

const LONGEST_GROUP = 4;
const MOST_COLONS = 8;

/** Whether the bracket at `at` is around no more than one or two colons, but not closed behind them. */
function isLeftOpen(codes: Uint16Array, at: number): boolean {
  if (codeAhead(codes, at + 1) !== 0x3a) return false;
  const behind = codeAhead(codes, at + 2) === 0x3a ? at + 3 : at + 2;
  return (kindAhead(codes, behind) & CLOSES) === 0;
}

/** What an address may have before its first digit. */
const LONGEST_WITHOUT_DIGIT = 56;

/** Whether an address may go on behind a sign in brackets. */
function goesOn(codes: Uint16Array, at: number): boolean {
  const code = codeAhead(codes, at);
  return code === 0x3a || code === 0x2e || (kindAhead(codes, at) & (HEXADECIMAL | OPENS)) !== 0;
}

const IN_DEFANGED = HEXADECIMAL | OPENS | CLOSES | INSIDE;

/** Whether there is a digit, and a group of them on both sides of the first colon: `a::b` is a name in a program. */
function hasGroups(codes: Uint16Array, start: number, end: number): boolean {
  let groups = 0;
  let hasDigit = false;
  let isBehind = false;
  for (let at = start; at < end; at += 1) {
    const kind = kindAhead(codes, at);
    const isHexadecimal = (kind & HEXADECIMAL) !== 0;
    if ((kind & DIGIT) !== 0) hasDigit = true;
    if (isHexadecimal && !isBehind) groups += 1;
    isBehind = isHexadecimal;
  }
  return hasDigit && groups > ((kindAhead(codes, start) & HEXADECIMAL) === 0 ? 0 : 1);
}

/** Whether the name of a scheme may end here, by its last letter. */
export function mayBeScheme(codes: Uint16Array, end: number): boolean {
  return (kindIn(codes, end - 1) & ENDS_SCHEME) !== 0;
}

/** What is behind the colon of a scheme: slashes in any form, or the bracket of a sign that is half a one. */
const BEHIND_SCHEME = signTable(`/\\&${OPENING}${CLOSING}`);

/** Whether the colon at `colon` may be that of a scheme. */
export function isColonOfScheme(codes: Uint16Array, colon: number): boolean {
  return mayBeScheme(codes, colon) && isIn(BEHIND_SCHEME, codeAhead(codes, colon + 1));
}

/** Whether nothing is before or in the word at `start` behind which a host could begin later. */
export function isWholeHost(codes: Uint16Array, start: number): boolean {
  const before = codeIn(codes, start - 1);
  const first = codeIn(codes, start);
  if (before === 0x25 || before === 0x5c) return false;
  return (before !== 0x23 || first !== 0x30) && first !== 0x2d && first < 0x3000;
}

export function isIpv6Start(codes: Uint16Array, start: number, end: number): boolean {
  if (end - start > 4 || skipIn(codes, start, HEXADECIMAL) < end) return false;
  if (codeIn(codes, start - 1) === 0x2e) return false;
  if (codeAhead(codes, end) !== 0x3a) return mayBeColon(codes, end);
  return codeAhead(codes, end + 1) === 0x3a || (kindAhead(codes, end + 1) & BEHIND_COLON) !== 0;
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
