import type { Node, NodeAPI, NodeStatus } from 'node-red';
import type { Recipients } from '../../src/mail/addresses';
import { RecipientError } from '../../src/mail/errors';
import { everybody, stableMessageId, type Mail } from '../../src/mail/mail';
import type { Notification } from '../../src/mail/page/notification';
import { keyOf, markOf, type Origin } from '../../src/keeping/identity';
import { own } from '../../src/plain-object';
import type { Replaced, Store } from '../../src/store/store';
import type { Draft } from './sending/draft';
import type { Leaving } from './leaving';
import type { MailNotes } from './sending/mail-notes';
import { KEPT, type Desk, type Message } from '../shared/run-node';
import type { ReadyMailer } from '../mailer/mailer';
import { createNotifyOutbox, type NotifyOutbox } from './outbox';
import type { Letter, NotificationFacts } from './letter';
import { mailEndStatus, outboxStatus } from '../shared/status/mails';
import type { MakeStatus } from '../shared/status/status';
import type { Texts } from '../shared/status/texts';

const COMPOSED = 0;

/** The way of a notification to whom it is for. */
export interface Route {
  /** Sends a draft, and its message on. `KEPT`: another life of the node goes on with it. */
  send(draft: Draft, desk: Desk): Promise<typeof KEPT | void>;
  /**
   * The same for a message that the node has made of what it has collected: it is safe when this
   * resolves, with whether that is finished, too.
   */
  sendOwn(draft: Draft, collected: Replaced): Promise<boolean>;
  /** What there is to tell of mails that wait; nothing when none does. */
  status(): NodeStatus | undefined;
  start(): Promise<void>;
  /** The node is about to be closed, and so are those who follow. */
  hurry?(isRemoved: boolean): void;
  close(isRemoved: boolean): Promise<void>;
  readonly outbox?: NotifyOutbox;
}

