import { codeAt, kindAt, WORD } from './characters';

/** The scheme of a URL, `http` or `https`, in any of its forms. */
export interface Scheme {
  readonly start: number;
  /** Where the authority begins. */
  readonly end: number;
  /** As written, or `http` or `https` if it was defanged. */
  readonly name: string;
  readonly isDefanged: boolean;
  /** Written with underscores, `http__`, as names in programs may be too. */
  readonly isUnderscored: boolean;
  /** Written with backslashes, `http:\\`, which the path is then as well. */
  readonly isBackslashed: boolean;
}

const NAME = /(?:h(?:tt|xx|\*\*|__)ps?|(?<![a-z])(?:meow|fxp))$/i;
const LONGEST = 5;

/** `://` in all its forms but the plain one; `\/` is how JSON may write it. */
const SEPARATOR =
  /[[({]:(?:\\{0,4}\/){2}[\])}]|[[({]:\\{0,4}\/[\])}]\\{0,4}\/|[[({]?:[\])}]?(?:(?:\\{0,4}\/|[[({]\\{0,4}\/[\])}]|&#x2f;|\\{1,4}u002f){2}|[[({](?:\\{0,4}\/){2}[\])}]|\\{2,8}(?=[\w[\u0080-\uffff]))/iy;

const UNDERSCORED = /^(h(?:tt|xx)ps?)__/i;

/** Reads the scheme whose name is the end of the word before `wordEnd`. */
export function readScheme(text: string, wordEnd: number): Scheme | undefined {
  const last = codeAt(text, wordEnd - 1) | 0x20;
  // Each of the names ends in `p`, `s` or `w`.
  if (last !== 0x70 && last !== 0x73 && last !== 0x77) return undefined;
  const match = NAME.exec(text.slice(Math.max(0, wordEnd - LONGEST - 1), wordEnd));
  if (!match) return undefined;
  const written = match[0];
  const start = wordEnd - written.length;
  const isPlain = text.startsWith('://', wordEnd);
  SEPARATOR.lastIndex = wordEnd;
  const separator = isPlain ? '://' : SEPARATOR.exec(text)?.[0];
  if (separator === undefined) return undefined;
  return {
    start,
    end: wordEnd + separator.length,
    name: plainName(written),
    isDefanged: !/^https?$/i.test(written) || /[[({]/.test(separator),
    isUnderscored: false,
    isBackslashed: !isPlain && /^[^/]*$/.test(separator) && !/2f/i.test(separator),
  };
}

/** `http` or `https` from `start` to `wordEnd`, with `://` behind it. */
export function plainScheme(text: string, start: number, wordEnd: number): Scheme {
  return {
    start,
    end: wordEnd + '://'.length,
    name: text.slice(start, wordEnd),
    isDefanged: false,
    isUnderscored: false,
    isBackslashed: false,
  };
}

/** Reads `http__` or `hxxp__` at the beginning of a word; the host is in the same word or follows a space. */
export function readUnderscored(text: string, start: number, wordEnd: number): Scheme | undefined {
  if (codeAt(text, start + 4) !== 0x5f && codeAt(text, start + 5) !== 0x5f) return undefined;
  const match = UNDERSCORED.exec(text.slice(start, Math.min(wordEnd, start + 8)));
  if (!match) return undefined;
  const [written, name = ''] = match;
  const end = start + written.length;
  const isFollowed = (kindAt(text, end) & WORD) !== 0 || codeAt(text, end) === 0x20;
  if (!isFollowed) return undefined;
  return {
    start,
    end,
    name: plainName(name),
    isDefanged: true,
    isUnderscored: /^http/i.test(name),
    isBackslashed: false,
  };
}

function plainName(written: string): string {
  if (/^https?$/i.test(written)) return written;
  return /s$/i.test(written) ? 'https' : 'http';
}
