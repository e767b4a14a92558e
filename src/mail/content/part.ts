import { findField } from '../../text/field';
import { printable } from '../../text/printable';
import { readTlp, type Tlp } from '../../indicator/tlp';
import { dnifMarks } from './dnif-marks';
import { showEngine } from './engine-name';
import { readMailFacts, type MailFacts } from './facts';
import { showTime } from './show-time';
import { showValue } from './show-value';
import { ENGLISH, type MailTexts } from './texts';
import type { ShortLists, Template } from './template';
import { wordsOf } from './words';

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
  /** With whom it may be shared; absent where nobody says, and in what an earlier version has kept. */
  readonly tlp?: Tlp;
}

const LONGEST_SUBJECT = 250;

/** Characters. Some ten pages; more is no text that somebody reads, and mail programs cut it off. */
const LONGEST_TEXT = 30_000;

/**
 * Reads a message for a mail, whose own words are English unless told; lists in it are as long as they
 * are, unless told. It may hold anything: nothing in it makes this fail.
 */
export function readMailPart(
  view: object,
  templates: MailTemplates,
  simulated: boolean,
  texts: MailTexts = ENGLISH,
  lists?: ShortLists,
): MailPart {
  const show = (value: string, name: string): string => showField(value, name, texts);
  const instead = wordsOf(view, texts);
  const options = { show, instead, beneath: dnifMarks(view), ...(lists && { lists }) };
  const subject = templates.subject.render(view, { ...options, limit: 2 * LONGEST_SUBJECT });
  const tlp = readTlp(findField('tlp', [view]));
  const text = templates.text.render(view, { ...options, limit: LONGEST_TEXT });
  return {
    subject: oneLine(subject.text),
    text: text.cut ? `${text.text}\n\n${cutAfter(texts)}` : text.text,
    missing: [...new Set([...subject.missing, ...text.missing])],
    simulated,
    facts: readMailFacts(view, texts),
    ...(tlp && { tlp }),
  };
}

/** `engine` is what a detection calls its engine. */
function showField(value: string, name: string, texts: MailTexts): string {
  if (/(?:^|\.)engine$/.test(name)) return showEngine(value, Infinity);
  return showTime(value, texts) ?? showValue(value);
}

function cutAfter(texts: MailTexts): string {
  return texts.say('cut.after', { count: LONGEST_TEXT });
}

function oneLine(text: string): string {
  const visible = printable(text, Infinity).replaceAll(/\s+/g, ' ').trim();
  return printable(visible, LONGEST_SUBJECT);
}
