import { endianness } from 'node:os';
import { SPECIAL_FORMS } from '../defang/forms';
import {
  CLOSING,
  FIRST_SIGNS,
  INNER_COLONS,
  INNER_SIGNS,
  OPENING,
  SCHEME_ENDS,
} from '../defang/patterns-of-forms';

/** A character of a label, a hash or a scheme: a letter or digit of any script, `-` or `_`. */
export const WORD = 1;
export const DIGIT = 2;
export const HEXADECIMAL = 4;
/** Belongs to a URL's path, query or fragment, whatever is around it. */
export const PLAIN = 8;
/** May turn the word before it into the beginning of an indicator. */
export const TRIGGER = 16;
/** A space of any kind, or a line's end. */
export const SPACE = 32;
/** A letter or digit of base64, in either alphabet (RFC 4648). */
export const BASE64 = 64;

/** Of a host name as most are, its dots too. */
export const PLAIN_NAME = 128;
/** Of a path, query or fragment as most are: nothing but one of these tells where it ends. */
export const PLAIN_TAIL = 256;
/** Ends a host, whatever is around it; a space does where no bracket follows. */
export const ENDS_HOST = 512;
/** Ends a path, query or fragment without a bracket in it, whatever is around it. */
export const ENDS_TAIL = 1024;

/** An opening bracket, and a closing one, of a sign that is defanged. */
export const OPENS = 2048;
export const CLOSES = 4096;
/** May be behind the opening one. */
export const INSIDE = 8192;
/** A letter that the name of a scheme may end with. */
export const ENDS_SCHEME = 16_384;
/** Where no word is, the only signs with which something may begin. */
export const SIGN = 32_768;

type Range = readonly [first: number, last: number];

/** Letters beyond ASCII by the blocks they are in (Unicode 16), which is near enough for a host. */
const LETTER_BLOCKS: readonly Range[] = [
  [0xc0, 0x167f],
  [0x1681, 0x1fff],
  [0x200c, 0x200d],
  [0x2c00, 0x2dff],
  [0x2e80, 0x2fdf],
  [0x3005, 0x3007],
  [0x3041, 0xfdff],
  [0xfe00, 0xfe0f],
  [0xfe70, 0xfefe],
  [0xff10, 0xff19],
  [0xff21, 0xff3a],
  [0xff41, 0xff5a],
  [0xff66, 0xffdc],
  // Signs and dingbats, but no arrows: nobody's letters, but names have been registered with them.
  [0x2200, 0x27bf],
];

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
const DIGITS = '0123456789';
const SPACES = ' \t\n\v\f\r\u0085\u00a0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff';

const CHARACTERS: readonly (readonly [kind: number, characters: string])[] = [
  [WORD | PLAIN, `${LETTERS}${DIGITS}-_`],
  [DIGIT, DIGITS],
  [HEXADECIMAL, `${DIGITS}abcdefABCDEF`],
  [BASE64, `${LETTERS}${DIGITS}-_+/`],
  [PLAIN, '/?:@!$*+.~%='],
  [TRIGGER, `.:% ${FIRST_SIGNS}`],
  [OPENS, OPENING],
  [CLOSES, CLOSING],
  [INSIDE, INNER_SIGNS],
  [ENDS_SCHEME, SCHEME_ENDS + SCHEME_ENDS.toUpperCase()],
  [SIGN, `:\n${OPENING}`],
  [PLAIN_NAME, `${LETTERS}${DIGITS}-.`],
  [PLAIN_TAIL, `${LETTERS}${DIGITS}-_/?:@!$*+.~%=`],
  [ENDS_HOST, '\0 \t\n\r"<>)]}\'`,;|'],
  [ENDS_TAIL, '\0 \t\n\r"<>)]}`'],
  [SPACE, SPACES],
];

