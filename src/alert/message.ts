import { printable } from '../printable';
import type { Recipients } from './addresses';
import type { Template } from './template';

/** A mail, ready for a node that sends it. */
export interface Notification {
  readonly subject: string;
  /** What the mail node sends: the text, or HTML that shows the same text where it needs guarding. */
  readonly payload: string;
  readonly plaintext: string;
  readonly recipients: Recipients;
  /** Fields that the templates name and the message does not have. */
  readonly missing: readonly string[];
}

const LONGEST_SUBJECT = 250;

const SIMULATED = 'This is a demonstration: the answer is made up, VirusTotal was not asked.';

/**
 * Fills in subject and text for one message.
 * `simulated` puts a line before the text that says so: nobody may take a demonstration for an alert.
 */
export function composeNotification(
  view: object,
  templates: { subject: Template; text: Template },
  recipients: Recipients,
  simulated: boolean,
): Notification {
  const subject = templates.subject.render(view);
  const text = templates.text.render(view);
  const plaintext = simulated ? `${SIMULATED}\n\n${text.text}` : text.text;
  return {
    subject: oneLine(subject.text),
    payload: guardText(plaintext),
    plaintext,
    recipients,
    missing: [...new Set([...subject.missing, ...text.missing])],
  };
}

function oneLine(text: string): string {
  const visible = printable(text, Infinity).replaceAll(/\s+/g, ' ').trim();
  return printable(visible, LONGEST_SUBJECT);
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
