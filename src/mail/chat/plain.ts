import type { MailTexts } from '../content/texts';
import type { Line, Telling } from './telling';

/** What a channel makes of the parts of a text. */
export interface Marks {
  title(text: string): string;
  text(text: string): string;
  /** A link to VirusTotal's page, with what is written in its place where the channel can. */
  link(url: string, words?: string): string;
}

const NO_MARKS: Marks = {
  title: (text) => text,
  text: (text) => text,
  link: (url, words) => (words === undefined ? url : `${words}: ${url}`),
};

/** The text with nobody's marks. */
export function writePlain(telling: Telling, texts: MailTexts): string {
  return writeLines(telling, NO_MARKS, texts);
}

/** The title, the lines, and the link to VirusTotal, one under another. */
export function writeLines(
  { title, lines, link }: Telling,
  marks: Marks,
  texts: MailTexts,
): string {
  return [
    marks.title(title),
    ...writeBody({ lines, ...(link !== undefined && { link }) }, marks, texts),
  ].join('\n');
}

/** The same without the title, where a channel shows that elsewhere. */
export function writeBody(
  { lines, link }: Pick<Telling, 'lines' | 'link'>,
  marks: Marks,
  texts: MailTexts,
): string[] {
  const last = link === undefined ? [] : [marks.link(link, texts.say('card.open'))];
  return [...lines.map((line) => writeLine(line, marks)), ...last];
}

function writeLine(line: Line, marks: Marks): string {
  return line
    .map((piece) => ('link' in piece ? marks.link(piece.link) : marks.text(piece.text)))
    .join('');
}
