import { printable } from '../../text/printable';
import { showEngine } from './engine-name';
import { readMailFacts, type MailFacts } from './facts';
import { showTime } from './show-time';
import { showValue } from './show-value';
import type { Template } from './template';

/** The two templates of a mail. */
export interface MailTemplates {
  readonly subject: Template;
  readonly text: Template;
}

/**
 * All that a mail says about one message: its templates filled in, and the facts of a designed mail.
 * Plain data, every value fit to be read, bounded in size whatever the message holds: it can be kept
 * until there is a mail to put it in.
 */
export interface MailPart {
  /** One line. */
  readonly subject: string;
  readonly text: string;
  /** Fields that the templates name and the message does not have. */
  readonly missing: readonly string[];
  /** The demonstration account answered. */
  readonly simulated: boolean;
  readonly facts: MailFacts;
}

const LONGEST_SUBJECT = 250;

/** Characters. Some ten pages; more is no text that somebody reads, and mail programs cut it off. */
const LONGEST_TEXT = 30_000;

const CUT = '\n\n[The text is longer. It is cut off here, after 30,000 characters.]';

/** Reads a message for a mail. It may hold anything: nothing in it makes this fail. */
export function readMailPart(view: object, templates: MailTemplates, simulated: boolean): MailPart {
  const subject = templates.subject.render(view, { show: showField, limit: 2 * LONGEST_SUBJECT });
  const text = templates.text.render(view, { show: showField, limit: LONGEST_TEXT });
  return {
    subject: oneLine(subject.text),
    text: text.cut ? `${text.text}${CUT}` : text.text,
    missing: [...new Set([...subject.missing, ...text.missing])],
    simulated,
    facts: readMailFacts(view),
  };
}

/** `engine` is what a detection calls its engine. */
function showField(value: string, name: string): string {
  if (/(?:^|\.)engine$/.test(name)) return showEngine(value, Infinity);
  return showTime(value) ?? showValue(value);
}

function oneLine(text: string): string {
  const visible = printable(text, Infinity).replaceAll(/\s+/g, ' ').trim();
  return printable(visible, LONGEST_SUBJECT);
}
