import { domainToASCII } from 'node:url';
import { isDomainName, isFileEnding } from '../identify';
import { codeAt, skipBack, WORD } from './characters';
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

/** What follows a name that is no host but a key (`host.name=`, `"host.name":`) or a call (`a.run(x`). */
const KEY_OR_CALL = /=(?!=)|\\{0,3}["']{1,2}\s{0,2}[:=]|\((?=[a-z_"')])/iy;

/**
 * Whether a name in a text, with nothing around it that says so, is a domain: its ending is a
 * top-level domain, and it is no file, package, key or call. Defanged, any ending will do: somebody
 * meant it.
 */
export function isDomainInText(text: string, start: number, host: Host): boolean {
  const { name, end, isDefanged, isEscaped } = host;
  const dot = name.lastIndexOf('.');
  if (dot < 0) return false;
  const ending = name.slice(dot + 1);
  if (!isEnding(ending, isDefanged && !isEscaped)) return false;
  if (!isDefanged && isSomethingElse(text, start, end, name)) return false;
  return isDomain(name);
}

/** Whether a URL's host is a domain as `identify` knows them, whatever its top level. */
export function isDomain(name: string): boolean {
  const dot = name.lastIndexOf('.');
  return dot > 0 && !isFileEnding(name.slice(dot + 1).toLowerCase()) && isDomainName(name);
}

function isEnding(ending: string, isDefanged: boolean): boolean {
  if (ending.length < 2 || ending.length > 63) return false;
  if (isTopLevel(ending)) return true;
  return isDefanged && /^\p{L}{2,}$/u.test(domainToASCII(ending));
}

function isSomethingElse(text: string, start: number, end: number, name: string): boolean {
  const dot = name.lastIndexOf('.');
  const ending = name.slice(dot + 1);
  if (/^[A-Z][a-z]/.test(ending) && !/^(?:Com|Net|Org)$/.test(ending)) return true;
  const before = codeAt(text, start - 1);
  // `$a.name` is a variable.
  if (before === 0x24) return true;
  const first = name.slice(0, name.indexOf('.'));
  if (CODE.has(first) && ending !== 'com') return true;
  const isInPath = before === 0x2f || before === 0x5c;
  const files = isInPath ? FILES_IN_PATHS : MOSTLY_FILES;
  if (files.has(ending.toLowerCase()) && (isInPath || first.length === dot)) return true;
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
  return /ver(?:sion)?["'=:\s]{1,4}$/i.test(text.slice(Math.max(0, start - 12), start));
}
