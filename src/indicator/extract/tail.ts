import { codeAt, PLAIN, skip } from './characters';
import { isOctalEscape, readEscape } from './escapes';
import { isSeparator, isWholeField, type Surroundings } from './surroundings';

/** A URL's path, query and fragment. */
export interface Tail {
  /** Without escapes of the format that the text is in. */
  readonly value: string;
  readonly end: number;
}

/** How many brackets are open. */
interface Brackets {
  round: number;
  square: number;
  curly: number;
}

/**
 * Reads from `from` up to what cannot belong to a URL any more: a space, a quote, `<` or `>`, a bracket
 * that was opened before the URL, or what separates fields of the line. Punctuation at the end is left
 * to the sentence. The path may be written with backslashes, as on Windows (`isBackslashed`).
 */
export function readTail(
  text: string,
  from: number,
  around: Surroundings,
  isBackslashed: boolean,
): Tail {
  const plus = plusBehind(text, from, around);
  // What is behind it is not read, or it would be again from each URL in it.
  const written = plus < 0 ? text : text.slice(0, plus);
  const open: Brackets = { round: 0, square: 0, curly: 0 };
  let at = from;
  let flushed = from;
  let value = '';
  for (;;) {
    at = skip(written, at, PLAIN);
    const code = codeAt(written, at);
    if (isBracket(open, code) || isPlainHere(written, at, around, isBackslashed)) {
      at += 1;
      continue;
    }
    if (code !== 0x5c && code !== 0x26) break;
    if (code === 0x26 && around.isParameter) break;
    const escape = readEscape(written, at, around.start);
    if (!escape) break;
    value += text.slice(flushed, at) + escape.value;
    at += escape.length;
    flushed = at;
  }
  const isQuoted = isBackslashed && codeAt(written, at) === 0x22;
  const last = isQuoted ? backOverEscapes(text, flushed, at) : at;
  const isWhole = last === plus || isWholeField(text, around.start, last);
  const end = isWhole ? last : trimEnd(text, flushed, last, around);
  return { value: value + text.slice(flushed, end), end };
}

/** In what is escaped as in a form, a plus is a space: `GET+http://evil.com/+200`. -1 for anything else. */
function plusBehind(text: string, from: number, { separator }: Surroundings): number {
  return separator === 0x2b ? text.indexOf('+', from) : -1;
}

/** Counts brackets; a closing one without its opening one is around the URL. */
function isBracket(open: Brackets, code: number): boolean {
  switch (code) {
    case 0x28:
      open.round += 1;
      return true;
    case 0x5b:
      open.square += 1;
      return true;
    case 0x7b:
      open.curly += 1;
      return true;
    case 0x29:
      open.round -= 1;
      return open.round >= 0;
    case 0x5d:
      open.square -= 1;
      return open.square >= 0;
    case 0x7d:
      open.curly -= 1;
      return open.curly >= 0;
    default:
      return false;
  }
}

/** The first letter of every entity's name that counts here, and its `#`. */
const ENTITIES = new Set('#aqlgnse'.split('').map((sign) => sign.charCodeAt(0)));

function isPlainHere(
  text: string,
  at: number,
  around: Surroundings,
  isBackslashed: boolean,
): boolean {
  const code = codeAt(text, at);
  if (code === 0x26) {
    const next = codeAt(text, at + 1) | 0x20;
    return !around.isParameter && !ENTITIES.has(next);
  }
  if (code === 0x27 || code === 0x2c || code === 0x3b || code === 0x7c) {
    return !isSeparator(text, at, around);
  }
  if (code === 0x23) return !isOctalEscape(text, at);
  if (code === 0x5c) return isBackslashed;
  return code === 0x5e && !around.isValue;
}

/** Where the backslashes begin that escape the quote at `to`. */
function backOverEscapes(text: string, from: number, to: number): number {
  let end = to;
  while (end > from && codeAt(text, end - 1) === 0x5c) end -= 1;
  return end;
}

const PUNCTUATION = new Set('.,;:!?|([{'.split('').map((mark) => mark.charCodeAt(0)));

function trimEnd(text: string, from: number, to: number, around: Surroundings): number {
  let end = to;
  let hasOddQuote: boolean | undefined;
  for (; end > from; end -= 1) {
    const code = codeAt(text, end - 1);
    if (code === 0x27) {
      hasOddQuote ??= countQuotes(text, from, end) % 2 === 1;
      if (!hasOddQuote) return end;
      hasOddQuote = false;
    } else if (!PUNCTUATION.has(code) && (code !== around.decoration || code === 0)) return end;
  }
  return end;
}

function countQuotes(text: string, from: number, to: number): number {
  let count = 0;
  for (let at = from; at < to; at += 1) if (codeAt(text, at) === 0x27) count += 1;
  return count;
}
