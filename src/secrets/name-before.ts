/** How many characters a name has at most, and how many spaces may stand around what assigns. */
const LONGEST_NAME = 64;
const MOST_SPACES = 8;

const SPACE = 0x20;
const SEMICOLON = 0x3b;

/** A quote as HTML writes it, and an escape in quoted-printable or of a URL, whose last letter is none of a name. */
const WRITTEN_QUOTES = ['&quot;', '&#34;', '&#39;', '&#034;', '&#039;'];
const WRITTEN_SIGNS = ['=3D', '%3D', '%3d', '%3A', '%3a', '=>', ':=', '=', ':', '\uff1a', '>'];

/** What a sign ends with: told by one character, for speed. */
const ENDS_SIGN = charactersOf(WRITTEN_SIGNS.map((sign) => sign.slice(-1)).join(''));

/** What no name has in it. */
const NO_NAME = charactersOf('\t\n\r "\'`=:;,&?|<>{}()\\/');
const QUOTES = charactersOf('"\'`');
const OPENING = charactersOf('[(<{');

/** A name before a value in a text. */
export interface NameBefore {
  /** One word, or up to three with a space between them. */
  readonly name: string;
  /** Where it begins. */
  readonly start: number;
  /** How it belongs to the value: by a sign (`=`, `: "`, `=>`, `'] = '`) or by a space alone. */
  readonly by: 'sign' | 'space';
}

/**
 * The name that stands right before the value at `at`: `name=`, `"name": ["`, `<name>`, `--name `,
 * `some name: `; `undefined` where there is none. Looks back some two hundred characters at most.
 */
export function nameBefore(text: string, at: number): NameBefore | undefined {
  const opened = skipOpening(text, at);
  const spaced = skipSpaces(text, opened);
  const sign = signBefore(text, spaced);
  if (sign === undefined) {
    const isNext = spaced === opened - 1;
    return isNext ? readName(text, spaced, 3, 'space') : undefined;
  }
  const assigned = skipSpaces(text, spaced - sign.length);
  const closed =
    text[assigned - 1] === ']' && isQuoteBefore(text, assigned - 1) ? assigned - 1 : assigned;
  return readName(text, skipQuote(text, closed), 3, 'sign');
}

/** What assigns, ending at `end`. */
function signBefore(text: string, end: number): string | undefined {
  if (end <= 0 || !ENDS_SIGN.has(text.charCodeAt(end - 1))) return undefined;
  return WRITTEN_SIGNS.find((written) => text.endsWith(written, end));
}

function readName(
  text: string,
  end: number,
  mostWords: number,
  by: NameBefore['by'],
): NameBefore | undefined {
  let start = skipWord(text, end);
  if (start === end) return undefined;
  for (let words = 1; words < mostWords && text.charCodeAt(start - 1) === SPACE; words += 1) {
    const earlier = skipWord(text, start - 1);
    if (earlier === start - 1) break;
    // A word behind a sign of its own is another value: `user=kim token=…`.
    if (/[=:]/.test(text.charAt(earlier - 1))) break;
    start = earlier;
  }
  return { name: text.slice(start, end), start, by };
}

function skipWord(text: string, end: number): number {
  let start = end;
  while (start > 0 && end - start < LONGEST_NAME && !NO_NAME.has(text.charCodeAt(start - 1))) {
    start -= 1;
  }
  return start;
}

function skipOpening(text: string, at: number): number {
  let end = at;
  for (let count = 0; count < 3; count += 1) {
    const quoted = skipQuote(text, end);
    end = quoted < end || !OPENING.has(text.charCodeAt(end - 1)) ? quoted : end - 1;
  }
  return end;
}

/** Also one that is escaped, once or twice. */
function skipQuote(text: string, at: number): number {
  const code = text.charCodeAt(at - 1);
  if (code === SEMICOLON) {
    const written = WRITTEN_QUOTES.find((quote) => text.endsWith(quote, at));
    return written === undefined ? at : at - written.length;
  }
  if (!QUOTES.has(code)) return at;
  let end = at - 1;
  while (end > at - 4 && text.charCodeAt(end - 1) === 0x5c) end -= 1;
  return end;
}

function isQuoteBefore(text: string, at: number): boolean {
  return skipQuote(text, at) < at;
}

function skipSpaces(text: string, at: number): number {
  let end = at;
  while (end > 0 && at - end < MOST_SPACES && isSpace(text.charCodeAt(end - 1))) end -= 1;
  return end;
}

function isSpace(code: number): boolean {
  if (code >= 0x80) return /\s/.test(String.fromCharCode(code));
  return code === SPACE || (code > 8 && code < 14);
}

function charactersOf(text: string): ReadonlySet<number> {
  return new Set(Array.from(text, (character) => character.charCodeAt(0)));
}
