import { LONGEST_INDICATOR } from '../identify';
import { MOST_DECODINGS } from '../inside-url/decodings';
import { withoutPercents } from '../percent';
import { BASE64, codeAt, HEXADECIMAL, kindAt, skip } from './characters';

/** A URL that is written in another code, read back. */
export interface Encoded {
  /** The URL, and perhaps more. */
  readonly value: string;
  readonly end: number;
}

/** What follows `http` and `https`, escaped as in a query, once or again and again. */
const AGAIN = `(?:25){0,${MOST_DECODINGS - 1}}`;
const ESCAPED_SEPARATOR = new RegExp(`%${AGAIN}3a(?:\\/|%${AGAIN}2f){2}`, 'iy');
const ESCAPED = /[\w.~%+*!'()/-]+/y;
const LONGEST_SCHEME = 'https'.length;

/** `http` in which every letter is escaped. */
const ESCAPED_NAME = /68%74%74%70(?:%73)?%3a%2f%2f/iy;

const IN_HEXADECIMAL = /^(?:68747470(?:73)?3a2f2f)/i;
const IN_BASE64 = /^(?:aHR0cDov|aHR0cHM6Ly)/;

/** Longer than anything that decodes to a URL that can be looked up. */
const LONGEST = LONGEST_INDICATOR * 3;

/** Reads the URL whose letters or colon are escaped with `%`; the word from `start` to `end` is followed by one. */
export function readPercents(
  text: string,
  start: number,
  end: number,
): (Encoded & { readonly start: number }) | undefined {
  const scheme = /https?$/i.exec(text.slice(Math.max(start, end - LONGEST_SCHEME), end));
  if (scheme) {
    const from = end - scheme[0].length;
    const escaped = readEscaped(text, from, end);
    if (escaped) return { ...escaped, start: from };
  }
  const letters = codeAt(text, start - 1) === 0x25 ? readEscapedLetters(text, start) : undefined;
  return letters && { ...letters, start: start - 1 };
}

/** Reads the URL that the word from `start` to `end` is, or begins, in hexadecimal or base64. */
export function readEncoded(text: string, start: number, end: number): Encoded | undefined {
  return readHexadecimal(text, start, end) ?? readBase64(text, start);
}

/** Reads `http%3A%2F%2F…`; `wordEnd` is where `http` or `https` ends. */
function readEscaped(text: string, start: number, wordEnd: number): Encoded | undefined {
  ESCAPED_SEPARATOR.lastIndex = wordEnd;
  return ESCAPED_SEPARATOR.test(text) ? unescaped(text, start) : undefined;
}

/** Reads `%68%74%74%70%3a…`; `start` is behind the first `%`. */
function readEscapedLetters(text: string, start: number): Encoded | undefined {
  ESCAPED_NAME.lastIndex = start;
  return ESCAPED_NAME.test(text) ? unescaped(text, start - 1) : undefined;
}

function unescaped(text: string, start: number): Encoded | undefined {
  ESCAPED.lastIndex = start;
  const written = ESCAPED.exec(text)?.[0] ?? '';
  const end = start + written.length;
  if (written.length > LONGEST) return { value: '', end };
  let value = written;
  for (let count = 0; count < MOST_DECODINGS && !/^https?:\/\//i.test(value); count += 1) {
    value = withoutPercents(value);
  }
  return { value, end };
}

/** Reads a URL in hexadecimal, which is a word of its own. */
function readHexadecimal(text: string, start: number, end: number): Encoded | undefined {
  const length = end - start;
  if (length % 2 !== 0 || length > LONGEST) return undefined;
  if (!IN_HEXADECIMAL.test(text.slice(start, start + 16))) return undefined;
  if (skip(text, start, HEXADECIMAL) < end) return undefined;
  return decoded(Buffer.from(text.slice(start, end), 'hex'), end);
}

/** Reads a URL in base64, padded or not, whose first word begins at `start`. */
function readBase64(text: string, start: number): Encoded | undefined {
  if (!IN_BASE64.test(text.slice(start, start + 10))) return undefined;
  if ((kindAt(text, start - 1) & BASE64) !== 0) return undefined;
  const end = base64End(text, start);
  if (end - start > LONGEST) return undefined;
  const padding = codeAt(text, end) !== 0x3d ? 0 : codeAt(text, end + 1) === 0x3d ? 2 : 1;
  return decoded(Buffer.from(text.slice(start, end), 'base64'), end + padding);
}

/** The lines of a mail, and of what `base64` prints, have as many digits; a shorter one is no longer broken. */
const SHORTEST_LINE = 60;
const MOST_LINES = 400;

/** Where the digits end that begin at `start`, on this line or on those behind it. */
function base64End(text: string, start: number): number {
  let from = start;
  let end = skip(text, start, BASE64);
  const length = end - start;
  if (length < SHORTEST_LINE || length % 4 !== 0) return end;
  for (let line = 1; line < MOST_LINES && end - from === length; line += 1) {
    const next = codeAt(text, end) === 0x0d ? end + 2 : end + 1;
    if (codeAt(text, next - 1) !== 0x0a || (kindAt(text, next) & BASE64) === 0) break;
    from = next;
    end = skip(text, from, BASE64);
  }
  return end;
}

/** A URL, and a text behind it or a line end as `echo` writes it. */
const DECODED = /^(https?:\/\/[^\s\p{Cc}\ufffd"<>]{1,16384})(?:[\s\0][^\ufffd]{0,16384})?$/iu;

/** What decodes to anything but a text that begins with a URL was no URL. */
function decoded(bytes: Buffer, end: number): Encoded | undefined {
  const value = DECODED.exec(bytes.toString('utf8'))?.[1];
  return value === undefined ? undefined : { value, end };
}
