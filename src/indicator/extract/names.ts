import { domainToASCII } from 'node:url';
import { isDomainName, isFileEnding } from '../identify';
import { codeAt, DIGIT, kindAt, skipBack, WORD } from './characters';
import type { Host } from './host';
import { isTopLevel } from './top-level';

/** Top-level domains that are more often a file's ending, when nothing else says that it is a host. */
const MOSTLY_FILES = new Set(['java', 'md', 'mov', 'pm', 'ps', 'py', 'rs', 'sh', 'so', 'zip']);

/** The same for the last part of a path, where nobody writes a host. */
const FILES_IN_PATHS = new Set([...MOSTLY_FILES, 'cc', 'pl']);

/** What the names of packages and objects in program code begin with. */
const CODE = new Set(
  'android androidx com io jakarta java javax kotlin net org self sun this'.split(' '),
);

const LONGEST_CODE = Math.max(...[...CODE].map(({ length }) => length));

/** What follows a name that is no host but a key (`host.name=`, `"host.name":`) or a call (`a.run(x`). */
const KEY_OR_CALL = /=(?!=)|\\{0,3}["']{1,2}\s{0,2}[:=]|\((?=[a-z_"')])/iy;

/** What it begins with. */
const BEHIND_KEY_OR_CALL = new Set([0x22, 0x27, 0x28, 0x3d, 0x5c]);

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
  if (!isEnding(ending, isDefanged && !isEscaped)) return false;
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

/** Names in letters beyond ASCII that were asked about already: to read one takes long. */
export type KnownNames = Map<string, boolean>;

const MOST_KNOWN = 1000;

/** Whether a URL's host is a domain as `identify` knows them, whatever its top level. */
export function isDomain(name: string, known: KnownNames): boolean {
  const dot = name.lastIndexOf('.');
  if (dot <= 0 || isFileEnding(name.slice(dot + 1).toLowerCase())) return false;
  const before = known.get(name);
  if (before !== undefined) return before;
  const isOne = isDomainName(name);
  if (!isAscii(name) && known.size < MOST_KNOWN) known.set(name, isOne);
  return isOne;
}

function isAscii(name: string): boolean {
  for (let at = 0; at < name.length; at += 1) if (name.charCodeAt(at) >= 0x80) return false;
  return true;
}

/** `host.name=`, `a.run(x` and `a.user@`, told by two characters, for speed. */
function isPlainKeyOrCall(text: string, end: number): boolean {
  const code = codeAt(text, end);
  const after = codeAt(text, end + 1);
  if (code === 0x40) return true;
  if (code === 0x3d) return after !== 0x3d;
  return (
    code === 0x28 &&
    after < 0x80 &&
    (kindAt(text, end + 1) & (WORD | DIGIT)) === WORD &&
    after !== 0x2d
  );
}

function isEnding(ending: string, isDefanged: boolean): boolean {
  if (ending.length < 2 || ending.length > 63) return false;
  if (isTopLevel(ending)) return true;
  if (!isDefanged) return false;
  return /^\p{L}{2,63}$/u.test(isAscii(ending) ? ending : domainToASCII(ending));
}

function isSomethingElse(text: string, start: number, end: number, name: string): boolean {
  const dot = name.lastIndexOf('.');
  const ending = name.slice(dot + 1);
  const isUpper = (ending.charCodeAt(0) & 0x20) === 0;
  if (isUpper && /^[A-Z][a-z]/.test(ending) && !/^(?:Com|Net|Org)$/.test(ending)) return true;
  const before = codeAt(text, start - 1);
  // `$a.name` is a variable.
  if (before === 0x24) return true;
  const first = name.slice(0, name.indexOf('.'));
  if (first.length <= LONGEST_CODE && CODE.has(first) && ending !== 'com') return true;
  const isInPath = before === 0x2f || before === 0x5c;
  const files = isInPath ? FILES_IN_PATHS : MOSTLY_FILES;
  if ((isInPath || first.length === dot) && files.has(ending.toLowerCase())) return true;
  if (!BEHIND_KEY_OR_CALL.has(codeAt(text, end))) return false;
  KEY_OR_CALL.lastIndex = end;
  return KEY_OR_CALL.test(text);
}

/**
 * Whether the four numbers are a version: behind `version`, or behind a product as browsers name
 * themselves (`Chrome/120.0.0.0`, but not `HIER_DIRECT/192.0.2.1` of a proxy).
 */
export function isVersion(text: string, start: number): boolean {
  if (codeAt(text, start - 1) === 0x2f) {
    const product = text.slice(skipBack(text, start - 1, WORD, 32), start - 1);
    return /^[A-Z]{1,3}$|^[A-Z]\w*[a-z]/.test(product);
  }
  const before = kindAt(text, start - 1) & WORD;
  if (before !== 0 || !isAfterVersion(text, start)) return false;
  return /ver(?:sion)?["'=:\s]{1,4}$/i.test(text.slice(Math.max(0, start - 12), start));
}

/** Whether the letter is the last of `ver` or `version` that is before the signs between it and a value. */
function isAfterVersion(text: string, start: number): boolean {
  let at = start - 1;
  while (at > start - 5 && (kindAt(text, at) & WORD) === 0) at -= 1;
  const letter = codeAt(text, at) | 0x20;
  return letter === 0x72 || letter === 0x6e;
}
