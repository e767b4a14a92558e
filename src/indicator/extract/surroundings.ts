import { codeAt, kindAt, skipBack, WORD } from './characters';

/** What is before a URL, because it tells where the URL ends. */
export interface Surroundings {
  readonly start: number;
  /** The quote, comma, semicolon or bar that separates it from what is before it, or 0. */
  readonly separator: number;
  /** The `*`, `_` or `~` of Markdown before it, or 0. */
  readonly decoration: number;
  /** It is the value of a key, as in `url=http://…`. */
  readonly isValue: boolean;
  /** It is the value of a parameter in another URL, as in `/login?next=http://…&user=…`. */
  readonly isParameter: boolean;
  readonly isFirstOfLine: boolean;
}

/** Longer keys than this are none. */
const LONGEST_KEY = 40;

const SEPARATORS = new Set([0x27, 0x2c, 0x3b, 0x7c]);

/** Looks at what is before a URL that begins at `start`. */
export function lookAround(text: string, start: number): Surroundings {
  const before = codeAt(text, start - 1);
  const isPlus = before === 0x2b && (kindAt(text, start - 2) & WORD) !== 0;
  const separator = before === 0x20 ? codeAt(text, start - 2) : isPlus ? 0 : before;
  const isValue = before === 0x3d;
  return {
    start,
    separator: isPlus
      ? before
      : SEPARATORS.has(separator) && (before !== 0x20 || separator !== 0x27)
        ? separator
        : 0,
    decoration: isDecoration(before) ? before : 0,
    isValue,
    isParameter: isValue && isBehindParameter(text, start - 1),
    isFirstOfLine: start === 0 || before === 0x0a || before === 0x0d,
  };
}

/** What a field of a log or of JSON begins behind. */
const BEFORE_FIELD = new Set(Array.from('\0:=[,({|\n', (sign) => sign.charCodeAt(0)));

/** Whether quotes around a URL say that all of it is one value, its punctuation too. */
export function isWholeField(text: string, start: number, end: number): boolean {
  if (text.startsWith(' HTTP/', end)) return true;
  const quote = codeAt(text, start - 1);
  if (quote !== 0x22 && quote !== 0x27) return false;
  if (codeAt(text, skipBackslashes(text, end, 1)) !== quote) return false;
  let before = skipBackslashes(text, start - 2, -1);
  if (codeAt(text, before) === 0x20) before -= 1;
  return BEFORE_FIELD.has(codeAt(text, before));
}

/** Where no backslash is any more, going on or back from `at`; a text is escaped a few times at most. */
function skipBackslashes(text: string, at: number, step: 1 | -1): number {
  let end = at;
  while (Math.abs(end - at) < MOST_BACKSLASHES && codeAt(text, end) === 0x5c) end += step;
  return end;
}

const MOST_BACKSLASHES = 7;

/** Whether the equals sign is behind a parameter of a query. */
export function isBehindParameter(text: string, equals: number): boolean {
  const before = codeAt(text, skipBack(text, equals, WORD, LONGEST_KEY) - 1);
  return before === 0x3f || before === 0x26;
}

/** What follows a comma that ends a field: the next field in quotes, or another URL. */
const NEXT_FIELD = /\s{0,2}(?:["',]{2}|["'](?!\w)|"|h(?:tt|xx)ps?[:[(])/iy;

/** The name of the next field, as in `URL: http://evil.com/,Payload URL: `. */
const NEXT_LABEL = /[A-Z][\w-]{0,30}(?: [\w-]{1,30}){0,4}: /y;
const NEXT_KEY = /\s?(?!\w{0,40}(?:session|sid))[\w.-]{1,40}=/iy;

/** Whether the comma or semicolon at `at` separates the URL from what follows it. */
export function isSeparator(text: string, at: number, around: Surroundings): boolean {
  const code = codeAt(text, at);
  if (code === around.separator) return true;
  if (code === 0x7c) return around.isFirstOfLine || matchesAt(NEXT_FIELD, text, at + 1);
  if (code !== 0x2c && code !== 0x3b) return false;
  if (matchesAt(NEXT_FIELD, text, at + 1)) return true;
  if (matchesAt(NEXT_LABEL, text, at + 1)) return true;
  if (around.isValue && matchesAt(NEXT_KEY, text, at + 1)) return true;
  return code === 0x2c && around.isFirstOfLine && isLastOfUrl(text, at);
}

/** In the first column of a table, what has none of the marks of a path behind the comma is the next column. */
function isLastOfUrl(text: string, comma: number): boolean {
  const rest = text.slice(comma, comma + 200);
  const space = rest.search(/\s/);
  const line = space < 0 ? rest : rest.slice(0, space);
  return !/[/?=&@]|\.[a-z]\w{1,4}$/i.test(line);
}

function matchesAt(pattern: RegExp, text: string, at: number): boolean {
  pattern.lastIndex = at;
  return pattern.test(text);
}

/** `*`, `_` and `~`, between which Markdown emphasises or strikes a text. */
export function isDecoration(code: number): boolean {
  return code === 0x2a || code === 0x5f || code === 0x7e;
}
