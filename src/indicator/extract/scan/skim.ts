import {
  codeAhead,
  codeIn,
  INSIDE,
  isOpening,
  kindAhead,
  KINDS,
  mayBeColon,
  SIGN,
  SPACE,
  TRIGGER,
  WORD,
} from '../characters';
import { isMarkAhead } from '../plain';
import { SHORTEST_BODY_HEADER } from '../mail-body';
import { isColonOfScheme, isIpv6Start, isUnderscored } from './starts';

/** A shorter word is no text in hexadecimal or base64, and a shorter one than that no hash. */
const SHORTEST_ENCODED = 8;
const SHORTEST_HASH = 32;

/**
 * Where the next word begins, at `from` or behind it, that may be the beginning of something; or the
 * colons of an address, or the end of a line that is broken; else `to`, or where the word ends that is
 * there. `word` is told where the word ends. Goes quickly over all other text.
 */
export function skim(codes: Uint16Array, from: number, to: number, word: WordSeen): number {
  const kinds = KINDS;
  let at = from;
  word.end = 0;
  while (at < to) {
    const code = codes[at] ?? 0;
    const kind = kinds[code] ?? 0;
    if ((kind & WORD) === 0) {
      if ((kind & SIGN) !== 0 && mayBeSign(codes, at, code)) return at;
      at += 1;
      continue;
    }
    let end = at + 1;
    while (((kinds[codes[end] ?? 0] ?? 0) & WORD) !== 0) end += 1;
    const next = codes[end] ?? 0;
    const isPlain = next === 0x20 && ((kinds[codes[end + 1] ?? 0] ?? 0) & WORD) !== 0;
    if (isPlain && end - at < SHORTEST_ENCODED && (code | 0x20) !== 0x68) {
      // Between two words, where a text is prose.
      at = end + 1;
      continue;
    }
    word.isFollowed = ((kinds[next] ?? 0) & TRIGGER) !== 0 && mayBegin(codes, at, end, next);
    if (word.isFollowed || (end - at >= SHORTEST_ENCODED && isLong(end - at, code))) {
      word.end = end;
      return at;
    }
    at = end;
  }
  return at;
}

/** The word that `skim` has come to. */
export interface WordSeen {
  /** Where it ends; 0 where there is none. */
  end: number;
  /** Whether what follows it may make it the beginning of something. */
  isFollowed: boolean;
}

/** Whether the word may be a hash, or encoded: as `aHR0c…` or `6874…`. */
function isLong(length: number, first: number): boolean {
  return length >= SHORTEST_HASH || first === 0x61 || first === 0x36;
}

/** The end of a line that is broken, or the colons of an address, defanged or not. */
function mayBeSign(codes: Uint16Array, at: number, code: number): boolean {
  if (code === 0x0a) return isBehindEquals(codes, at);
  return code === 0x3a ? codeAhead(codes, at + 1) === 0x3a : mayBeColon(codes, at);
}

function isBehindEquals(codes: Uint16Array, newline: number): boolean {
  const before = codeIn(codes, newline - 1);
  return before === 0x3d || (before === 0x0d && codeIn(codes, newline - 2) === 0x3d);
}

/**
 * Whether what follows the word from `start` to `end`, beginning with `next`, may make it the beginning
 * of a host, of a URL or of the body of a mail: cheap, because it is asked for nearly every word.
 */
function mayBegin(codes: Uint16Array, start: number, end: number, next: number): boolean {
  if (next === 0x2e) return true;
  if (next === 0x3a) return mayBeginAtColon(codes, start, end);
  if (next === 0x20) return isMarkAhead(codes, end + 1) || isUnderscored(codes, start);
  if (next === 0x25) return mayBeEscaped(codes, start, end);
  const after = codeAhead(codes, end + 1);
  if (next === 0x5c) {
    return after === 0x2e || after === 0x75 || (after === 0x5c && isEscapedDot(codes, end + 2));
  }
  if (!isOpening(next)) return true;
  // `[.`, `[:`, `[ .` and `[dot`
  return (kindAhead(codes, end + 1) & (INSIDE | SPACE)) !== 0;
}

function mayBeginAtColon(codes: Uint16Array, start: number, end: number): boolean {
  if (isIpv6Start(codes, start, end) || isColonOfScheme(codes, end)) return true;
  return end - start >= SHORTEST_BODY_HEADER || isUnderscored(codes, start);
}

function isEscapedDot(codes: Uint16Array, at: number): boolean {
  let end = at;
  while (end < at + 3 && codeAhead(codes, end) === 0x5c) end += 1;
  return codeAhead(codes, end) === 0x2e || codeAhead(codes, end) === 0x75;
}

/** `http%3A`, `http%253A` or `%68%74` */
function mayBeEscaped(codes: Uint16Array, start: number, end: number): boolean {
  if (codeIn(codes, start - 1) === 0x25) return true;
  const last = codeIn(codes, end - 1) | 0x20;
  return last === 0x70 || last === 0x73;
}
