import { isDomainName, isFileEnding } from '../../identify';
import { codeAt, DIGIT, kindAt, WORD } from '../characters';
import type { Host } from '../host';
import { hostNamed, MOST_KNOWN, type KnownNames } from './known-names';
import { isSomethingElse } from './other-names';
import { isTopLevel } from '../top-level';

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
export function isPlainDomain(text: string, start: number, end: number): boolean {
  if (isPlainKeyOrCall(text, end)) return false;
  const ending = text.slice(text.lastIndexOf('.', end) + 1, end);
  if (!isTopLevel(ending) || isFileEnding(ending.toLowerCase())) return false;
  return !isSomethingElse(text, start, end, text.slice(start, end));
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
function isPlainKeyOrCall(text: string, end: number): boolean {
  const code = codeAt(text, end);
  const after = codeAt(text, end + 1);
  if (code === 0x40) return !isPortBehindAt(text, end);
  if (code === 0x3d) return after !== 0x3d;
  return (
    code === 0x28 &&
    after < 0x80 &&
    (kindAt(text, end + 1) & (WORD | DIGIT)) === WORD &&
    after !== 0x2d
  );
}

function isEnding(ending: string, isDefanged: boolean, known: KnownNames): boolean {
  if (ending.length < 2 || ending.length > 63) return false;
  if (isTopLevel(ending)) return true;
  if (!isDefanged) return false;
  return /^\p{L}{2,63}$/u.test(isAscii(ending) ? ending : hostNamed(ending, known));
}
