import { codeAt, DIGIT, isOpening, kindAt, mayBeMark, skip, WORD } from './characters';
import { commaNameEnd } from '../defang/comma';
import {
  anyForm,
  COLON,
  COLONS,
  ADDRESS_MARK,
  meaningOf,
  TIGHT_DOT,
} from '../defang/patterns-of-forms';
import { readHost } from './host';
import { isTopLevel } from './top-level';

/** Who a URL leads to (RFC 3986, 3.2). */
export interface Authority {
  /** As it is meant, with user, host and port. */
  readonly value: string;
  /** The host alone; an IPv6 address in brackets. */
  readonly name: string;
  readonly hostStart: number;
  readonly hostEnd: number;
  readonly end: number;
  readonly isDefanged: boolean;
  readonly isAddress: boolean;
  /** Whether a space may stand before the path, as it does before the dots. */
  readonly isSpaced: boolean;
}

const IPV6 = new RegExp(String.raw`\[((?:[\da-f.]|${COLONS}|${TIGHT_DOT}){2,90})\]`, 'iy');
const AT = `(?:@|${anyForm('@', 'in text')})`;
const USER = new RegExp(
  String.raw`(?:(?:[^\s/?#"<>\\()[\]{}@]|${TIGHT_DOT}|${anyForm(':', 'in text')}){0,255}${AT}){1,3}`,
  'iy',
);
/** Of the longest sign for one, `[at]`. */
const AT_LENGTH = 4;
const AT_HERE = new RegExp(AT, 'iy');
const AT_MARKS = new RegExp(AT, 'gi');
const MARKS = new RegExp(ADDRESS_MARK, 'gi');
const ENCODED_NAME = /[\w.-]{0,253}(?:%[\da-f]{2}[\w.-]{0,253}){1,63}/iy;
const PORT = new RegExp(String.raw`${COLON}(\d{1,20})`, 'iy');

/** Characters behind a first word that make it a user's name and no host. */
const AFTER_USER = new Set('@:%$+~!*='.split('').map((mark) => mark.charCodeAt(0)));

/** Reads the authority at `from`; `undefined` if there is no host or its port is none. */
export function readAuthority(text: string, from: number): Authority | undefined {
  const direct = readFrom(text, from, from);
  if (codeAt(text, from) === 0x20) return direct;
  const after = codeAt(text, direct?.end ?? from);
  const marked = isOpening(after);
  if (direct && marked && !mayBeMark(text, direct.end)) return direct;
  if (direct && !marked && !AFTER_USER.has(after)) return direct;
  const user = marked && !isAt(text, direct?.end ?? from) ? null : readUser(text, from);
  return (user ? readFrom(text, from, from + user[0].length) : undefined) ?? direct;
}

const LONGEST_USER = 255;

/** What ends a user's name for certain. */
const NOT_IN_USER = new Set(Array.from(' \t\n\r/?#"<>\\', (sign) => sign.charCodeAt(0)));

/** So far a character is looked at by itself; farther a sign is looked for in one go. */
const NEAR = 16;

/** Names of users and the signs behind them; only looked for where such a sign is. */
function readUser(text: string, from: number): RegExpExecArray | null {
  if (!hasAtAhead(text, from)) return null;
  USER.lastIndex = from;
  return USER.exec(text);
}

function hasAtAhead(text: string, from: number): boolean {
  for (let at = from; at < from + NEAR; at += 1) {
    const code = codeAt(text, at);
    if (code === 0x40 || mayBeMark(text, at)) return true;
    if (code === 0 || NOT_IN_USER.has(code)) return false;
  }
  const ahead = text.slice(from, from + LONGEST_USER + AT_LENGTH);
  return ahead.includes('@') || ['[', '(', '{'].some((bracket) => ahead.includes(bracket));
}

/** The same without a user: what is before the host is no authority. */
export function readHostAndPort(text: string, from: number): Authority | undefined {
  return readFrom(text, from, from);
}

