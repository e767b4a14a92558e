import type { MailLevel } from '../content/levels';
import type { MailTexts } from '../content/texts';
import { writeBody, type Marks } from './plain';
import type { Telling } from './telling';

/** Emojis by their short codes (docs.ntfy.sh/emojis). */
const TAGS: Readonly<Record<MailLevel, string>> = {
  malicious: 'rotating_light',
  suspicious: 'warning',
  clean: 'white_check_mark',
  unknown: 'grey_question',
  pending: 'hourglass',
  none: 'bell',
};

const MARKS: Marks = {
  title: (text) => text,
  text: (text) => text,
  link: (url) => url,
};

/** What is published: the text, and in headers all else (docs.ntfy.sh/publish). */
export interface NtfyMessage {
  readonly payload: string;
  readonly headers: Readonly<Record<string, string>>;
}

export function writeNtfy(telling: Telling, texts: MailTexts): NtfyMessage {
  const { title, level, link } = telling;
  const body = writeBody(telling, MARKS, texts).join('\n');
  return {
    // What has no text is shown as "triggered".
    payload: body || title,
    headers: {
      Title: headerText(title),
      Priority: String(priorityOf(telling)),
      Tags: TAGS[level],
      ...(link !== undefined && { Click: link }),
    },
  };
}

/** From 1 to 5, of which 3 is the usual: a severity of 9 goes through what else keeps a phone quiet. */
function priorityOf({ level, severity = 0 }: Telling): number {
  if (severity >= 9) return 5;
  return level === 'malicious' || severity >= 6 ? 4 : 3;
}

/** Visible ASCII and spaces. */
const PLAIN = /^[ -~]*$/;

/** Bytes of UTF-8 whose base64 fits into one encoded word of 75 characters (RFC 2047, 2). */
const WORD_BYTES = 45;

/**
 * A text as a header of HTTP can hold it. What is not ASCII, or could be taken for encoded, is encoded
 * (RFC 2047), as ntfy reads it since 2.4.
 */
function headerText(text: string): string {
  if (PLAIN.test(text) && !text.includes('=?')) return text;
  return wordsOf(text)
    .map((word) => `=?UTF-8?B?${Buffer.from(word).toString('base64')}?=`)
    .join(' ');
}

/** No character is divided. */
function wordsOf(text: string): string[] {
  const words: string[] = [];
  let word = '';
  for (const character of text) {
    if (Buffer.byteLength(word + character) > WORD_BYTES) {
      words.push(word);
      word = '';
    }
    word += character;
  }
  return [...words, word];
}
