import { codeAt, PLAIN, skip } from './characters';
import { readEscape } from './escapes';
import { isSeparator, type Surroundings } from './surroundings';

/** What tells where a URL ends. */
export interface Context extends Surroundings {
  /** The path is written with backslashes, as on Windows. */
  readonly isBackslashed: boolean;
}

/** A URL's path, query and fragment. */
export interface Tail {
  /** Without escapes of the format that the text is in. */
  readonly value: string;
  readonly end: number;
}

const CLOSING: ReadonlyMap<number, number> = new Map([
  [0x28, 0x29],
  [0x5b, 0x5d],
  [0x7b, 0x7d],
]);

/**
 * Reads from `from` up to what cannot belong to a URL any more: a space, a quote, `<` or `>`, a bracket
 * that was opened before the URL, or what separates fields of the line. Punctuation at the end is left
 * to the sentence.
 */
export function readTail(text: string, from: number, around: Context): Tail {
  const open = new Map<number, number>();
  let at = from;
  let flushed = from;
  let value = '';
  for (;;) {
    at = skip(text, at, PLAIN);
    const code = codeAt(text, at);
    if (isBracket(open, code) || isPlainHere(text, at, around)) {
      at += 1;
      continue;
    }
    if (code !== 0x5c && code !== 0x26) break;
    if (code === 0x26 && around.isParameter) break;
    const escape = readEscape(text, at, around.start);
    if (!escape) break;
    value += text.slice(flushed, at) + escape.value;
    at += escape.length;
    flushed = at;
  }
  const isQuoted = around.isBackslashed && codeAt(text, at) === 0x22;
  const end = trimEnd(text, flushed, isQuoted ? backOverEscapes(text, flushed, at) : at, around);
  return { value: value + text.slice(flushed, end), end };
}

/** Counts brackets; a closing one without its opening one is around the URL. */
function isBracket(open: Map<number, number>, code: number): boolean {
  const closing = CLOSING.get(code);
  if (closing !== undefined) {
    open.set(closing, (open.get(closing) ?? 0) + 1);
    return true;
  }
  const depth = open.get(code) ?? 0;
  if (depth === 0) return false;
  open.set(code, depth - 1);
  return true;
}

function isPlainHere(text: string, at: number, around: Context): boolean {
  const code = codeAt(text, at);
  if (code === 0x26) {
    const next = codeAt(text, at + 1) | 0x20;
    // The first letter of every entity's name that counts here, and its `#`.
    return !around.isParameter && !'#aqlgnse'.includes(String.fromCharCode(next));
  }
  if (code === 0x27 || code === 0x2c || code === 0x3b || code === 0x7c) {
    return !isSeparator(text, at, around);
  }
  if (code === 0x5c) return around.isBackslashed;
  return code === 0x5e && !around.isValue;
}

/** Where the backslashes begin that escape the quote at `to`. */
function backOverEscapes(text: string, from: number, to: number): number {
  let end = to;
  while (end > from && codeAt(text, end - 1) === 0x5c) end -= 1;
  return end;
}

const PUNCTUATION = new Set('.,;:!?|([{'.split('').map((mark) => mark.charCodeAt(0)));

function trimEnd(text: string, from: number, to: number, around: Context): number {
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
