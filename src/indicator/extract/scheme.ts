import {
  plainSchemeName,
  LONGEST_SCHEME_NAME,
  SCHEME_NAME_IN_TEXT,
  separator,
} from '../defang/patterns-of-forms';
import { codeAt, ENDS_SCHEME, kindAt, WORD } from './characters';

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

const NAME = new RegExp(`${SCHEME_NAME_IN_TEXT}$`, 'i');

/** `://` in all its forms but the plain one; `\\/` is how JSON may write it. */
const SEPARATOR = new RegExp(separator('in text', String.raw`\\{2,8}(?=[\w[\u0080-\uffff])`), 'iy');

const UNDERSCORED = /^(h(?:tt|xx)ps?)__/i;

/** Reads the scheme whose name is the end of the word before `wordEnd`. */
export function readScheme(text: string, wordEnd: number): Scheme | undefined {
  if ((kindAt(text, wordEnd - 1) & ENDS_SCHEME) === 0) return undefined;
  const from = Math.max(0, wordEnd - LONGEST_SCHEME_NAME - 1);
  const match = NAME.exec(text.slice(from, wordEnd));
  if (!match) return undefined;
  const written = match[0];
  const start = wordEnd - written.length;
  const isPlain = text.startsWith('://', wordEnd);
  SEPARATOR.lastIndex = wordEnd;
  const mark = isPlain ? '://' : SEPARATOR.exec(text)?.[0];
  if (mark === undefined) return undefined;
  return {
    start,
    end: wordEnd + mark.length,
    name: plainSchemeName(written),
    isDefanged: !/^https?$/i.test(written) || /[[({\])}]/.test(mark),
    isUnderscored: false,
    isBackslashed: !isPlain && /^[^/]*$/.test(mark) && !/2f/i.test(mark),
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
    name: plainSchemeName(name),
    isDefanged: true,
    isUnderscored: /^http/i.test(name),
    isBackslashed: false,
  };
}
