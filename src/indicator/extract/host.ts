import { isIPv4 } from 'node:net';
import { DOT_IN_TEXT, DOT_STARTS, SPACED_DOT } from '../defang/patterns-of-forms';
import {
  CLOSES,
  codeAt,
  DIGIT,
  isOpening,
  kindAt,
  mayBeMark,
  skip,
  SPACE,
  WORD,
} from './characters';
import { readLetter } from './escapes';
import { gluedLength } from './top-level';

/** Names are at most 253 characters long (RFC 1035, 2.3.4); marks between the labels take more. */
const LONGEST_NAME = 253;

/** A host name or IPv4 address as it was read from a text. */
export interface Host {
  /** As it is meant: without marks. */
  readonly name: string;
  /** Where it ends in the text; all up to here was read. */
  readonly end: number;
  /** Whether a dot is written in a way that only a person uses who means to make it harmless. */
  readonly isDefanged: boolean;
  /** Whether that way is `\.`, which a regular expression has as well. */
  readonly isEscaped: boolean;
  readonly isAddress: boolean;
}

/** A dot between two labels that is not just a dot. */
const MARKED_DOT = new RegExp(DOT_IN_TEXT, 'iy');

/** The same in a host in which spaces mean nothing. */
const SPACED = new RegExp(SPACED_DOT, 'iy');

/** What a dot may begin with but for brackets and backslashes, which are told apart by more than that. */
const OTHER_STARTS: ReadonlySet<number> = new Set(
  Array.from(DOT_STARTS, (sign) => sign.charCodeAt(0)),
);

/**
 * Reads the labels from `start` on, with their dots in any form; `wordEnd` is where the first label
 * ends. In a `spaced` host a space may stand before a dot.
 */
export function readHost(text: string, start: number, wordEnd: number, spaced = false): Host {
  let end = wordEnd;
  let labels = 1;
  let name = '';
  let flushed = start;
  let isDefanged = false;
  let isEscaped = false;
  for (;;) {
    const letter = readLetter(text, end);
    if (letter) {
      // A letter of the label that is escaped.
      if (name.length <= LONGEST_NAME) name += text.slice(flushed, end) + letter.value;
      flushed = end + letter.length;
      end = skip(text, flushed, WORD);
      continue;
    }
    let next = end;
    if (codeAt(text, end) === 0x2e && (kindAt(text, end + 1) & WORD) !== 0) {
      next = end + 1;
    } else {
      const length = markLength(text, end, spaced);
      if (length === 0) break;
      next = end + length;
      if ((kindAt(text, next) & WORD) === 0) break;
      isDefanged = true;
      isEscaped ||= codeAt(text, end) === 0x5c;
      if (name.length <= LONGEST_NAME) name += `${text.slice(flushed, end)}.`;
      flushed = next;
    }
    labels += 1;
    end = skip(text, next, WORD);
  }
  const written = end - flushed > LONGEST_NAME ? '' : name + text.slice(flushed, end);
  const glued = codeAt(text, end - 1) < 0x80 || labels === 1 ? 0 : gluedLength(written);
  end -= glued;
  const whole = glued === 0 ? written : written.slice(0, -glued);
  const isAddress = labels === 4 && (kindAt(text, start) & DIGIT) !== 0 && isIPv4(whole);
  return { name: whole, end, isDefanged, isEscaped, isAddress };
}

function markLength(text: string, at: number, spaced: boolean): number {
  if (!couldMark(text, at, spaced)) return 0;
  if (!spaced && isBracketedDot(text, at)) return 3;
  const isApart = codeAt(text, at) === 0x5c || (spaced && codeAt(text, at) === 0x20);
  if (isApart && codeAt(text, at + 1) === 0x2e && (kindAt(text, at + 2) & WORD) !== 0) return 2;
  const pattern = spaced ? SPACED : MARKED_DOT;
  pattern.lastIndex = at;
  const length = pattern.exec(text)?.[0].length ?? 0;
  return length === 0 && spaced ? markLength(text, at, false) : length;
}

/** `[.]`, the most usual one, with a letter or digit right behind it. */
function isBracketedDot(text: string, at: number): boolean {
  if (codeAt(text, at) !== 0x5b || codeAt(text, at + 1) !== 0x2e) return false;
  return codeAt(text, at + 2) === 0x5d && (kindAt(text, at + 3) & WORD) !== 0;
}

/** Whether a dot in another form may be at `at`; told by one or two characters, for speed. */
function couldMark(text: string, at: number, spaced: boolean): boolean {
  const code = codeAt(text, at);
  if (code === 0x2e) return spaced || (kindAt(text, at + 1) & CLOSES) !== 0;
  if (isOpening(code)) return mayBeMark(text, at);
  if (code === 0x5c) return codeAt(text, at + 1) === 0x2e || codeAt(text, at + 1) === 0x5c;
  if (OTHER_STARTS.has(code)) return true;
  if ((kindAt(text, at) & SPACE) === 0 || code === 0x0a || code === 0x0d) return false;
  return spaced || isOpening(codeAt(text, at + 1)) || isOpening(codeAt(text, at + 2));
}
