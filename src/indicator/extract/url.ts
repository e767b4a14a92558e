import { LONGEST_INDICATOR } from '../identify';
import { hostNameOf, parseUrl } from '../parse-url';
import { refangPath } from '../refang';
import { readAuthority, type Authority } from './authority';
import { codeAt, kindAt, WORD } from './characters';
import type { Host } from './host';
import type { Scheme } from './scheme';
import { lookAround } from './surroundings';
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

/** Names as most are, of which `new URL()` would say nothing else. */
const ORDINARY_NAME = /^(?:[a-z\d_](?:[a-z\d_-]{0,61}[a-z\d_])?\.){0,126}[a-z][a-z\d_-]{0,62}$/i;

/** Where a path, query or fragment begins if not by its plain sign. */
const PATH_START =
  /\\{1,4}(?:\/|u002f)|\[\\{0,4}\/\]|\(\\{0,4}\/\)|\{\\{0,4}\/\}|&#(?:x2f|47);|&(?:amp;)?sol;/iy;

/** A slash, or the backslash that escapes it. */
const SLASH = new Set([0x2f, 0x5c]);

/** Reads the URL that begins with this scheme; `undefined` if there is no host behind it. */
export function readUrl(text: string, scheme: Scheme): Url | undefined {
  const authority = readAuthority(text, scheme.end);
  if (!authority || !isAcceptable(scheme, authority)) return undefined;
  const { start } = scheme;
  const tail = tailOf(text, start, authority, scheme.isBackslashed);
  const isDefanged = scheme.isDefanged || authority.isDefanged || isMarkedPath(tail);
  const isBare = tail.value === '';
  const underscores = isBare && authority.value.endsWith('_') ? /_+$/.exec(authority.value) : null;
  const cut = underscores?.[0].length ?? 0;
  const user = authority.value.slice(0, authority.value.length - cut);
  const value = `${scheme.name}://${user}${pathOf(tail, isDefanged, scheme.isBackslashed)}`;
  const end = isBare ? authority.end - cut : tail.end;
  if (isBare && isPartOfName(text, start, end)) return undefined;
  const name = cut > 0 ? authority.name.replace(/_+$/, '') : authority.name;
  const host = hostOf(value, name, authority.isAddress);
  if (host === undefined) return undefined;
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

/**
 * Reads what is behind a host without a scheme; `undefined` unless a path, a query or, where it was
 * defanged, a port follows.
 */
export function readSchemeless(text: string, start: number, host: Host): Url | undefined {
  const authority = readAuthority(text, start);
  if (!authority || authority.hostStart !== start) return undefined;
  const tail = tailOf(text, start, authority, false);
  const hasPort = authority.end > host.end;
  if (tail.value === '' && !(hasPort && host.isDefanged)) return undefined;
  const path = pathOf(tail, host.isDefanged || isMarkedPath(tail), false);
  // Prefix lengths, ports and addresses are written behind a slash too.
  if (host.isAddress && !hasPort && /^\/\d{1,5}$/.test(path)) return undefined;
  if (/^\/(?:\d{1,3}\.){3}\d{1,3}$/.test(path)) return undefined;
  const value = `http://${authority.value}${path}`;
  const name = hostOf(value, authority.name, host.isAddress);
  if (name === undefined) return undefined;
  return {
    value,
    start,
    end: Math.max(tail.end, authority.end),
    host: name,
    hostStart: start,
    hostEnd: host.end,
    isAddress: host.isAddress,
    isTooLong: value.length > LONGEST_INDICATOR,
  };
}

function isAcceptable(scheme: Scheme, { name }: Authority): boolean {
  if (name === '' || name.startsWith('-')) return false;
  return !scheme.isUnderscored || isTopLevel(name.slice(name.lastIndexOf('.') + 1));
}

function tailOf(text: string, start: number, authority: Authority, isBackslashed: boolean): Tail {
  const { end, isSpaced } = authority;
  const isApart = isSpaced && codeAt(text, end) === 0x20 && SLASH.has(codeAt(text, end + 1));
  const from = isApart ? end + 1 : end;
  const code = codeAt(text, from);
  const isPlain = code === 0x2f || code === 0x3f || code === 0x23;
  PATH_START.lastIndex = from;
  if (!isPlain && !(isBackslashed && code === 0x5c) && !PATH_START.test(text)) {
    return { value: '', end };
  }
  return readTail(text, from, { ...lookAround(text, start), isBackslashed });
}

/** `[/]` where the path begins. */
function isMarkedPath({ value }: Tail): boolean {
  return /^[[({]/.test(value);
}

function pathOf(tail: Tail, isDefanged: boolean, isBackslashed: boolean): string {
  const path = isDefanged ? refangPath(tail.value) : tail.value;
  // CEF escapes each backslash and equals sign with one more, JSON each slash.
  return isBackslashed ? path.replaceAll(/\\+=/g, '=').replaceAll(/\\+\/?/g, '/') : path;
}

/** The URL's host as browsers read it, or `undefined` if they would not open it. */
function hostOf(value: string, name: string, isAddress: boolean): string | undefined {
  if (isAddress) return isValid(value) ? name.replace(/^\[(.*)\]$/, '$1') : undefined;
  if (ORDINARY_NAME.test(name) && !/(?:^|\.)xn--/i.test(name)) return name;
  const url = parseUrl(value);
  const host = url && hostNameOf(url);
  return host === undefined || host.split('.').includes('') ? undefined : host;
}

function isValid(value: string): boolean {
  return !value.includes('[') || parseUrl(value) !== undefined;
}
