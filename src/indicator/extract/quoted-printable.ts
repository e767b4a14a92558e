import { codeAt } from './characters';
import type { Sighting } from './sighting';

/** A line of a mail in quoted-printable (RFC 2045, 6.7) that was broken into several, put together again. */
export interface Unfolded {
  readonly text: string;
  /** Where it begins and ends in the text as given. */
  readonly start: number;
  readonly end: number;
  /** Where what is at `at` in the line is in the text as given. */
  readonly origin: (at: number) => number;
}

/** Lines are 76 characters long at most, and nearly that when they are broken. */
const LONGEST_LINE = 76;
const SHORTEST_BROKEN_LINE = 70;

/** Longer than a line that holds anything to look up; the rest is another one. */
const MOST_LINES = 400;

/** Soft line breaks, and bytes written in hexadecimal: those of one character may be in two lines. */
const FOLD = /(?:=[ \t]{0,3}(?:\r?\n|(?:\\{1,2}r)?\\{1,2}n)|=[\dA-F]{2}){1,400}/gi;

/**
 * The line that is broken by the line end at `newline`, if that is a soft break (a `=` before it);
 * `undefined` if it is the end of an ordinary line.
 */
export function unfold(text: string, newline: number): Unfolded | undefined {
  const start = brokenLineStart(text, newline);
  if (start < 0) return undefined;
  let end = newline;
  for (let line = 0; line < MOST_LINES; line += 1) {
    const next = lineEnd(text, end + 1);
    if (next < 0) break;
    end = next;
    if (brokenLineStart(text, end) < 0) break;
  }
  if (end === newline) return undefined;
  return { ...decodeQuotedPrintable(text.slice(start, end), start), start, end };
}

/** Where the line that begins at `start` ends, or -1 if it is too long. */
function lineEnd(text: string, start: number): number {
  const longest = text.slice(start, start + LONGEST_LINE + 2);
  const length = longest.indexOf('\n');
  if (length >= 0) return start + length;
  return longest.length <= LONGEST_LINE ? text.length : -1;
}

/** Where the line begins that the soft break at `newline` ends, or -1. */
function brokenLineStart(text: string, newline: number): number {
  const end = codeAt(text, newline - 1) === 0x0d ? newline - 1 : newline;
  if (codeAt(text, end - 1) !== 0x3d) return -1;
  const start = lineStart(text, end);
  return end - start < SHORTEST_BROKEN_LINE ? -1 : start;
}

/** Where the line begins that ends at `end`, or that place if it is too long for a broken one. */
function lineStart(text: string, end: number): number {
  const from = Math.max(0, end - LONGEST_LINE - 1);
  const newline = text.slice(from, end).lastIndexOf('\n');
  if (newline >= 0) return from + newline + 1;
  return from === 0 && end <= LONGEST_LINE ? 0 : end;
}

/** Decodes what is written in quoted-printable and begins at `start` in the text as given. */
export function decodeQuotedPrintable(
  written: string,
  start: number,
): Pick<Unfolded, 'text' | 'origin'> {
  const cuts: { at: number; origin: number }[] = [{ at: 0, origin: start }];
  let text = '';
  let done = 0;
  for (const { 0: fold, index } of written.matchAll(FOLD)) {
    const bytes = Buffer.from(fold.replaceAll(/[=\s]|\\{1,2}[rn]/g, ''), 'hex');
    text += written.slice(done, index) + bytes.toString('utf8');
    done = index + fold.length;
    cuts.push({ at: text.length, origin: start + done });
  }
  return { text: text + written.slice(done), origin: (at) => originOf(cuts, at) };
}

function originOf(cuts: readonly { at: number; origin: number }[], at: number): number {
  let first = 0;
  let last = cuts.length - 1;
  while (first < last) {
    const middle = Math.ceil((first + last) / 2);
    if ((cuts[middle]?.at ?? 0) <= at) first = middle;
    else last = middle - 1;
  }
  const cut = cuts[first];
  return cut ? cut.origin + at - cut.at : at;
}

/** What was found in the line, where it is in the text as given. */
export function originalOf(sighting: Sighting, { origin }: Unfolded): Sighting {
  const { hostStart, hostEnd } = sighting;
  const place = { start: origin(sighting.start), end: origin(sighting.end - 1) + 1 };
  if (hostStart === undefined || hostEnd === undefined) return { ...sighting, ...place };
  const isInOneLine = origin(hostEnd) - origin(hostStart) === hostEnd - hostStart;
  const hasHost = hostEnd > 0 && isInOneLine;
  return {
    ...sighting,
    ...place,
    hostStart: hasHost ? origin(hostStart) : 0,
    hostEnd: hasHost ? origin(hostEnd) : 0,
  };
}
