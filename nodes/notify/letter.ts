import type { Mail } from '../../src/mail/mail';
import type { MailEnd } from '../../src/mail/outbox/outbox';
import type { Write } from '../../src/keeping/taking';
import { isPlainObject, own } from '../../src/plain-object';
import type { Message } from '../shared/run-node';

/** What `msg.notification` says of a mail before it is sent. */
export interface NotificationFacts {
  readonly id: string;
  readonly to: readonly string[];
  readonly subject: string;
}

/** A message and its mail. */
export interface Letter {
  readonly mail: Mail;
  readonly facts: NotificationFacts;
  readonly msg: Message;
  /** Writes it down. */
  readonly write: Write;
}

/** The letter of an earlier life; without its message where that could not be written down. */
export function readLetter({ id, entry }: MailEnd): Omit<Letter, 'write'> {
  const { mail, senderData } = entry;
  const facts = own(senderData, 'facts');
  const msg = own(senderData, 'msg');
  const notificationId = own(facts, 'id');
  return {
    mail,
    facts: {
      id: typeof notificationId === 'string' ? notificationId : id,
      to: mail.to,
      subject: mail.subject,
    },
    msg: isMessage(msg) ? msg : toMessage({}),
  };
}

function isMessage(value: unknown): value is Message {
  return isPlainObject(value) && typeof value['_msgid'] === 'string';
}

/** Node-RED gives it an id as it comes in. */
export function toMessage(fields: object): Message {
  return { _msgid: '', ...fields };
}
