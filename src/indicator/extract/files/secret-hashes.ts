import { createNameMemory, isArgument, isBehindSecretName } from '../../../secrets/behind-name';
import { isSecretName } from '../../../secrets/judge';
import { FORMS } from '../../../secrets/secret-names';
import { secretNameInPath } from '../../../secrets/secret-in-text';
import { refang } from '../../defang/refang';
import { LONGEST_INDICATOR } from '../../identify';
import { hostNameOf, parseUrl } from '../../parse-url';
import { reasonToKeep } from '../../privacy';
import { codeAt, kindAt, SPACE } from '../characters';
import { holderBefore, type HashLabel } from './label';
import type { OpenObject } from './objects';

/** A hash in a text, and what is around it. */
export interface HashInText {
  readonly start: number;
  readonly label: HashLabel | undefined;
  readonly hasAlgorithm: boolean;
  readonly open: readonly OpenObject[];
}

/** A part of a text without spaces in it, which may be a URL with a secret in it. */
interface Token {
  readonly start: number;
  readonly end: number;
  readonly holdsSecret: boolean;
}

/** So many names are remembered: the same ones come again and again. */
const MOST_NAMES = 1000;

/** So many objects by their names, and fields in each. */
const MOST_HOLDERS = 64;

/** Behind which a value may belong to a header, which says more of it than its name. */
const HEADER = /cookie|digest /gi;

/** Where `isBehindSecretName` looks for one. */
const LONGEST_HEADER = 1024;

/** So much of a path before a hash says what it is of. */
const LONGEST_PATH = 64;

/** What ends a URL and is no space: quotes, angles and backticks. */
const ENDS = new Set([0x22, 0x27, 0x3c, 0x3e, 0x60]);

/** Longer URLs are not remembered. */
const LONGEST_KNOWN = 512;
const ANY_HASH = /[\da-f]{32,64}/gi;
const HASH_HERE = /[\da-f]{32,64}/iy;

/** As nearly all hashes are, of which one says as little as the other. */
const IS_MIXED = /^(?=.*\d)(?=.*[a-f])/i;

