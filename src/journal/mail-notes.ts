import type { Noted } from './change';
import type { MailFate, MailNote, NewMail } from './journal';
import { LONGEST_SUBJECT, shortText } from './short-text';

/** Alerts, and recipients, of one mail that are kept: a digest may have very many. */
const MOST_ALERTS = 200;
const MOST_RECIPIENTS = 50;

export const MAIL_FATES: readonly MailFate[] = [
  'composed',
  'waiting',
  'delivered',
  'refused',
  'given-up',
];

/** What became of a mail, after what is known of it. */
export function afterMail(
  before: MailNote | undefined,
  mail: NewMail,
  now: number,
): Noted<MailNote> {
  const { node, id, alerts, about, subject, to, simulated, fate, rejected, why } = mail;
  const told = alerts.length > 0 || !before ? alerts : before.alerts;
  const topic = about ?? before?.about;
  const note = {
    node: shortText(node),
    id: shortText(id),
    alerts: shortTexts(told, MOST_ALERTS),
    ...(topic !== undefined && { about: shortText(topic, LONGEST_SUBJECT) }),
    subject: shortText(subject),
    to: shortTexts(to, MOST_RECIPIENTS),
    ...(simulated && { simulated }),
    fate,
    ...(rejected && { rejected: shortTexts(rejected, MOST_RECIPIENTS) }),
    ...(why !== undefined && { why: shortText(why, LONGEST_SUBJECT) }),
    first: before?.first ?? now,
    last: now,
  };
  return { note, change: 'new' };
}

function shortTexts(texts: readonly string[], most: number): string[] {
  return texts.slice(0, most).map((text) => shortText(text));
}

/** What is known of a mail from an earlier life and from this one. */
export function bothMails(earlier: MailNote, later: MailNote): MailNote {
  const alerts = later.alerts.length > 0 ? later.alerts : earlier.alerts;
  const about = later.about ?? earlier.about;
  return { ...later, alerts, ...(about !== undefined && { about }), first: earlier.first };
}
