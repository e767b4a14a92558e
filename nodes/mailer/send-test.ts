import type { NodeAPI } from 'node-red';
import { randomUUID } from 'node:crypto';
import { systemClock } from '../../src/clock';
import { readRecipients } from '../../src/mail/addresses';
import { createMailDelivery } from '../../src/mail/delivery/delivery';
import { DEFAULT_PORTS } from '../../src/mail/delivery/host-and-port';
import type { MailTimeouts } from '../../src/mail/delivery/server';
import { DeliveryError, RecipientError, type TroubleKind } from '../../src/mail/errors';
import { bareAddress, stableMessageId, type Mail } from '../../src/mail/mail';
import type { Receipt } from '../../src/mail/receipt';
import { CodedError } from '../../src/coded-error';
import { isPlainObject, own } from '../../src/plain-object';
import type { Answer } from '../shared/endpoint';
import { mailTextsIn } from '../shared/language/mail-language';
import { BadQuestionError, fieldOf, readTypedNode, type SecretRules } from '../shared/typed-secret';
import type { RefusedTest, SentTest } from './answers';
import { readServer } from './server';

/** Milliseconds for which somebody waits in front of a dialog. */
const PATIENCE: MailTimeouts = {
  connect: 10_000,
  greeting: 10_000,
  silence: 20_000,
  whole: 30_000,
  idle: 30_000,
};

/**
 * Sends a test mail by a mail server as it stands in its dialog, `{ recipient, id, credentials,
 * …properties }`, once, and tells what became of it. Nothing is kept of it. Rejects only with what is not
 * known to go wrong.
 */
export async function answerTest(RED: NodeAPI, sent: unknown): Promise<Answer> {
  try {
    return await sendTest(RED, sent);
  } catch (error) {
    return whyNotSent(error);
  }
}

/**
 * Tells what the server said of the mail. Rejects with what `readTypedNode` throws, `ConfigurationError` and
 * `RecipientError`.
 */
async function sendTest(RED: NodeAPI, sent: unknown): Promise<Answer> {
  if (!isPlainObject(sent))
    throw new BadQuestionError('A mail server as in its dialog is expected');
  const { recipient: typed, ...node } = sent;
  const { properties, credentials } = readTypedNode(RED, rulesFor(node), node);
  const recipient = readRecipient(typed);
  const { server, from } = readServer(RED, NOBODY, properties, credentials);
  const where = `${server.host}:${server.port}`;
  const delivery = createMailDelivery(server, systemClock, PATIENCE);
  try {
    const mail = writeMail(RED, from, recipient, where);
    const address = bareAddress(recipient);
    const receipt = await delivery.deliver(mail, [address], new AbortController().signal);
    return answerOf(receipt, address, where);
  } catch (error) {
    if (error instanceof DeliveryError) return failureOf(error);
    throw error;
  } finally {
    await delivery.close();
  }
}

/** The trouble of a store is told by the nodes that keep something in it. */
const NOBODY = { warn: () => undefined, error: () => undefined, status: () => undefined };

/** What is secret, and where it goes: not by what is typed into fields that do not apply. */
function rulesFor(node: unknown): SecretRules {
  const security = own(node, 'security');
  const isByToken = own(node, 'auth') === 'oauth2';
  const known = security === 'tls' || security === 'none' ? security : 'starttls';
  const server = { host: '', port: String(DEFAULT_PORTS[known]), security: 'starttls', tls: '' };
  return {
    type: 'virustotal-mailer',
    secrets: isByToken
      ? ['user', 'clientId', 'clientSecret', 'refreshToken']
      : ['user', 'password'],
    destination: isByToken ? { ...server, tokenUrl: '' } : server,
  };
}

function readRecipient(typed: unknown): string {
  const { entries, malformed } = readRecipients(typeof typed === 'string' ? typed : '');
  const [recipient] = entries;
  if (recipient === undefined || entries.length > 1 || malformed.length > 0) {
    throw new RecipientError('One mail address is expected');
  }
  return recipient;
}

function writeMail(RED: NodeAPI, from: string, recipient: string, server: string): Mail {
  const { say } = mailTextsIn(RED, '');
  const recipients = { to: [recipient], cc: [], bcc: [] };
  return {
    from,
    ...recipients,
    subject: say('test.subject'),
    text: say('test.text', { server }),
    messageId: stableMessageId(['test', randomUUID()], recipients, from),
    date: systemClock.now(),
  };
}

function answerOf(
  { accepted, refused: never, deferred }: Receipt,
  to: string,
  server: string,
): Answer {
  if (accepted.length > 0) {
    const body: SentTest = { sent: true, to, server };
    return { status: 200, body };
  }
  const [no] = never;
  const [later] = deferred;
  const code: TroubleKind = no ? 'recipient-refused' : 'later';
  return refused({ code, message: (no ?? later)?.reply ?? '', server });
}

function failureOf({ message, server, trouble }: DeliveryError): Answer {
  const where = server === undefined ? {} : { server };
  // It comes from the token server, which says in its own sentence what it wants.
  if (!trouble) return refused({ code: 'token', message, ...where });
  const { kind, words, advice } = trouble;
  return refused({ code: kind, message: words, ...where, ...(advice !== '' && { advice }) });
}

function refused(why: Omit<RefusedTest, 'sent'>): Answer {
  return { status: 200, body: { sent: false, ...why } };
}

/** What is known to be wrong in the dialog was asked for; anything else is thrown again. */
function whyNotSent(error: unknown): Answer {
  if (!(error instanceof CodedError)) throw error;
  const { code, message } = error;
  return refused({ code, message, ...fieldOf(error) });
}
