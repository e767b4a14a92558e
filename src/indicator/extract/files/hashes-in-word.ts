import { codeAt, DIGIT, HEXADECIMAL, kindAt, skip, skipBack, skipIn, WORD } from '../characters';

const SHORTEST = 32;

/** The lengths of MD5, SHA-1 and SHA-256 in hexadecimal; one more with an escape before it. */
const LENGTHS = new Set([32, 33, 40, 41, 64, 65]);

/** Calls `found` for each hash that the word from `start` to `end` is, or has in it. */
export function findHashes(
  text: string,
  codes: Uint16Array,
  start: number,
  end: number,
  found: (start: number, end: number) => void,
): void {
  const first = hashStart(text, codes, start, end);
  if (first >= 0) found(first, end);
  else if (end - start > SHORTEST) hashesInside(text, start, end, found);
}

/**
 * Where the hash begins that is the word from `start` to `end`, or -1. Words are as in expressions:
 * a hash is no part of a longer one, and of no identifier whose hexadecimal parts are joined by
 * hyphens (a UUID, a trace's `00-…-…-01`).
 */
function hashStart(text: string, codes: Uint16Array, start: number, end: number): number {
  const length = end - start;
  if (!LENGTHS.has(length)) return -1;
  const first = isEscape(text, start) ? start + 1 : start;
  const isWhole = (end - first) % 2 === 0 && skipIn(codes, first, HEXADECIMAL) === end;
  return isWhole ? first : -1;
}

/**
 * The same in a word with hyphens or underscores in it, as in `sample-44d8…` or `md5_44d8…`; calls
 * `found` for each hash.
 */
function hashesInside(
  text: string,
  start: number,
  end: number,
  found: (start: number, end: number) => void,
): void {
  for (let at = start; at < end;) {
    const partEnd = skip(text, at, HEXADECIMAL);
    const length = partEnd - at;
    const isWhole = isJoint(text, at - 1) && isJoint(text, partEnd);
    if (isWhole && LENGTHS.has(length) && length % 2 === 0 && !isInIdentifier(text, at, partEnd)) {
      found(at, partEnd);
    }
    at = Math.max(partEnd, at + 1);
    while (at < end && !isJoint(text, at - 1)) at += 1;
  }
}

/** `\n`, `\r` or `\t` written out before the word, escaped once or more. */
function isEscape(text: string, start: number): boolean {
  const code = codeAt(text, start);
  const isLetter = code === 0x6e || code === 0x72 || code === 0x74;
  return isLetter && codeAt(text, start - 1) === 0x5c;
}

function isJoint(text: string, at: number): boolean {
  const code = codeAt(text, at);
  return code === 0x2d || code === 0x5f || (kindAt(text, at) & WORD) === 0;
}

function isInIdentifier(text: string, start: number, end: number): boolean {
  return isPartBefore(text, start) || isPartBehind(text, end);
}

function isPartBefore(text: string, start: number): boolean {
  if (codeAt(text, start - 1) !== 0x2d) return false;
  const first = skipBack(text, start - 1, HEXADECIMAL, 64);
  return (
    first < start - 1 && (kindAt(text, first - 1) & WORD) === 0 && hasDigit(text, first, start)
  );
}

function isPartBehind(text: string, end: number): boolean {
  if (codeAt(text, end) !== 0x2d) return false;
  const last = skip(text, end + 1, HEXADECIMAL);
  return last > end + 1 && isJoint(text, last) && hasDigit(text, end, last);
}

function hasDigit(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) if ((kindAt(text, at) & DIGIT) !== 0) return true;
  return false;
}