/** Zero width and bidirectional marks, quotes, and the punctuation of CJK text around a URL. */
const ENDINGS =
  '\u200b\u200e\u200f\u00ab\u00bb\u2026\u2039\u203a\u3001\u3002×÷「」『』【】《》，；：！？（）＜＞｜。';
const ENDING_BLOCKS: readonly Range[] = [
  [0x2000, 0x200a],
  [0x2018, 0x201f],
  [0x202a, 0x202e],
  [0x2060, 0x206f],
];

/** What each UTF-16 code unit is: the constants above, added up. */
export const KINDS: Uint16Array = kinds();

/** Bytes of a code unit. */
const UNIT = Uint16Array.BYTES_PER_ELEMENT;

/** Code units for which memory is taken at once. */
const SLAB = 32_768;

/** Room for more code units than that is memory of its own. */
const MOST_IN_SLAB = SLAB / 8;

let slab: Uint16Array = new Uint16Array(0);
let taken = 0;

/**
 * Room for the UTF-16 code units of a text, which `readCodes` fills: what it holds before is by chance,
 * because to empty it takes long. An array is read several times as fast as a string, whose representation
 * has to be asked for at each of its characters, unless it is read beyond its end.
 *
 * Short texts, such as lines of a log, share a slab, because taking memory for each costs more than reading
 * it. Nothing else lies in it, as it would in the pool of Node.js: whoever kept a few bytes there would keep
 * all that lies beside them.
 */
export function roomForCodes(text: string): Uint16Array {
  const units = text.length + READ_AHEAD;
  if (units > MOST_IN_SLAB) return takeMemory(units);
  if (taken + units > slab.length) {
    slab = takeMemory(SLAB);
    taken = 0;
  }
  const from = taken;
  taken += units;
  return slab.subarray(from, taken);
}

function takeMemory(units: number): Uint16Array {
  return new Uint16Array(Buffer.allocUnsafeSlow(UNIT * units).buffer);
}

/** So far whoever asks what follows reads beyond the end. */
const READ_AHEAD = 8;

/** Writes the code units from `from` up to `to` into that room, and some 0 behind them. */
export function readCodes(codes: Uint16Array, text: string, from: number, to: number): void {
  codes.fill(0, to, to + READ_AHEAD);
  const bytes = Buffer.from(codes.buffer, codes.byteOffset + UNIT * from, UNIT * (to - from));
  bytes.write(text.slice(from, to), 'utf16le');
  if (endianness() === 'BE') bytes.swap16();
}

/** What the code unit at `at` is; nothing behind the end. */
export function kindAt(text: string, at: number): number {
  return KINDS[codeAt(text, at)] ?? 0;
}

/** The code unit at `at`; 0 before the beginning and behind the end. */
export function codeAt(text: string, at: number): number {
  return at >= 0 && at < text.length ? text.charCodeAt(at) : 0;
}

/** The code unit at `at`; 0 before the beginning and behind the end. */
export function codeIn(codes: Uint16Array, at: number): number {
  return at >= 0 && at < codes.length ? (codes[at] ?? 0) : 0;
}

/** A table of some signs of ASCII, for `isIn`: looked up faster than in a set. */
export function signTable(signs: string): Uint8Array {
  const table = new Uint8Array(0x80);
  for (const sign of signs) table[sign.charCodeAt(0)] = 1;
  return table;
}

/** Whether the code unit is that of a sign in the table. */
export function isIn(table: Uint8Array, code: number): boolean {
  return code < 0x80 && table[code] === 1;
}

/** Whether it is an opening bracket. */
export function isOpening(code: number): boolean {
  return ((KINDS[code] ?? 0) & OPENS) !== 0;
}

/**
 * Whether a sign in brackets, or behind half a one, may begin at `at`: `[.`, `[:`, `[/`, `[@`, `[dot`, `[at`,
 * also with a space in it.
 */
