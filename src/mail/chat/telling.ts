import { countUp } from '../content/count-up';
import type { MailLevel } from '../content/levels';
import type { MailPart } from '../content/part';
import type { MailTexts } from '../content/texts';
import { markOfAll, markSubject, sayMark } from '../content/tlp-mark';
import { worstFirst } from '../content/worst-first';
import { clip } from '../../text/clip';
import { makeHarmless, type Piece } from './harmless';

/** A line of a chat's text. */
export type Line = readonly Piece[];

/** What a chat is told, in nobody's marks; all of it is harmless (see `makeHarmless`), and bounded. */
export interface Telling {
  /** Of the worst message in it. */
  readonly level: MailLevel;
  /** The highest of its alerts; absent where there is none. */
  readonly severity?: number;
  /** One line of at most 300 characters. */
  readonly title: string;
  readonly lines: readonly Line[];
  /** To VirusTotal's page, of one message that does not name it itself. */
  readonly link?: string;
}

/** How much room a channel has for the lines; `sizeOf` says what a text takes of it. */
export interface Room {
  readonly most: number;
  readonly sizeOf: (text: string) => number;
}

const LONGEST_TITLE = 300;

/** Lines of one message; Teams has some eighty bytes around each. */
const MOST_LINES = 40;

/** Messages that are told of in one text; of the others only the number. */
const MOST_MESSAGES = 10;

/** What a chat is told of one message, or of several, the worst first. */
export function tell(given: readonly MailPart[], room: Room, texts: MailTexts): Telling {
  const parts = worstFirst(given);
  const [worst, ...others] = parts;
  const severity = Math.max(...parts.map(({ facts }) => facts.severity ?? -Infinity));
  const heading = {
    level: worst?.facts.level ?? 'none',
    ...(severity > -Infinity && { severity }),
  };
  if (worst && others.length === 0) return { ...heading, ...tellOne(worst, room, texts) };
  return {
    ...heading,
    title: titleOf(markSubject(countUp(parts, texts), markOfAll(parts))),
    lines: [...demonstration(parts, texts), ...listMessages(parts, room, texts)],
  };
}

function tellOne(
  part: MailPart,
  room: Room,
  texts: MailTexts,
): Pick<Telling, 'title' | 'lines' | 'link'> {
  const { link } = part.facts;
  const written = part.text.split('\n').filter((line) => line.trim() !== '');
  const lines = fit(written, room, texts);
  const namesLink = lines.some((line) => line.some((piece) => 'link' in piece));
  return {
    title: titleOf(markSubject(part.subject || texts.say('title.none'), part.tlp)),
    lines: [...whyMarked(part, texts), ...demonstration([part], texts), ...lines],
    ...(link !== undefined && !namesLink && { link }),
  };
}

function titleOf(subject: string): string {
  return clip(makeHarmless(subject).map(textOf).join(''), LONGEST_TITLE);
}

function textOf(piece: Piece): string {
  return 'link' in piece ? piece.link : piece.text;
}

/** The mark itself is in the title. */
function whyMarked({ tlp }: MailPart, texts: MailTexts): Line[] {
  return sayMark(tlp, texts)
    .slice(1)
    .map((text) => makeHarmless(text));
}

function demonstration(parts: readonly MailPart[], { say }: MailTexts): Line[] {
  return parts.some(({ simulated }) => simulated) ? [[{ text: say('simulated') }]] : [];
}

/** As many lines as there is room for; the last may be a part of one. */
function fit(written: readonly string[], room: Room, { say }: MailTexts): Line[] {
  const lines: Line[] = [];
  let left = room.most;
  for (const text of written) {
    const line = makeHarmless(text);
    left -= lines.length < MOST_LINES ? sizeOf(line, room) + 1 : Infinity;
    if (left < 0) {
      const rest = left + sizeOf(line, room);
      return [
        ...lines,
        ...(rest > 0 ? [cutOff(line, rest, room)] : []),
        [{ text: say('cut.here') }],
      ];
    }
    lines.push(line);
  }
  return lines;
}

function sizeOf(line: Line, room: Room): number {
  return line.reduce((sum, piece) => sum + room.sizeOf(textOf(piece)), 0);
}

/** The beginning of a line; a link that does not fit is left out. */
function cutOff(line: Line, most: number, room: Room): Line {
  const pieces: Piece[] = [];
  let left = most;
  for (const piece of line) {
    const size = sizeOf([piece], room);
    if (size > left)
      return 'link' in piece ? pieces : [...pieces, { text: shorten(piece.text, left, room) }];
    pieces.push(piece);
    left -= size;
  }
  return pieces;
}

function shorten(text: string, most: number, room: Room): string {
  // No character takes less than one, and none more than three for each of its units.
  const shown = clip(text, most);
  return room.sizeOf(shown) <= most ? shown : clip(shown, Math.floor(most / 3));
}

/** One line for each message, with its link; `and 12 more` for those that are too many. */
function listMessages(parts: readonly MailPart[], room: Room, { say }: MailTexts): Line[] {
  const lines: Line[] = [];
  let left = room.most;
  for (const part of parts.slice(0, MOST_MESSAGES)) {
    const line = lineAbout(part);
    left -= sizeOf(line, room) + 1;
    if (left < 0 && lines.length > 0) break;
    lines.push(line);
  }
  const more = parts.length - lines.length;
  return more > 0 ? [...lines, [{ text: say('card.more', { count: more }) }]] : lines;
}

function lineAbout({ subject, facts, tlp }: MailPart): Line {
  const words = makeHarmless(`• ${markSubject(subject, tlp)}`);
  return facts.link === undefined ? words : [...words, { text: ' ' }, { link: facts.link }];
}
