import { LONGEST_INDICATOR } from '../identify';
import { anyForm } from '../defang/patterns-of-forms';
import { refangPath } from '../defang/refang';
import { readAuthority, type Authority } from './authority';
import { codeAhead, codeAt, codeIn, isOpening, kindAt, mayBeMark, WORD } from './characters';
import type { Encoded } from './encoded';
import { hostNamed, type KnownNames } from './names/known-names';
import { isPlainEnd, plainPortEnd, plainTailEnd, withoutPunctuation } from './plain';
import { readScheme, type Scheme } from './scheme';
import { isBehindParameter, isDecoration, isWholeField, lookAround } from './surroundings';
import { readTail, type Tail } from './tail';
import { isTopLevel } from './top-level';

/** A URL in a text. */
export interface Url {
  /** Refanged and without the escapes of the text's format. */
  readonly value: string;
  readonly start: number;
  readonly end: number;
  /** Host name or address, without brackets. */
  readonly host: string;
  readonly hostStart: number;
  readonly hostEnd: number;
  readonly isAddress: boolean;
  /** Longer than any URL that can be looked up. */
  readonly isTooLong: boolean;
}

/**
 * Where a URL ends as most are, with nothing in it that needs a closer look, which begins at `start` and
 * whose host ends at `hostEnd`; -1 for any other.
 */
export function plainUrlEnd(
  text: string,
  codes: Uint16Array,
  start: number,
  hostEnd: number,
): number {
  const before = codeIn(codes, start - 1);
  if (isDecoration(before) || before === 0x2b || isInQuotedPrintable(text, start)) return -1;
  const authorityEnd = codeAhead(codes, hostEnd) === 0x3a ? plainPortEnd(codes, hostEnd) : hostEnd;
  if (authorityEnd < 0) return -1;
  const code = codeAhead(codes, authorityEnd);
  if (code !== 0x2f && code !== 0x3f && code !== 0x23) {
    return isPlainEnd(codes, authorityEnd) ? authorityEnd : -1;
  }
  const isParameter = before === 0x3d && isBehindParameter(text, start - 1);
  const end = plainTailEnd(codes, authorityEnd, before, isParameter);
  if (end < 0) return -1;
  const trimmed = withoutPunctuation(codes, authorityEnd, end);
  const last = trimmed < end && !isWholeField(text, start, end) ? trimmed : end;
  return last === authorityEnd ? -1 : last;
}

/** Names as most are, of which `new URL()` would say nothing else. */
const ORDINARY_NAME = /^(?:[a-z\d_](?:[a-z\d_-]{0,61}[a-z\d_])?\.){0,126}[a-z][a-z\d_-]{0,62}$/i;

/** Where a path, query or fragment begins if not by its plain sign. */
const PATH_START = new RegExp(
  String.raw`\\{1,4}(?:\/|u002f)|${anyForm('/', 'in text')}|&#(?:x2f|47);|&(?:amp;)?sol;`,
  'iy',
);

/** What such a sign begins with: `\`, `[`, `(`, `{` and `&`. */
const MARKED_PATH = new Set([0x5c, 0x5b, 0x28, 0x7b, 0x26]);

/** A slash, or the backslash that escapes it. */
const SLASH = new Set([0x2f, 0x5c]);

/** Reads the URL that begins with this scheme; `undefined` if there is no host behind it. */
export function readUrl(text: string, scheme: Scheme, known: KnownNames): Url | undefined {
  const authority = readAuthority(text, scheme.end);
  if (!authority || !isAcceptable(scheme, authority)) return undefined;
  const { start } = scheme;
  const cut = trailingUnderscores(text, authority);
  const name = cut > 0 ? authority.name.slice(0, -cut) : authority.name;
  const host = hostOf(name, authority.isAddress, known);
  if (host === undefined) return undefined;
  const tail = tailOf(text, start, authority, scheme.isBackslashed);
  const isBare = tail.value === '';
  const end = isBare ? authority.end - cut : tail.end;
  if (isBare && isPartOfName(text, start, end)) return undefined;
  const isDefanged = scheme.isDefanged || authority.isDefanged || isMarkedPath(tail);
  const user = authority.value.slice(0, authority.value.length - cut);
  const path = pathOf(tail, isDefanged, scheme.isBackslashed);
  const written = `${scheme.name}://${user}${path}`;
  const value = isInQuotedPrintable(text, start) ? plainText(written) : written;
  return {
    value,
    start,
    end,
    host,
    hostStart: authority.hostStart,
    hostEnd: authority.hostEnd - cut,
    isAddress: authority.isAddress,
    isTooLong: value.length > LONGEST_INDICATOR,
  };
}

