import { printable } from '../../text/printable';
import { DeliveryError, type DeliveryCause } from '../errors';
import { createHider } from './hide-secrets';
import type { MailServer } from './server';

/** Reads what nodemailer says about a failure, without repeating what nobody may know. */
export interface Explain {
  /** `hasBegun`: the server had begun to hear of the mail. */
  failure(error: Error, hasBegun: boolean): DeliveryError;
  /** The server's reply in one line. */
  reply(error: Error): string;
  /** Whether a reply about a recipient is final. */
  isFinal(error: Error): boolean;
  /** Whether a reply ends the connection, whatever it answers to. */
  isGoodbye(error: Error): boolean;
  /** Whether a reply asks for other credentials, or for any. */
  wantsCredentials(error: Error): boolean;
}

const LONGEST_REPLY = 300;

/** Replies that ask for other credentials, or for any (RFC 4954, 6). */
const WANTS_CREDENTIALS = [530, 534, 535, 538];

/**
 * Of a recipient it says that there are too many, and is to be taken as temporary (RFC 5321,
 * 4.5.3.1.10); of a mail, that it is too large.
 */
const TOO_MANY_RECIPIENTS = 552;

/** Explains the failures of one server. */
export function createExplainer(server: MailServer): Explain {
  const hide = createHider(server);
  const where = `${server.host}:${server.port}`;
  const line = (text: string): string =>
    printable(hide(text), LONGEST_REPLY).replaceAll(/ +/g, ' ').trim();
  return {
    failure(error, hasBegun) {
      const cause = causeOf(error, hasBegun);
      return new DeliveryError(
        `${SENTENCES[cause]} (${where}): ${line(error.message)}`,
        cause,
        where,
      );
    },
    reply: (error) => line(textOf(error, 'response') || error.message),
    isFinal(error) {
      const reply = replyCodeOf(error);
      return isPermanent(reply) && reply !== TOO_MANY_RECIPIENTS && !wantsCredentials(error);
    },
    isGoodbye,
    wantsCredentials,
  };
}

const SENTENCES: Readonly<Record<DeliveryCause, string>> = {
  unreachable: 'The mail server cannot be reached',
  security: 'There is no secure connection to the mail server',
  credentials: 'The mail server does not take user and password',
  busy: 'The mail server has no time for mails now',
  reluctant: 'The mail server does not take the mail now',
  connection: 'The connection to the mail server was lost',
  deferred: 'The mail server does not take the mail now',
  refused: 'The mail server refuses the mail',
  stopped: 'The mail server node was stopped',
};

/**
 * What nodemailer 10's error codes mean here (nodemailer.com/errors). A connection that ends before
 * the mail has begun and one that ends within it look alike: whoever sends knows how far it came.
 */
function causeOf(error: Error, hasBegun: boolean): DeliveryCause {
  const code = textOf(error, 'code');
  const reply = replyCodeOf(error);
  if (code === 'EAUTH' || code === 'ENOAUTH' || wantsCredentials(error)) return 'credentials';
  if (code === 'ETLS' || code === 'EREQUIRETLS' || isCertificateProblem(error)) return 'security';
  if (isGoodbye(error)) return isAtMail(error) || !hasBegun ? 'busy' : 'reluctant';
  if (code === 'EDNS' || code === 'EPROTOCOL' || wasNotConnected(error)) return 'unreachable';
  if (code === 'EENVELOPE' || code === 'EMESSAGE') {
    if (reply === 0 || isPermanent(reply)) return 'refused';
    return isAtMail(error) ? 'reluctant' : 'deferred';
  }
  return hasBegun ? 'connection' : 'unreachable';
}

/** RFC 5321, 4.2.3: a server may say so to any command, and closes the connection. */
function isGoodbye(error: Error): boolean {
  return replyCodeOf(error) === 421;
}

/** It answers to MAIL, which says no more of the mail than from whom it is. */
function isAtMail(error: Error): boolean {
  return textOf(error, 'command') === 'MAIL FROM';
}

function wantsCredentials(error: Error): boolean {
  return WANTS_CREDENTIALS.includes(replyCodeOf(error));
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
