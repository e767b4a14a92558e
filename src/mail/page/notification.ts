import type { Recipients } from '../addresses';
import { fittingCard } from './fit';
import { NOTHING } from './markup';
import { page } from './page';
import type { MailPart } from '../content/part';
import { ENGLISH, type MailTexts } from '../content/texts';
import { markSubject, sayMark } from '../content/tlp-mark';
import { MOST_BYTES, sentSize } from './size';

/** A mail, ready for a node or a server that sends it. */
export interface Notification {
  /** One line of at most 251 characters. */
  readonly subject: string;
  /** What the e-mail node sends: the HTML where there is one, else the text, guarded. */
  readonly payload: string;
  readonly plaintext: string;
  /** A whole document; absent unless the mail is designed. */
  readonly html?: string;
  readonly recipients: Recipients;
  /** Fields that the templates name and the message does not have. */
  readonly missing: readonly string[];
}

/** `designed`: text and HTML; `none`: text only. */
export type Design = 'designed' | 'none';

/**
 * The mail about one message; its own words are English unless told. In all that comes out of the message indicators are defanged and
 * invisible characters shown. A page is no larger than mail programs show whole.
 */
export function composeMail(
  part: MailPart,
  recipients: Recipients,
  design: Design,
  texts: MailTexts = ENGLISH,
): Notification {
  const { missing } = part;
  const subject = markSubject(part.subject, part.tlp);
  const plaintext = [...headOf(part, texts), part.text].join('\n\n');
  const mail = { subject, plaintext, recipients, missing };
  return withDesign(mail, design, () => {
    const room = MOST_BYTES - sentSize(page(subject, [NOTHING], texts));
    return page(subject, [fittingCard(part, '', room, texts) ?? NOTHING], texts);
  });
}

/** What stands before the text of a message: how it is marked, and that its answer is made up. */
export function headOf({ tlp, simulated }: MailPart, texts: MailTexts): string[] {
  const mark = sayMark(tlp, texts).join('\n');
  return [...(mark === '' ? [] : [mark]), ...(simulated ? [texts.say('simulated')] : [])];
}

/** Adds the HTML, if there is to be one, and what the e-mail node sends. */
export function withDesign(
  mail: Omit<Notification, 'html' | 'payload'>,
  design: Design,
  write: () => string,
): Notification {
  if (design === 'none') return { ...mail, payload: guardText(mail.plaintext) };
  const html = write();
  return { ...mail, payload: html, html };
}

/**
 * The stock e-mail node takes text with something like a tag in it for HTML and sends it as such,
 * so that `<evil.example>` vanishes from the reader's sight (node-red-node-email 5, 61-email.js).
 * Such text goes out as HTML that shows every character of it; also without a `>` at the end, for
 * which that node would search the text anew from every `<`.
 */
function guardText(text: string): string {
  if (!/<[a-z]/i.test(text)) return text;
  const escaped = text.replaceAll(/[&<>]/g, (character) => ESCAPES[character] ?? character);
  return `<pre style="white-space: pre-wrap; font-family: inherit">${escaped}</pre>`;
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