/** Whether what is before the URL says that the text is in quoted-printable: `href=3D"http://…`. */
function isInQuotedPrintable(text: string, start: number): boolean {
  const before = codeAt(text, start - 1);
  const end = before === 0x22 || before === 0x27 ? start - 1 : start;
  return codeAt(text, end - 1) === 0x44 && text.startsWith('=3D', end - 3);
}

function plainText(written: string): string {
  return written.replaceAll(/=([2-7][\dA-F])/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
}

/** The URL that an encoded text begins with. */
export function encodedUrl({ value }: Encoded, known: KnownNames): Url | undefined {
  const colon = value.indexOf(':');
  const scheme = colon > 0 ? readScheme(value, colon) : undefined;
  return scheme?.start === 0 ? readUrl(value, scheme, known) : undefined;
}

/** An emphasis in Markdown hardly goes farther. */
const LONGEST_EMPHASIS = 200;

/**
 * Whether a host with nothing behind it is glued by an underscore to what is beside it, as in a name.
 * In an emphasis of Markdown there is another underscore on the other side.
 */
function isPartOfName(text: string, start: number, end: number): boolean {
  const isGluedBefore = codeAt(text, start - 1) === 0x5f && (kindAt(text, start - 2) & WORD) === 0;
  const isGluedBehind = codeAt(text, end) === 0x5f;
  if (isGluedBefore === isGluedBehind) return false;
  const other = isGluedBefore
    ? text.slice(end, end + LONGEST_EMPHASIS)
    : text.slice(Math.max(0, start - LONGEST_EMPHASIS), start);
  return !other.includes('_');
}

function isAcceptable(scheme: Scheme, { name }: Authority): boolean {
  if (name === '' || name.startsWith('-')) return false;
  return !scheme.isUnderscored || isTopLevel(name.slice(name.lastIndexOf('.') + 1));
}

/** The path, query and fragment behind an authority; empty if there are none. */
export function tailOf(
  text: string,
  start: number,
  authority: Authority,
  isBackslashed: boolean,
): Tail {
  const { end, isSpaced } = authority;
  const isApart = isSpaced && codeAt(text, end) === 0x20 && SLASH.has(codeAt(text, end + 1));
  const from = isApart ? end + 1 : end;
  if (!isPathStart(text, from, isBackslashed)) return { value: '', end };
  return readTail(text, from, lookAround(text, start), isBackslashed);
}

function isPathStart(text: string, at: number, isBackslashed: boolean): boolean {
  const code = codeAt(text, at);
  if (code === 0x2f || code === 0x3f || code === 0x23) return true;
  if (code === 0x5c && isBackslashed) return true;
  if (!MARKED_PATH.has(code)) return false;
  if (isOpening(code) && !mayBeMark(text, at)) return false;
  PATH_START.lastIndex = at;
  return PATH_START.test(text);
}

/** `[/]` where the path begins. */
export function isMarkedPath({ value }: Tail): boolean {
  return /^[[({]/.test(value);
}

/** What a tail is meant for: without marks where it is `isDefanged`, with slashes where it is `isBackslashed`. */
export function pathOf(tail: Tail, isDefanged: boolean, isBackslashed: boolean): string {
  if (tail.value === '') return '';
  const path = isDefanged ? refangPath(tail.value) : tail.value;
  // CEF escapes each backslash and equals sign with one more, JSON each slash.
  return isBackslashed ? path.replaceAll(/\\+=/g, '=').replaceAll(/\\+\/?/g, '/') : path;
}

/** How many underscores a host without a port, path or query ends with. */
function trailingUnderscores(text: string, { name, hostEnd, end }: Authority): number {
  if (end > hostEnd || codeAt(text, end - 1) !== 0x5f) return 0;
  const code = codeAt(text, end);
  if (code === 0x2f || code === 0x3f || code === 0x23) return 0;
  return /_+$/.exec(name)?.[0].length ?? 0;
}

/** The URL's host as browsers read it, or `undefined` if they would not open it. */
export function hostOf(name: string, isAddress: boolean, known: KnownNames): string | undefined {
  if (isAddress && !name.startsWith('[')) return name;
  if (ORDINARY_NAME.test(name) && !/(?:^|\.)xn--/i.test(name)) return name;
  const host = hostNamed(name, known);
  return host === '' ? undefined : host;
}
