import { codeAt, kindAt, PLAIN, WORD } from './characters';

/** A character that is written in another way in the text. */
export interface Escape {
  readonly value: string;
  readonly length: number;
}

/** JSON (`\/`, `\u0026`, twice escaped too), nginx (`\x26`), CEF (`\=`, `\|`) and Markdown (`\_`). */
const BACKSLASH = /\\{1,4}(?:(\/)|u([\da-f]{4})|x([\da-f]{2})|([=&?_#%~+.|-]))/iy;

/** A control character as syslog servers write it, `#011` for a tab. */
const OCTAL = /^#0[0-3][0-7]/;

/** Whether a control character is written at `at`, a `#`. */
export function isOctalEscape(text: string, at: number): boolean {
  return codeAt(text, at + 1) === 0x30 && OCTAL.test(text.slice(at, at + 4));
}

/** What a backslash is before in the escapes of programs: a line's end or a tab, a character by its number. */
const LETTER = /^(?:u[\da-f]{4}|x[\da-f]{2}|[nrt])/i;

/** A letter beyond ASCII as JSON may write it. */
const UNICODE = /^\\{1,4}u([\da-f]{4})/i;
const LONGEST_UNICODE = 9;

/** The letter of a name that is escaped at `at`, as in `facebo\u1ecdk.com`; `undefined` if none is. */
export function readLetter(text: string, at: number): Escape | undefined {
  if (codeAt(text, at) !== 0x5c) return undefined;
  const [written, digits] = UNICODE.exec(text.slice(at, at + LONGEST_UNICODE)) ?? [];
  if (written === undefined || digits === undefined) return undefined;
  const value = String.fromCharCode(Number.parseInt(digits, 16));
  const isLetter = value >= '\u0080' && (kindAt(value, 0) & WORD) !== 0;
  return isLetter ? { value, length: written.length } : undefined;
}

/** Longer than the parts of a path that tell that it is one. */
const LONGEST_PATH = 64;

/**
 * How many characters of the word at `start` belong to an escape whose sign is before the word: 2 in
 * `%20evil.com`, 1 in `\nevil.com`, 5 in `\u0022evil.com`, 3 in `#011evil.com`.
 */
export function escapeLength(text: string, start: number): number {
  const before = codeAt(text, start - 1);
  if (before === 0x25) return /^[\da-f]{2}/i.test(text.slice(start, start + 2)) ? 2 : 0;
  if (before === 0x23) return isOctalEscape(text, start - 1) ? 3 : 0;
  if (before !== 0x5c) return 0;
  const length = LETTER.exec(text.slice(start, start + 5))?.[0].length ?? 0;
  if (length === 0 || (kindAt(text, start + length) & WORD) === 0) return length;
  return length < 5 && isInWindowsPath(text, start) ? 0 : length;
}

/** Whether the backslash before `start` is one of a path: there is a drive or a folder before it. */
function isInWindowsPath(text: string, start: number): boolean {
  let at = start - 1;
  while (codeAt(text, at) === 0x5c) at -= 1;
  for (const first = at - LONGEST_PATH; at > first && at >= 0; at -= 1) {
    const code = codeAt(text, at);
    const behind = codeAt(text, at + 1);
    if (code === 0x3a) return behind === 0x5c && isDrive(text, at);
    if (code === 0x5c && behind !== 0x5c) return !ESCAPES.has(behind);
    if (ENDS_PATH.has(code)) return false;
  }
  return false;
}

const ENDS_PATH = new Set(Array.from(' \t\r\n"\'<>|*?=,;', (sign) => sign.charCodeAt(0)));
const ESCAPES = new Set(Array.from('nrtux"', (sign) => sign.charCodeAt(0)));

/** Whether the colon is behind the one letter of a drive. */
function isDrive(text: string, colon: number): boolean {
  return (kindAt(text, colon - 1) & WORD) !== 0 && (kindAt(text, colon - 2) & WORD) === 0;
}

/** What HTML writes for the characters that a URL may have; `&amp;amp;` is escaped twice. */
const ENTITY =
  /&(?:amp;){0,3}(?:(amp|#0{0,4}38|#x0{0,4}26)|(#0{0,4}47|#x0{0,4}2f|sol)|(#0{0,4}61|#x0{0,4}3d|equals));/iy;
const ENTITY_THAT_ENDS =
  /&(?:amp;){0,3}(?:quot|lt|gt|apos|nbsp|#0{0,4}(?:34|39|60|62|160)|#x0{0,4}(?:22|27|3c|3e|a0));/iy;

const VALUES = ['&', '/', '='];

/** The escape at `at` (a `\` or `&`); `undefined` if what is there does not belong to a URL. */
export function readEscape(text: string, at: number, start: number): Escape | undefined {
  return codeAt(text, at) === 0x26 ? readEntity(text, at) : readBackslash(text, at, start);
}

/** What CEF and Markdown escape most: an equals sign, a bar, an underscore or a dot. */
const ESCAPED: ReadonlySet<number> = new Set([0x3d, 0x7c, 0x5f, 0x2e]);

const AMPERSAND: Escape = { value: '&', length: '&amp;'.length };

/** Longer than what follows `&amp;` where a character is escaped twice. */
const LONGEST_ENTITY = 10;

function readEntity(text: string, at: number): Escape | undefined {
  if (text.startsWith('&amp;', at)) {
    const behind = at + AMPERSAND.length;
    if (!text.slice(behind, behind + LONGEST_ENTITY).includes(';')) return AMPERSAND;
  }
  ENTITY.lastIndex = at;
  const match = ENTITY.exec(text);
  if (match) {
    return { value: VALUES[match.slice(1).findIndex(Boolean)] ?? '', length: match[0].length };
  }
  ENTITY_THAT_ENDS.lastIndex = at;
  return ENTITY_THAT_ENDS.test(text) ? undefined : { value: '&', length: 1 };
}

function readBackslash(text: string, at: number, start: number): Escape | undefined {
  const next = codeAt(text, at + 1);
  if (ESCAPED.has(next) && codeAt(text, start - 2) !== 0x5c) {
    return { value: String.fromCharCode(next), length: 2 };
  }
  BACKSLASH.lastIndex = at;
  const match = BACKSLASH.exec(text);
  if (!match) return undefined;
  const [written, slash, unicode, byte, other] = match;
  const value = slash ?? other ?? decode(unicode ?? byte ?? '', byte !== undefined);
  // What is also before the URL, as `\u0027`, is a quote around it.
  const isQuote = text.startsWith(written, start - written.length);
  return isQuote || !canBeInUrl(value) ? undefined : { value, length: written.length };
}

/** A byte beyond ASCII is a part of a character in UTF-8, and in a URL that is written with `%`. */
function decode(digits: string, isByte: boolean): string {
  const code = Number.parseInt(digits, 16);
  return isByte && code > 0x7f ? `%${digits}` : String.fromCharCode(code);
}

function canBeInUrl(value: string): boolean {
  return (kindAt(value, 0) & PLAIN) !== 0 || "#&,;'()[]{}|".includes(value);
}
