import { parseAddress } from '../address';
import { commaNameEnd } from './comma';
import { HARMLESS } from './forms';
import {
  anyForm,
  HOST_MARK,
  LONE_COLON,
  MARK,
  meaningOf,
  plainSchemeName,
  SCHEME_NAME,
  separator,
} from './patterns-of-forms';

const MARKS = new RegExp(MARK, 'gi');

/** What every one of them has in it: most paths have none, which is told many times as fast. */
const MAY_MARK = /[[({\\]/;

const HOST_MARKS = new RegExp(HOST_MARK, 'gi');

/** With one slash or none behind a plain colon it is left to whoever reads URLs. */
const SCHEME = new RegExp(
  String.raw`^(https?|${SCHEME_NAME})(${separator('alone', String.raw`\\+`)}|${LONE_COLON}|(?=:))`,
  'i',
);
const UNDERSCORED = new RegExp(`^(https?|${SCHEME_NAME})__(?=.)`, 'i');

/** Where path, query or fragment begins. */
const PATH = new RegExp(`[/?#]|${anyForm('/', 'alone')}`, 'i');

/** CyberChef's "Defang URL" also changes the URLs inside a URL. */
const INNER_SCHEME = new RegExp(`${HARMLESS.scheme}(?=s?(?::\\/\\/|%3a))`, 'gi');

const OPENING = new Set('<"\'`“”‘’«» \t\r\n\u00a0\ufeff');
const CLOSING = new Set('>"\'`“”‘’«» \t\r\n\u00a0\ufeff,;');
const PAIRS: ReadonlyMap<string, string> = new Map([
  ['(', ')'],
  ['[', ']'],
  ['{', '}'],
]);

/** Each layer is searched to its end, so without a limit many brackets would take long. */
const MOST_LAYERS = 4;

/**
 * Undoes the ways in which people make an indicator harmless to click (`forms.ts`), and takes off the
 * brackets or quotes around it and the `,` or `;` behind it. Where scheme and host are not defanged,
 * `[.]` stays in path, query and fragment: it may be meant there.
 * Text that is not defanged comes back as it is, without what is around it.
 */
export function refang(text: string): string {
  const written = unwrap(text);
  const scheme = readScheme(written);
  const from = scheme.length;
  const path = pathStart(written, from, scheme.isBackslashed);
  const host = readHost(written, from, path);
  const rest = written.slice(path);
  const isDefanged = scheme.isDefanged || host !== written.slice(from, path) || /^[[({]/.test(rest);
  const end = isDefanged ? refangPath(rest) : rest;
  return scheme.value + host + (scheme.isBackslashed ? end.replaceAll(/\\+\/?/g, '/') : end);
}

/** Undoes the marks in what follows a defanged host: path, query and fragment. */
export function refangPath(text: string): string {
  const plain = MAY_MARK.test(text) ? text.replaceAll(MARKS, meaningOf) : text;
  return plain.replaceAll(INNER_SCHEME, 'http');
}

function withoutCommas(text: string, from: number, to: number): string {
  const host = text.slice(from, to);
  const user = host.lastIndexOf('@') + 1;
  const end = from > 0 ? commaNameEnd(text, from + user) : -1;
  if (end < 0) return host;
  return (
    host.slice(0, user) + text.slice(from + user, end).replaceAll(',', '.') + text.slice(end, to)
  );
}

interface WrittenScheme {
  /** As it is meant, `http://`; what is left to be read as a URL is not in it. */
  readonly value: string;
  readonly length: number;
  readonly isDefanged: boolean;
  readonly isBackslashed: boolean;
}

const NO_SCHEME: WrittenScheme = { value: '', length: 0, isDefanged: false, isBackslashed: false };

function readScheme(text: string): WrittenScheme {
  const [written, name = '', mark] = SCHEME.exec(text) ?? readUnderscored(text) ?? [];
  if (written === undefined) return NO_SCHEME;
  const plainName = plainSchemeName(name);
  const isBackslashed = mark !== undefined && /\\/.test(mark);
  return {
    value: mark === '' ? plainName : `${plainName}://`,
    length: written.length,
    isDefanged: plainName !== name || (mark !== '' && mark !== '://' && !isBackslashed),
    isBackslashed,
  };
}

/** A name in a program may have underscores too: a host has a dot, in any form. */
function readUnderscored(text: string): readonly string[] | undefined {
  const match = UNDERSCORED.exec(text);
  if (!match) return undefined;
  const from = match[0].length;
  return readHost(text, from, pathStart(text, from, false)).includes('.') ? match : undefined;
}

function pathStart(text: string, from: number, isBackslashed: boolean): number {
  const rest = text.slice(from);
  const path = rest.search(PATH);
  const backslash = isBackslashed ? rest.search(/\\(?!\.)/) : -1;
  const first = Math.min(...[path, backslash].filter((at) => at >= 0));
  return Number.isFinite(first) ? from + first : text.length;
}

/** User, host and port, as they are meant. */
function readHost(text: string, from: number, to: number): string {
  const host = withoutCommas(text, from, to).replaceAll(HOST_MARKS, meaningOf);
  // Cisco's mail gateways write `http:// example .com /path`; elsewhere a space has a meaning.
  return from > 0 && host.startsWith(' ') ? host.replaceAll(/\s/g, '') : host;
}

function unwrap(text: string): string {
  let result = trim(text);
  for (let layer = 0; layer < MOST_LAYERS && isInBrackets(result); layer += 1) {
    result = trim(result.slice(1, -1));
  }
  return result;
}

/** By hand, because an expression anchored at the end is quadratic on a long run of spaces. */
function trim(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && OPENING.has(text.charAt(start))) start += 1;
  while (end > start && CLOSING.has(text.charAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

/** Whether the last character closes the first; an IPv6 address keeps its brackets (RFC 3986, 3.2.2). */
function isInBrackets(text: string): boolean {
  const opening = text.charAt(0);
  const closing = PAIRS.get(opening);
  if (closing === undefined || !text.endsWith(closing) || parseAddress(text)) return false;
  let depth = 0;
  for (let index = 0; index < text.length - 1; index += 1) {
    if (text.charAt(index) === opening) depth += 1;
    if (text.charAt(index) === closing) depth -= 1;
    if (depth === 0) return false;
  }
  return depth === 1;
}