/** A URL that is not defanged. */
const PLAIN_URL = /^https?:\/\/[\w.:@-]+(?:[/?#]|$)/i;

/** A URL of which nothing but its host is somebody's own is no secret: a file may lie there. */
const PUBLIC_HOST = 'virustotal.com';

/**
 * Tells which hashes of a text are secrets: API keys, tokens and passwords that were hashed look the
 * same. They are asked about in the order of the text.
 */
export function createSecretHashes(text: string): (hash: HashInText) => boolean {
  const known = new Map<string, boolean>();
  const inObjects = new Map<string, Map<string, boolean>>();
  const urls = new Map<string, boolean>();
  const paths = new Map<string, boolean>();
  const judge = createNameMemory();
  let headersReadTo = 0;
  let lastHeader = Number.NEGATIVE_INFINITY;
  let token: Token = { start: 0, end: 0, holdsSecret: false };

  function isKnownSecret(before: string): boolean {
    const found = known.get(before);
    if (found !== undefined) return found;
    const isSecret = isBehindSecretName(before, before.length, judge);
    if (known.size < MOST_NAMES) known.set(before, isSecret);
    return isSecret;
  }

  /** Fields of one object after the other: most hashes by far are in such. */
  function isSecretField(holder: string, name: string): boolean {
    const fields = inObjects.get(holder) ?? new Map<string, boolean>();
    const found = fields.get(name);
    if (found !== undefined) return found;
    const isSecret = isKnownSecret(`"${holder}":{"${name}":"`);
    if (inObjects.size < MOST_HOLDERS) inObjects.set(holder, fields);
    if (fields.size < MOST_HOLDERS) fields.set(name, isSecret);
    return isSecret;
  }

  function isNamed({ start, label, hasAlgorithm, open }: HashInText): boolean {
    if (label?.isField) {
      if (!hasAlgorithm && isNamedApart(text, start, label))
        return isBehindSecretName(text, start, judge);
      if (isSecretField(open.at(-1)?.key ?? '', label.name)) return true;
      return !hasAlgorithm && isHeldBySecret(open);
    }
    if (!hasAlgorithm && isInSecretField(text, start)) return true;
    const code = codeAt(text, start - 1);
    if (code === 0x20 && label && isWord(codeAt(text, start - 2))) {
      const holder = holderBefore(text, label);
      return isKnownSecret(`${holder === undefined ? '' : `${holder}: `}${label.name} `);
    }
    if (!label || ROW.test(label.name)) {
      if (code === 0x2c || code === 0x3a) return isBehindSecretName(text, start, judge);
      return (
        BEHIND_OTHER.test(text.slice(Math.max(0, start - 6), start)) &&
        isArgument(text, start, judge)
      );
    }
    const mayBeOfHeader =
      code === 0x3a ? isBehindUser(text, start) : isNextOfHeader(text, label) && isInHeader(start);
    if (mayBeOfHeader || (!hasAlgorithm && isNamedApart(text, start, label))) {
      return isBehindSecretName(text, start, judge);
    }
    return isKnownSecret(`${holderBefore(text, label) ?? ''}: ${label.name}=`);
  }

  /** In `"cookies":{"a":"…"}` any value is one, and so it is in a list of them. */
  function isHeldBySecret(open: readonly OpenObject[]): boolean {
    return open.slice(-2).some(({ key }) => key !== '' && isKnownSecret(`"${key}":"`));
  }

  function isInHeader(start: number): boolean {
    const from = Math.max(headersReadTo, start - LONGEST_HEADER);
    for (const { index } of text.slice(from, start).matchAll(HEADER)) lastHeader = from + index;
    headersReadTo = Math.max(headersReadTo, start);
    return lastHeader >= start - LONGEST_HEADER;
  }

  /** URLs that differ in nothing but their hashes are as secret as each other. */
  function isKnownUrl(url: string): boolean {
    if (url.length > LONGEST_KNOWN) return isSecretUrl(url);
    const kind = url.replaceAll(ANY_HASH, '#');
    const isSecret = urls.get(kind) ?? isSecretUrl(url);
    if (urls.size < MOST_NAMES) urls.set(kind, isSecret);
    return isSecret;
  }

  /** The same of a path without a host, as a web server logs it. */
  function isKnownPath(start: number, at: number): boolean {
    const before = text.slice(Math.max(start, at - LONGEST_PATH), at);
    HASH_HERE.lastIndex = at;
    const hash = HASH_HERE.exec(text)?.[0] ?? '';
    if (!IS_MIXED.test(hash)) return secretNameInPath(before + hash) !== undefined;
    const kind = `${before}${hash.length}`;
    const isSecret = paths.get(kind) ?? secretNameInPath(before + hash) !== undefined;
    if (paths.size < MOST_NAMES) paths.set(kind, isSecret);
    return isSecret;
  }

  function isInSecretUrl(start: number): boolean {
    if (start >= token.end) token = tokenAt(text, start, token.end, isKnownUrl, isKnownPath);
    return token.holdsSecret;
  }

  return (hash) => isNamed(hash) || isInSecretUrl(hash.start);
}

/** Cookies in a header are behind each other or behind its name. */
function isNextOfHeader(text: string, { start }: HashLabel): boolean {
  const before = text.slice(Math.max(0, start - 4), start).trimEnd();
  return /[;,:=["']$/.test(before);
}

/** A name before the password in a URL. */
function isBehindUser(text: string, start: number): boolean {
  return /\/\/|\s-u|--user/.test(text.slice(Math.max(0, start - 80), start));
}

function isWord(code: number): boolean {
  return code > 0x40 || (code > 0x2f && code < 0x3a);
}

/** What is right before the values of a row in SQL. */
const ROW = /^values$/i;

/** What is behind a comma or a parenthesis, with a quote or not. */
const BEHIND_OTHER = /[,(]\s{0,4}["'`]?$/;

/** The text of a field up to the hash in it: `"token": "key1(…`. */
const FIELD_OF = /"([\w.$@ -]{1,64})\\{0,3}"\s{0,4}:\s{0,4}\\{0,3}"(?:[^"\\]|\\[^"])*$/;

/** What every such text has in it: told at once. */
const HAS_FIELD = /"\s{0,4}:/;

function isInSecretField(text: string, start: number): boolean {
  const before = text.slice(Math.max(0, start - 160), start);
  const line = before.slice(before.lastIndexOf('\n') + 1);
  if (!HAS_FIELD.test(line)) return false;
  const key = FIELD_OF.exec(line)?.[1];
  return key !== undefined && isSecretName(key);
}

/** What a field is called that may have its name in another field: `"name": "token", "value": "…"`. */
const SAYS_NOTHING = new RegExp(`^(?:${FORMS}|val)$`, 'i');
const NAMES_ANOTHER = /name|key|header|field/i;

function isNamedApart(text: string, start: number, { name }: HashLabel): boolean {
  if (!SAYS_NOTHING.test(name)) return false;
  const before = text.slice(Math.max(0, start - 160), start);
  return NAMES_ANOTHER.test(before.slice(before.lastIndexOf('{') + 1));
}

function endsUrl(text: string, at: number): boolean {
  return (kindAt(text, at) & SPACE) !== 0 || ENDS.has(codeAt(text, at));
}

/** Reads what is around `at` up to the spaces on both sides, not before `first`, and no more than a URL has. */
function tokenAt(
  text: string,
  at: number,
  first: number,
  isSecret: (url: string) => boolean,
  isSecretPath: (start: number, at: number) => boolean,
): Token {
  let start = at;
  const from = Math.max(first, at - LONGEST_INDICATOR);
  if (endsUrl(text, at - 1)) return { start, end: at + 1, holdsSecret: false };
  while (start > from && !endsUrl(text, start - 1)) start -= 1;
  const scheme = text.slice(start, at).lastIndexOf('://');
  if (scheme < 0) {
    const holdsSecret = codeAt(text, at - 1) === 0x2f && isSecretPath(start, at);
    return { start, end: at + 1, holdsSecret };
  }
  let end = at;
  while (end < Math.min(text.length, at + LONGEST_INDICATOR) && !endsUrl(text, end)) end += 1;
  const name = /[a-z*_]{1,6}$/i.exec(text.slice(start, start + scheme))?.[0] ?? '';
  const url = text.slice(start + scheme - name.length, end);
  return { start, end, holdsSecret: isSecret(url) };
}

function isSecretUrl(written: string): boolean {
  const value = PLAIN_URL.test(written) ? written : refang(written);
  const url = /^https?:/i.test(value) ? parseUrl(value) : undefined;
  if (!url || hostNameOf(url) === '') return false;
  return reasonToKeep({ type: 'url', value, id: '', key: '', host: PUBLIC_HOST }) !== undefined;
}