/** `from` is where a user's name begins, if any, `at` where the host does. */
function readFrom(text: string, from: number, at: number): Authority | undefined {
  const isSpaced = codeAt(text, at) === 0x20;
  const hostStart = isSpaced ? at + 1 : at;
  const host = readAnyHost(text, hostStart, isSpaced);
  if (!host) return undefined;
  const root = isRootDot(text, host.end) ? '.' : '';
  const port = portAt(text, host.end + root.length);
  if (port === undefined) return undefined;
  const user = at === from ? '' : plainUser(text.slice(from, at));
  return {
    value: user + host.name + root + port.value,
    name: host.name,
    hostStart,
    hostEnd: host.end,
    end: host.end + root.length + port.length,
    isDefanged: host.isDefanged || port.length > port.value.length || isSpaced,
    isAddress: host.isAddress,
    isSpaced,
  };
}

/** What every sign in another form has in it, told at once. */
const MAY_MARK = /[[({\])}\\]/;

function plainUser(written: string): string {
  if (!MAY_MARK.test(written)) return written;
  return written.replaceAll(AT_MARKS, '@').replaceAll(MARKS, meaningOf);
}

/** Whether the dot at `at` is the root's at the end of a host's name, and not the end of a sentence. */
function isRootDot(text: string, at: number): boolean {
  if (codeAt(text, at) !== 0x2e) return false;
  const after = codeAt(text, at + 1);
  return after === 0x2f || (after === 0x3a && (kindAt(text, at + 2) & DIGIT) !== 0);
}

function isAt(text: string, at: number): boolean {
  AT_HERE.lastIndex = at;
  return AT_HERE.test(text);
}

interface AnyHost {
  readonly name: string;
  readonly end: number;
  readonly isDefanged: boolean;
  readonly isAddress: boolean;
}

function readAnyHost(text: string, start: number, isSpaced: boolean): AnyHost | undefined {
  if (codeAt(text, start) === 0x5b) return readIpv6(text, start);
  const wordEnd = skip(text, start, WORD);
  if (wordEnd > start) {
    const host = readHost(text, start, wordEnd, isSpaced);
    const isReal = !isSpaced || isTopLevel(host.name.slice(host.name.lastIndexOf('.') + 1));
    if (!isReal || (isSpaced && !host.name.includes('.'))) return undefined;
    const after = codeAt(text, host.end);
    if (after === 0x2c && !host.name.includes('.'))
      return readCommas(text, start, host.end) ?? host;
    if (after !== 0x25) return host;
  }
  return readEncoded(text, start);
}

function readIpv6(text: string, start: number): AnyHost | undefined {
  IPV6.lastIndex = start;
  const match = IPV6.exec(text);
  if (!match) return undefined;
  const [written, inner = ''] = match;
  const name = `[${inner.replaceAll(MARKS, meaningOf)}]`;
  if (!name.includes(':')) return undefined;
  const isDefanged = name !== written;
  return { name, end: start + written.length, isDefanged, isAddress: true };
}

/** `%65` for `e`: browsers read it as the letter. */
function readEncoded(text: string, start: number): AnyHost | undefined {
  ENCODED_NAME.lastIndex = start;
  const name = ENCODED_NAME.exec(text)?.[0];
  if (name === undefined) return undefined;
  return { name, end: start + name.length, isDefanged: false, isAddress: false };
}

/** `http://evil,example/` is read as a host with dots only where a scheme and a path are around it. */
function readCommas(text: string, start: number, wordEnd: number): AnyHost | undefined {
  const end = commaNameEnd(text, start);
  if (end < wordEnd) return undefined;
  const name = text.slice(start, end).replaceAll(',', '.');
  return { name, end, isDefanged: true, isAddress: false };
}

/** The port at `at`, which may be none; `undefined` if its number is out of range. */
function portAt(text: string, at: number): { value: string; length: number } | undefined {
  const code = codeAt(text, at);
  if (code !== 0x3a && !mayBeMark(text, at)) return { value: '', length: 0 };
  PORT.lastIndex = at;
  const [written, digits] = PORT.exec(text) ?? [];
  if (written === undefined || digits === undefined) return { value: '', length: 0 };
  const isUser = (kindAt(text, at + written.length) & WORD) !== 0;
  if (!isUser && Number(digits) > 65_535) return undefined;
  return { value: `:${digits}`, length: written.length };
}