/** `via: message`, and `via: chat`: the node that follows delivers it. */
export function createMessageRoute(leaving: Leaving, composed: (draft: Draft) => void): Route {
  function prepare(draft: Draft): void {
    const { msg, notification, chat, id } = draft;
    if (chat) dressForChat(msg, notification, chat);
    else dress(msg, notification);
    const { malformed } = notification.recipients;
    const rejected = malformed && { rejected: malformed.map(({ recipient }) => recipient) };
    msg.notification = { ...factsOf(notification, id), ...rejected };
    composed(draft);
  }

  return {
    // Whoever has kept the message so far goes on to keep it.
    async send(draft, desk) {
      prepare(draft);
      desk.emit(COMPOSED, draft.msg);
    },
    async sendOwn(draft, collected) {
      prepare(draft);
      return await leaving.sendOwn(COMPOSED, draft.msg, collected);
    },
    status: () => undefined,
    start: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
}

/** What the way over a mail server needs. */
export interface SmtpRouteOptions {
  readonly RED: NodeAPI;
  readonly node: Node;
  readonly texts: Texts;
  /** Finds the mailer as it is now. */
  readonly mailer: () => ReadyMailer;
  /** Of the mailer as it is when the route is made. */
  readonly giveUpAfter: number;
  readonly from: string;
  readonly store: Store;
  readonly leaving: Leaving;
  readonly now: () => number;
  readonly notes: MailNotes;
  readonly changed: () => void;
  /** Hears how each mail has ended. */
  readonly ended: (status: MakeStatus) => void;
}

/** `via: smtp`: a mail server takes it, sooner or later. */
export function createSmtpRoute(options: SmtpRouteOptions): Route {
  const { RED, node, texts, mailer, store, leaving, notes, changed } = options;

  const outbox = createNotifyOutbox({
    node,
    mailer,
    giveUpAfter: options.giveUpAfter,
    store,
    leaving,
    changed,
    clone: (msg) => RED.util.cloneMessage(msg),
    dress: (msg, mail) =>
      dress(msg, {
        subject: mail.subject,
        payload: mail.html ?? mail.text,
        plaintext: mail.text,
        recipients: mail,
      }),
    ended(end, letter) {
      notes.ended(end, letter);
      options.ended(() => mailEndStatus(texts, end));
    },
  });

  let from = options.from;
  let isClosing = false;

  /** As a mailer that is stopped with this node had it, which may be gone already. */
  function senderNow(): string {
    if (!isClosing) ({ from } = mailer());
    return from;
  }

  async function toLetter({ msg, notification, id, identity, write }: Draft): Promise<Letter> {
    const sender = senderNow();
    const { subject, plaintext, html, recipients } = notification;
    if (everybody(recipients).length === 0) throw new RecipientError('Nobody is to get the mail');
    const mail: Mail = {
      from: sender,
      to: [...recipients.to],
      cc: [...recipients.cc],
      bcc: [...recipients.bcc],
      ...(recipients.malformed && { malformed: recipients.malformed }),
      subject,
      text: plaintext,
      ...(html !== undefined && { html }),
      messageId: stableMessageId([node.id, ...identity, subject], recipients, sender),
      date: options.now(),
    };
    return { mail, facts: factsOf(notification, id), msg, write };
  }

  async function noting<Result>(
    draft: Draft,
    send: (letter: Letter) => Promise<Result>,
  ): Promise<Result> {
    try {
      const letter = await toLetter(draft);
      notes.waiting(draft);
      return await send(letter);
    } catch (error) {
      notes.failed(draft, error);
      throw error;
    }
  }

  return {
    outbox,
    send: (draft, desk) => noting(draft, (letter) => outbox.deliver(letter, desk)),
    async sendOwn(draft, collected) {
      await noting(draft, (letter) => outbox.drop(letter, collected));
      return true;
    },
    status: () => outboxStatus(texts, outbox.load()),
    start: () => outbox.start(),
    hurry(isRemoved) {
      isClosing = true;
      outbox.hurry(isRemoved);
    },
    close: (isRemoved) => outbox.close(isRemoved),
  };
}

function factsOf({ recipients, subject }: Notification, id: string): NotificationFacts {
  return { id, to: [...recipients.to], subject };
}

/**
 * What tells the mail about a message from every other: the alert, where there is one, and else the
 * message and where and when it came to us, which stays the same when it comes again.
 */
export function identityOf(msg: Message, { node, at }: Origin): readonly string[] {
  const id = own(msg.alert, 'id');
  if (typeof id === 'string') return ['alert', id, String(own(msg.alert, 'raisedAt'))];
  return ['message', keyOf(msg), node, String(at), String(markOf(msg))];
}

type Dress = Pick<Notification, 'subject' | 'payload' | 'plaintext'> & {
  readonly recipients: Recipients;
};

/** Puts a mail into the fields in which mail nodes look for it. */
function dress(msg: Message, { subject, payload, plaintext, recipients }: Dress): void {
  address(msg, recipients);
  msg.topic = subject;
  msg.payload = payload;
  msg.plaintext = plaintext;
}

/**
 * What the http request node acts on besides payload and headers: an event could have it post elsewhere,
 * or to a server that is not what it says (@node-red/nodes, 21-httprequest.js).
 */
const REQUEST_FIELDS = 'cookies followRedirects method rejectUnauthorized requestTimeout url'.split(
  ' ',
);

/** Puts a chat's text where a node looks for it that posts something. */
function dressForChat(
  msg: Message,
  notification: Notification,
  { payload, headers }: NonNullable<Draft['chat']>,
): void {
  dress(msg, notification);
  for (const field of REQUEST_FIELDS) delete msg[field];
  msg.payload = payload;
  if (headers) msg.headers = { ...headers };
}

/**
 * What the e-mail node acts on besides subject and text (node-red-node-email 5, 61-email.js). An
 * event from a mail gateway brings most of it along: the alert would go out in the attacker's name,
 * with the malware attached, to whom the attacker chose.
 */
const MAIL_FIELDS =
  'attachments description envelope filename from header headers inReplyTo priority references replyTo'.split(
    ' ',
  );

/** Replaces the recipients, also by nothing, and takes away whatever else would change the mail. */
function address(msg: Message, recipients: Recipients): void {
  for (const field of MAIL_FIELDS) delete msg[field];
  for (const field of ['to', 'cc', 'bcc'] as const) {
    if (recipients[field].length > 0) msg[field] = recipients[field].join(', ');
    else delete msg[field];
  }
}
