import { defangText } from '../../indicator/defang/defang';
import { clip } from '../../text/clip';
import { isVirusTotalLink } from '../../virustotal/links';

const LINE_ENDS = /\r\n|[\r\v\f\u0085\u2028\u2029]/g;

/**
 * Controls, format characters (bidirectional marks among them), half characters, and letters that
 * draw nothing (the joiner and the fillers among Unicode's default ignorable characters).
 */
const INVISIBLE = /(?![\n\t])[\p{Cc}\p{Cf}\p{Cs}\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0]/gu;

/**
 * What a value of a message looks like to a reader of a mail: every indicator in it defanged, every
 * invisible character as its number (`[U+202E]`), so that a disguised name shows its disguise.
 * VirusTotal's own links stay as they are: they are there to be clicked.
 */
export function showValue(text: string): string {
  if (isVirusTotalLink(text)) return text;
  return defangText(makeVisible(text));
}

/** The same for a value that has little room: what is over `length` characters is cut off with `…`. */
export function show(text: string, length: number): string {
  const shown = showValue(clip(text, length));
  return text.length > length ? `${shown}…` : shown;
}

function makeVisible(text: string): string {
  return text.replaceAll(LINE_ENDS, '\n').replaceAll(INVISIBLE, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return `[U+${code.toString(16).toUpperCase().padStart(4, '0')}]`;
  });
}
