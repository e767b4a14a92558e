import {
  codeAhead,
  codeAt,
  codeIn,
  DIGIT,
  isIn,
  kindAhead,
  kindIn,
  KINDS,
  signTable,
  skipBack,
  WORD,
} from '../characters';

/** Longer words than this name no version. */
const LONGEST_WORD = 40;

/** What may be between a word and the value that it names, quotes and brackets of a format included. */
const BETWEEN = signTable(' \t"\'`=:>([\\');
const MOST_BETWEEN = 8;

/** Behind which a word comes that says of what: `version number 1.2.3.4`. */
const LINKS = new Set(['is', 'was', 'number', 'num', 'nr', 'no']);

/** The last part of a word that names a version, as in `app_ver` and `osVersion`. */
const PARTS = new Set(
  'ver version versions build builds firmware revision rev oid oids patchlevel hotfix'.split(' '),
);

/** What `ver` is glued to where it means a version; to all else, as in `server`, it does not. */
const GLUED =
  /^(?:agent|api|app|bios|browser|client|db|dll|driver|engine|exe|file|fw|hw|kernel|lib|mod|os|pkg|plugin|prod|product|protocol|sdk|sig|soft|sw|tls)ver$/;

/**
 * Whether the four numbers from `start` to `end` are a version and no address: behind a word that says
 * so, behind a product as programs name themselves (`Chrome/120.0.0.0`), or in what names packages.
 * `codes` are the code units of the text.
 */
export function isVersion(text: string, codes: Uint16Array, start: number, end: number): boolean {
  if (start === 0) return false;
  const before = codeIn(codes, start - 1);
  if (((KINDS[before] ?? 0) & WORD) !== 0) {
    const escape = escapedBefore(text, start);
    if (escape === 0x2f) return isProduct(text, codes, start - 3, end);
    return escape > 0 && isNamedVersion(text, codes, start - 3);
  }
  if (before === 0x2f) return isProduct(text, codes, start - 1, end);
  if (before === 0x5c && isVersionFolder(text, start, end)) return true;
  if (before === 0x7e || before === 0x5e || codeAhead(codes, end) === 0x7e) return true;
  if (before === 0x7c) return isOfHeader(text, start);
  return isLimit(codes, start) || isNamedVersion(text, codes, start);
}

/** The sign that is written as `%3D` right before `at`, or 0. */
function escapedBefore(text: string, at: number): number {
  if (codeAt(text, at - 3) !== 0x25) return 0;
  const code = Number.parseInt(text.slice(at - 2, at), 16);
  return Number.isNaN(code) ? 0 : code;
}

/** Products are named with a capital letter, and no proxy, network or service is: `DIRECT/`, `eth0/`, `Jane/…:1194`. */
function isProduct(text: string, codes: Uint16Array, slash: number, end: number): boolean {
  const behind = codeAhead(codes, end);
  const isPort = behind === 0x3a || behind === 0x2f;
  if (isPort && (kindAhead(codes, end + 1) & DIGIT) !== 0) return false;
  // `DIRECT/`, as proxies write it: most by far.
  if (isCapital(codeIn(codes, slash - 1)) && isCapital(codeIn(codes, slash - 4))) return false;
  let last = slash;
  while (last > slash - 4 && codeAt(text, last - 1) === 0x5c) last -= 1;
  const first = skipBack(text, last, WORD, LONGEST_WORD);
  const word = text.slice(first, last);
  const product = escapedBefore(text, first + 2) > 0 ? word.slice(2) : word;
  if (NETWORK_WORDS.has(product.toLowerCase())) return false;
  return /^(?:OPR|IE|CLR|[A-Z][a-zA-Z.-]*[a-z][a-zA-Z-]*)$/.test(product) || isVersionWord(product);
}

function isCapital(code: number): boolean {
  return code >= 0x41 && code <= 0x5a;
}

/** What is written before the address of a host or of a service, and no product. */
const NETWORK_WORDS = new Set(
  (
    'address any client dest destination dmz dst external from gateway guest host inside internal ' +
    'internet ip lan local localhost mgmt mssqlsvc nat network node outside peer private proxy public ' +
    'remote restrictedkrbhost router server source src target to trust untrust user vpn wan'
  ).split(' '),
);

/** `C:\Program Files\App\1.2.3.4\app.exe`, but not `\\192.0.2.1\share`. */
function isVersionFolder(text: string, start: number, end: number): boolean {
  if (codeAt(text, end) !== 0x5c) return false;
  let before = start - 1;
  while (before > start - 4 && codeAt(text, before - 1) === 0x5c) before -= 1;
  const isEscaped = start - before === 2;
  if (start - before > 1 && !(isEscaped && codeAt(text, end + 1) === 0x5c)) return false;
  const folder = text.slice(skipBack(text, before, WORD, LONGEST_WORD), before).toLowerCase();
  if (folder === 'mup' || folder === 'unc' || folder === 'lanmanredirector') return false;
  return folder !== '' || codeAt(text, before - 1) === 0x29;
}