export function mayBeMark(text: string, at: number): boolean {
  if (!isOpening(codeAt(text, at))) return false;
  const code = codeAt(text, at + 1);
  if (code === 0x2e || code === 0x3a || code === 0x2f || code === 0x40) return true;
  const lower = code | 0x20;
  if (lower === 0x64) return (codeAt(text, at + 2) | 0x20) === 0x6f;
  if (lower === 0x61) return (codeAt(text, at + 2) | 0x20) === 0x74;
  return code === 0x5c || ((KINDS[code] ?? 0) & SPACE) !== 0;
}

const COLONS = new Set(Array.from(INNER_COLONS, (sign) => sign.charCodeAt(0)));

/** Whether a colon in brackets may begin at `at`. */
export function mayBeColon(codes: Uint16Array, at: number): boolean {
  return isOpening(codeIn(codes, at)) && COLONS.has(codeIn(codes, at + 1));
}

/** What the code unit at `at` is; nothing behind the end. */
export function kindIn(codes: Uint16Array, at: number): number {
  return KINDS[codeIn(codes, at)] ?? 0;
}

/** The same as `codeIn` where the place is not before the beginning, as it is for whoever reads on. */
export function codeAhead(codes: Uint16Array, at: number): number {
  return codes[at] ?? 0;
}

/** The same as `kindIn`, in the same places. */
export function kindAhead(codes: Uint16Array, at: number): number {
  return KINDS[codes[at] ?? 0] ?? 0;
}

/** Where the run of characters of a kind that begins at `at` ends. */
export function skipIn(codes: Uint16Array, at: number, kind: number): number {
  let end = at;
  while (((KINDS[codes[end] ?? 0] ?? 0) & kind) !== 0) end += 1;
  return end;
}

/** Where the run of characters of a kind that begins at `at` ends. */
export function skip(text: string, at: number, kind: number): number {
  let end = at;
  while (end < text.length && ((KINDS[text.charCodeAt(end)] ?? 0) & kind) !== 0) end += 1;
  return end;
}

/** Where the run of characters of a kind that ends at `end` begins, looking back `most` at most. */
export function skipBack(text: string, end: number, kind: number, most: number): number {
  let start = end;
  const first = Math.max(0, end - most);
  while (start > first && ((KINDS[text.charCodeAt(start - 1)] ?? 0) & kind) !== 0) start -= 1;
  return start;
}

function kinds(): Uint16Array {
  const table = new Uint16Array(65_536);
  addRanges(table, WORD, LETTER_BLOCKS);
  addRanges(table, PLAIN, [[0xa1, 0xffff]]);
  for (const [kind, characters] of CHARACTERS) add(table, kind, characters);
  addRanges(table, SPACE, [[0x2000, 0x200a]]);
  remove(table, PLAIN | WORD, SPACES + ENDINGS);
  removeRanges(table, PLAIN | WORD, ENDING_BLOCKS);
  add(table, ENDS_TAIL, ENDINGS);
  addRanges(table, ENDS_TAIL | ENDS_HOST, ENDING_BLOCKS);
  // One of them is a dot of a host.
  add(table, ENDS_HOST, ENDINGS.replaceAll(SPECIAL_FORMS.dots[0], ''));
  return table;
}

function add(table: Uint16Array, kind: number, characters: string): void {
  for (const character of characters) {
    const code = character.charCodeAt(0);
    table[code] = (table[code] ?? 0) | kind;
  }
}

function remove(table: Uint16Array, kind: number, characters: string): void {
  for (const character of characters) {
    const code = character.charCodeAt(0);
    table[code] = (table[code] ?? 0) & ~kind;
  }
}

function addRanges(table: Uint16Array, kind: number, ranges: readonly Range[]): void {
  for (const [first, last] of ranges) {
    for (let code = first; code <= last; code += 1) table[code] = (table[code] ?? 0) | kind;
  }
}

function removeRanges(table: Uint16Array, kind: number, ranges: readonly Range[]): void {
  for (const [first, last] of ranges) {
    for (let code = first; code <= last; code += 1) table[code] = (table[code] ?? 0) & ~kind;
  }
}
