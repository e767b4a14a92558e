import { isDomainName, isFileEnding } from '../../identify';
import { codeAhead, DIGIT, kindAhead, kindAt, WORD } from '../characters';
import type { Host } from '../host';
import { hostNamed, MOST_KNOWN, type KnownNames } from './known-names';
import { isSomethingElse } from './other-names';
import { isTopLevel, TOP_LEVELS } from '../top-level';

/**
 * Whether a name in a text, with nothing around it that says so, is a domain: its ending is a
 * top-level domain, and it is no file, package, key or call. Defanged, any ending will do: somebody
 * meant it.
 */
export function isDomainInText(
  text: string,
  start: number,
  host: Host,
  known: KnownNames,
): boolean {
  const { name, end, isDefanged, isEscaped } = host;
  const dot = name.lastIndexOf('.');
  if (dot < 0) return false;
  const ending = name.slice(dot + 1);
  if (!isEnding(ending, isDefanged && !isEscaped, known)) return false;
  if (!isDefanged && isSomethingElse(text, start, end, name)) return false;
  return isDomain(name, known);
}

/** The same for a name that is written plainly, from `start` to `end`. */
export function isPlainDomain(
  text: string,
  codes: Uint16Array,
  start: number,
  end: number,
): boolean {
  if (isPlainKeyOrCall(text, codes, end)) return false;
  let dot = end - 1;
  while (codes[dot] !== 0x2e) dot -= 1;
  if (!isPlainEnding(text, codes, dot + 1, end)) return false;
  return !isSomethingElse(text, start, end, text.slice(start, end));
}

/** Letters of which five bits each make a number that is quickly found. */
const MOST_PACKED = 6;

const PACKED_ENDINGS = new Set(
  TOP_LEVELS.filter((ending) => /^[a-z]{1,6}$/.test(ending) && !isFileEnding(ending)).map(packed),
);

function packed(ending: string): number {
  let number = 0;
  for (let at = 0; at < ending.length; at += 1) number = number * 32 + (ending.charCodeAt(at) & 31);
  return number;
}

/** Whether the letters of ASCII from `start` to `end` are a top-level domain, and no ending of files. */
function isPlainEnding(text: string, codes: Uint16Array, start: number, end: number): boolean {
  if (end - start > MOST_PACKED) {
    const ending = text.slice(start, end);
    return isTopLevel(ending) && !isFileEnding(ending.toLowerCase());
  }
  let number = 0;
  for (let at = start; at < end; at += 1) number = number * 32 + ((codes[at] ?? 0) & 31);
  return PACKED_ENDINGS.has(number);
}

/** Whether a URL's host is a domain as `identify` knows them, whatever its top level. */
export function isDomain(name: string, { domains }: KnownNames): boolean {
  const dot = name.lastIndexOf('.');
  if (dot <= 0 || isFileEnding(name.slice(dot + 1).toLowerCase())) return false;
  if (isAscii(name)) return isDomainName(name.toLowerCase());
  const isOne = domains.get(name) ?? isDomainName(name);
  if (domains.size < MOST_KNOWN) domains.set(name, isOne);
  return isOne;
}

function isAscii(name: string): boolean {
  for (let at = 0; at < name.length; at += 1) if (name.charCodeAt(at) >= 0x80) return false;
  return true;
}

/** Name servers write a port behind an `@`: `a@53`. */
export function isPortBehindAt(text: string, at: number): boolean {
  if ((kindAt(text, at + 1) & DIGIT) === 0) return false;
  return /^@\d{1,5}(?![\w.-])/.test(text.slice(at, at + LONGEST_PORT));
}

const LONGEST_PORT = 8;

/** `host.name=`, `a.run(x` and `a.user@`, told by two characters, for speed. */
function isPlainKeyOrCall(text: string, codes: Uint16Array, end: number): boolean {
  const code = codeAhead(codes, end);
  const after = codeAhead(codes, end + 1);
  if (code === 0x40) return !isPortBehindAt(text, end);
  if (code === 0x3d) return after !== 0x3d;
  return (
    code === 0x28 &&
    after < 0x80 &&
    (kindAhead(codes, end + 1) & (WORD | DIGIT)) === WORD &&
    after !== 0x2d
  );
}

function isEnding(ending: string, isDefanged: boolean, known: KnownNames): boolean {
  if (ending.length < 2 || ending.length > 63) return false;
  if (isTopLevel(ending)) return true;
  if (!isDefanged) return false;
  return /^\p{L}{2,63}$/u.test(isAscii(ending) ? ending : hostNamed(ending, known));
}