/** `>=1.2.3.4` and `<= 1.2.3.4` */
function isLimit(codes: Uint16Array, start: number): boolean {
  const equals = codeIn(codes, start - 1) === 0x20 ? start - 2 : start - 1;
  if (codeIn(codes, equals) !== 0x3d) return false;
  const sign = codeIn(codes, equals - 1);
  return sign === 0x3e || sign === 0x3c || sign === 0x7e;
}

/** The header of CEF and LEEF: a format, a vendor, a product and its version. */
const HEADER = /(?:CEF|LEEF):[\d.]{1,4}\|[^|\n]{0,80}\|[^|\n]{0,80}\|$/;
const LONGEST_HEADER = 180;

function isOfHeader(text: string, start: number): boolean {
  return HEADER.test(text.slice(Math.max(0, start - LONGEST_HEADER), start));
}

/** The other of two versions: `version 1.2.3.4 to 1.2.3.5`. */
const OTHER = /(?:\d{1,3}\.){3}\d{1,3}(?: ?(?:,|->|=>|-) ?| (?:to|and|or|through) )$/;
const LONGEST_OTHER = 24;

/** What is before the space at its end, told by one character, for speed. */
const BEFORE_SPACE = signTable(',>-odrh');

function isNamedVersion(text: string, codes: Uint16Array, start: number): boolean {
  if (isBehindVersionWord(text, codes, start)) return true;
  const before = codeIn(codes, start - 1);
  if (before !== 0x20 && before !== 0x2c && before !== 0x3e) return false;
  if (before === 0x20 && !isIn(BEFORE_SPACE, codeIn(codes, start - 2))) return false;
  const other = OTHER.exec(text.slice(Math.max(0, start - LONGEST_OTHER), start));
  return other !== null && isBehindVersionWord(text, codes, start - other[0].length);
}

function isBehindVersionWord(text: string, codes: Uint16Array, start: number): boolean {
  let end = wordEndBefore(codes, start);
  if (end < 0) return false;
  if (!mayEndVersion(codes, end)) return false;
  let first = skipBack(text, end, WORD, LONGEST_WORD);
  if (end - first <= 6 && LINKS.has(text.slice(first, end).toLowerCase())) {
    end = wordEndBefore(codes, first);
    if (end < 0) return false;
    first = skipBack(text, end, WORD, LONGEST_WORD);
  }
  const word = text.slice(first, end);
  if (/^releases?$/i.test(word)) return !isOfAddress(text, first);
  return isVersionWord(word);
}

/** What else is released: an address that was leased. */
function isOfAddress(text: string, word: number): boolean {
  return /dhcp|lease|bootp|addr|\bip\b/i.test(text.slice(Math.max(0, word - LONGEST_WORD), word));
}

/** Where the word ends that is before the quotes, spaces and brackets before `start`; -1 if it is farther away. */
function wordEndBefore(codes: Uint16Array, start: number): number {
  let at = start;
  while (at > start - MOST_BETWEEN && isIn(BETWEEN, codeIn(codes, at - 1))) at -= 1;
  if (codeIn(codes, at - 1) === 0x2e) at -= 1;
  return (kindIn(codes, at - 1) & WORD) !== 0 ? at : -1;
}

/** The last two letters of the words that are meant: most words are none, and told so at once. */
const LAST_LETTERS = lastLetters(
  'er on ns ld ds id el ix ev re no nr um ab ng is as se es'.split(' '),
);

/** Letters in 5 bits each. */
function lastLetters(pairs: readonly string[]): Uint8Array {
  const table = new Uint8Array(32 * 32);
  for (const pair of pairs) table[pairOf(pair.charCodeAt(0), pair.charCodeAt(1))] = 1;
  return table;
}

function pairOf(before: number, last: number): number {
  return (before & 31) * 32 + (last & 31);
}

function mayEndVersion(codes: Uint16Array, end: number): boolean {
  const last = codeIn(codes, end - 1) | 0x20;
  if (last < 0x61 || last > 0x7a) return true;
  const before = codeIn(codes, end - 2) | 0x20;
  const isPair = before > 0x60 && before < 0x7b && LAST_LETTERS[pairOf(before, last)] === 1;
  return isPair || (last === 0x76 && (kindIn(codes, end - 2) & WORD) === 0);
}

/** Most words have nothing of the kind in them. */
const MAY_NAME_VERSION = /ver|rev|build|firmware|oid|objectid|patchlevel|hotfix/i;

/** Whether the word names a version: a part of it does, or it is one that `ver` is glued to. */
function isVersionWord(word: string): boolean {
  if (word === 'v' || word === 'V') return true;
  if (!MAY_NAME_VERSION.test(word)) return false;
  const bare = word.replace(/[\d_-]{1,8}$/, '');
  const lower = bare.toLowerCase();
  if (/(?<!con|in|di|re)versions?|firmware/.test(lower)) return true;
  if (/^(?:sys)?objectid$/.test(lower)) return true;
  const parts = bare.replaceAll(/([a-z\d])(?=[A-Z])/g, '$1_').split(/[_-]/);
  const last = parts.at(-1)?.toLowerCase() ?? '';
  if (PARTS.has(last) || GLUED.test(lower)) return true;
  return parts.length > 1 && /^(?:number|id|lab|no|nr|string)$/.test(last)
    ? PARTS.has(parts.at(-2)?.toLowerCase() ?? '')
    : false;
}
