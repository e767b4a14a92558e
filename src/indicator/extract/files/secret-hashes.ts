import { isBehindSecretName } from '../../../secrets/behind-name';
import { isSecretName } from '../../../secrets/judge';
import { refang } from '../../defang/refang';
import { LONGEST_INDICATOR } from '../../identify';
import { hostNameOf, parseUrl } from '../../parse-url';
import { reasonToKeep } from '../../privacy';
import { codeAt, kindAt, SPACE } from '../characters';
import type { HashLabel } from './label';
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

/** What may stand right before a value that a header, a list or a user's name says more of. */
const NEEDS_MORE = new Set([0x3d, 0x3a, 0x2c]);

/** What ends a URL and is no space: quotes, angles and backticks. */
const ENDS = new Set([0x22, 0x27, 0x3c, 0x3e, 0x60]);

/** A URL of which nothing but its host is somebody's own is no secret: a file may lie there. */
const PUBLIC_HOST = 'virustotal.com';

/**
 * Tells which hashes of a text are secrets: API keys, tokens and passwords that were hashed look the
 * same. They are asked about in the order of the text.
 */
export function createSecretHashes(text: string): (hash: HashInText) => boolean {
  const known = new Map<string, boolean>();
  let token: Token = { start: 0, end: 0, holdsSecret: false };

  function isKnownSecret(before: string): boolean {
    const found = known.get(before);
    if (found !== undefined) return found;
    const isSecret = isBehindSecretName(before, before.length);
    if (known.size < MOST_NAMES) known.set(before, isSecret);
    return isSecret;
  }

  function isNamed({ start, label, hasAlgorithm, open }: HashInText): boolean {
    const code = codeAt(text, start - 1);
    if (label?.isField && hasAlgorithm) {
      return isKnownSecret(`"${open.at(-1)?.key ?? ''}":{"${label.name}":"`);
    }
    if (label?.isField) return isBehindSecretName(text, start) || isHeldBySecret(open);
    if (NEEDS_MORE.has(code) || !label)
      return NEEDS_MORE.has(code) && isBehindSecretName(text, start);
    return code === 0x20 && codeAt(text, start - 2) > 0x40
      ? isKnownSecret(`${label.name} `)
      : isBehindSecretName(text, start);
  }

  function isInSecretUrl(start: number): boolean {
    if (start >= token.end) token = tokenAt(text, start, token.end);
    return token.holdsSecret;
  }

  return (hash) => isNamed(hash) || isInSecretUrl(hash.start);
}

/** In `"cookies":{"a":"…"}` any value is one, and so it is in a list of them. */
function isHeldBySecret(open: readonly OpenObject[]): boolean {
  return open.slice(-2).some(({ key }) => key !== '' && isSecretName(key));
}

function endsUrl(text: string, at: number): boolean {
  return (kindAt(text, at) & SPACE) !== 0 || ENDS.has(codeAt(text, at));
}

/** Reads what is around `at` up to the spaces on both sides, not before `first`, and no more than a URL has. */
function tokenAt(text: string, at: number, first: number): Token {
  let start = at;
  const from = Math.max(first, at - LONGEST_INDICATOR);
  while (start > from && !endsUrl(text, start - 1)) start -= 1;
  const scheme = text.slice(start, at).lastIndexOf('://');
  if (scheme < 0) return { start, end: at + 1, holdsSecret: false };
  let end = at;
  while (end < Math.min(text.length, at + LONGEST_INDICATOR) && !endsUrl(text, end)) end += 1;
  const name = /[a-z*_]{1,6}$/i.exec(text.slice(start, start + scheme))?.[0] ?? '';
  const url = text.slice(start + scheme - name.length, end);
  return { start, end, holdsSecret: isSecretUrl(url) };
}

function isSecretUrl(written: string): boolean {
  const value = refang(written);
  const url = /^https?:/i.test(value) ? parseUrl(value) : undefined;
  if (!url || hostNameOf(url) === '') return false;
  return reasonToKeep({ type: 'url', value, id: '', key: '', host: PUBLIC_HOST }) !== undefined;
}
