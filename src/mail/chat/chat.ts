import type { MailPart } from '../content/part';
import { ENGLISH, type MailTexts } from '../content/texts';
import { writeNtfy } from './ntfy';
import { writePlain } from './plain';
import { writeSlack } from './slack';
import type { Style } from './styles';
import { writeTeams } from './teams';
import { writeTelegram } from './telegram';
import { tell, type Room, type Telling } from './telling';

/** A chat's text, ready for a node that posts it. */
export interface ChatText {
  /** One line. */
  readonly subject: string;
  /** What is posted: a text, or an object that is sent as JSON. */
  readonly payload: string | object;
  /** HTTP headers, where the channel has what is no text there. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The same with nobody's marks. */
  readonly plaintext: string;
  /** Fields that the templates name and the messages do not have. */
  readonly missing: readonly string[];
}

/**
 * Characters of the lines. What is around them and what their escapes take, four for one at the most in
 * JSON, fits into the least of the limits: 4,096 characters of Telegram, 28 kB of Teams.
 */
const CHARACTERS: Room = { most: 3000, sizeOf: (text) => text.length };

/** The same for ntfy, which takes 4,096 bytes and makes an attachment of what is longer. */
const BYTES: Room = { most: 3000, sizeOf: (text) => Buffer.byteLength(text) };

/**
 * One short text about one message or several, the worst first, in the marks of a channel. No link in
 * it leads anywhere but to VirusTotal, and nothing of a message is a mark of the channel.
 */
export function composeChat(
  parts: readonly MailPart[],
  style: Style,
  texts: MailTexts = ENGLISH,
): ChatText {
  const telling = tell(parts, style === 'ntfy' ? BYTES : CHARACTERS, texts);
  const missing = [...new Set(parts.flatMap((part) => part.missing))];
  const plaintext = writePlain(telling, texts);
  return { subject: telling.title, plaintext, missing, ...write(telling, plaintext, style, texts) };
}

function write(
  telling: Telling,
  plaintext: string,
  style: Style,
  texts: MailTexts,
): Pick<ChatText, 'payload' | 'headers'> {
  switch (style) {
    case 'plain':
      return { payload: plaintext };
    case 'slack':
      return { payload: writeSlack(telling, texts) };
    case 'teams':
      return { payload: writeTeams(telling, texts) };
    case 'telegram':
      return { payload: writeTelegram(telling, texts) };
    case 'ntfy':
      return writeNtfy(telling, texts);
  }
}
