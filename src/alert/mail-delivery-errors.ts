import { asError } from '../as-error';
import { printable } from '../printable';
import { DeliveryError, type DeliveryCause } from './errors';
import type { MailServer } from './mail-delivery';
import type { Refusal } from './outbox-entry';

/** Reads what nodemailer says about a failure, without repeating what nobody may know. */
export interface Explain {
  failure(error: Error): DeliveryError;
  /** The server's reply in one line. */
  reply(error: Error): string;
}

const LONGEST_REPLY = 300;

/** Replies that ask for other credentials, or for any (RFC 4954, 6). */
const WANTS_CREDENTIALS = [530, 534, 535, 538];

/** Explains the failures of one server. */
export function createExplainer(server: MailServer): Explain {
  const hide = createHider(server);
  const where = `${server.host}:${server.port}`;
  const line = (text: string): string =>
    printable(hide(text), LONGEST_REPLY).replaceAll(/ +/g, ' ').trim();
  return {
    failure(error) {
      const cause = causeOf(error);
      return new DeliveryError(`${SENTENCES[cause]} (${where}): ${line(error.message)}`, cause);
    },
    reply: (error) => line(textOf(error, 'response') || error.message),
  };
}

const SENTENCES: Readonly<Record<DeliveryCause, string>> = {
  unreachable: 'The mail server cannot be reached',
  security: 'There is no secure connection to the mail server',
  credentials: 'The mail server does not take user and password',
  connection: 'The connection to the mail server was lost',
  deferred: 'The mail server does not take the mail now',
  refused: 'The mail server refuses the mail',
  stopped: 'The mailer was stopped',
};

/** The recipients that were not taken, by what their server said to each. */
export function readRefusals(
  errors: readonly unknown[],
  explain: Explain,
): { readonly refused: Refusal[]; readonly deferred: Refusal[] } {
  const refused: Refusal[] = [];
  const deferred: Refusal[] = [];
  for (const error of errors.map(asError)) {
    const refusal = { recipient: textOf(error, 'recipient'), reply: explain.reply(error) };
    (isPermanent(replyCodeOf(error)) ? refused : deferred).push(refusal);
  }
  return { refused, deferred };
}

/**
 * What nodemailer 10's error codes mean here (nodemailer.com/errors). A connection that ends before
 * the mail has begun and one that ends within it look alike but for how far they came.
 */
function causeOf(error: Error): DeliveryCause {
  const code = textOf(error, 'code');
  const reply = replyCodeOf(error);
  if (code === 'EAUTH' || code === 'ENOAUTH' || WANTS_CREDENTIALS.includes(reply)) {
    return 'credentials';
  }
  if (code === 'ETLS' || code === 'EREQUIRETLS' || isCertificateProblem(error)) return 'security';
  if (code === 'EDNS' || code === 'EPROTOCOL' || wasNotConnected(error)) return 'unreachable';
  if (code === 'EENVELOPE' || code === 'EMESSAGE') {
    return reply === 0 || isPermanent(reply) ? 'refused' : 'deferred';
  }
  return 'connection';
}

function wasNotConnected(error: Error): boolean {
  return (
    textOf(error, 'syscall') === 'connect' ||
    ['CONNECT_TIMEOUT', 'GREETING_TIMEOUT'].includes(textOf(error, 'timeoutType')) ||
    // The pool's word for a connection that was closed before the mail was begun.
    error.message.startsWith('Reached maximum number of retries')
  );
}

/** What TLS itself complains of (nodejs.org/api/tls.html#x509-certificate-error-codes). */
function isCertificateProblem(error: Error): boolean {
  const original = textOf(error, 'originalCode');
  return /^ERR_(?:TLS|SSL)_|CERT|^UNABLE_TO_|^EPROTO$/.test(original);
}

/** RFC 5321, 4.2.1; a 503 says that the session is out of step, not that the mail is bad. */
function isPermanent(reply: number): boolean {
  return reply >= 500 && reply !== 503;
}

function replyCodeOf(error: Error): number {
  const code: unknown = Reflect.get(error, 'responseCode');
  return typeof code === 'number' ? code : 0;
}

function textOf(error: Error, name: string): string {
  const value: unknown = Reflect.get(error, name);
  return typeof value === 'string' ? value : '';
}

/** Takes user and password out of a text, plain or as they are sent (RFC 4616, RFC 4954). */
function createHider({ user, password }: MailServer): (text: string) => string {
  const secrets = [
    base64(`\0${user}\0${password}`),
    ...[password, user].flatMap((secret) => [secret, base64(secret)]),
  ];
  const hidden = secrets.filter((secret) => secret !== '' && secret !== base64('\0\0'));
  return (text) => hidden.reduce((shown, secret) => shown.replaceAll(secret, '[hidden]'), text);
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
