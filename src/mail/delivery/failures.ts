import { printable } from '../../text/printable';
import { DeliveryError, type DeliveryCause } from '../errors';
import { adviseOn, type Trouble } from './advice';
import { createHider } from './hide-secrets';
import {
  isGoodbye,
  isLimitOnSender,
  isTemporary,
  readReply,
  wantsCredentials,
  wantsGreeting,
  wantsTls,
  type Reply,
} from './replies';
import type { MailServer } from './server';
import { kindOf } from './trouble-kind';

/** Reads what nodemailer says about a failure, without repeating what nobody may know. */
export interface Explain {
  /** `hasBegun`: the server had begun to hear of the mail. */
  failure(error: Error, hasBegun: boolean): DeliveryError;
  /** The server's reply in one line. */
  reply(error: Error): string;
  /** Whether a reply about a recipient is final. */
  isFinal(error: Error): boolean;
  /**
   * Whether a reply to a recipient concerns every mail: the server goes, or wants another sign-in, TLS
   * or another greeting.
   */
  concernsAll(error: Error): boolean;
}

const LONGEST_REPLY = 300;

/**
 * Of a recipient it says that there are too many, and is to be taken as temporary (RFC 5321,
 * 4.5.3.1.10); of a mail, that it is too large.
 */
const TOO_MANY_RECIPIENTS = 552;

/**
 * Explains the failures of one server; `offered` tells the mechanisms that it has announced to sign in
 * by, once it has.
 */
export function createExplainer(
  server: MailServer,
  offered: () => readonly string[] | undefined,
): Explain {
  const hide = createHider(server, () => server.tokens?.secrets() ?? []);
  const where = `${server.host}:${server.port}`;
  const line = (text: string): string =>
    printable(hide(text), LONGEST_REPLY).replaceAll(/ +/g, ' ').trim();
  return {
    failure(error, hasBegun) {
      const trouble = readTrouble(error);
      const cause = causeOf(trouble, hasBegun);
      const advice = adviseOn(trouble, server, offered());
      const told = line(error.message);
      return new DeliveryError(
        `${sentenceOf(cause, server)} (${where}): ${told}${advice === '' ? '' : `. ${advice}`}`,
        cause,
        where,
        server.tokens !== undefined,
        { kind: kindOf(trouble, cause), words: told, advice },
      );
    },
    reply: (error) => line(textOf(error, 'response') || error.message),
    isFinal(error) {
      const { reply } = readTrouble(error);
      if (!reply || isTemporary(reply) || reply.code === TOO_MANY_RECIPIENTS) return false;
      return !wantsOtherSettings(reply);
    },
    concernsAll(error) {
      const { reply } = readTrouble(error);
      return reply !== undefined && (isGoodbye(reply) || wantsOtherSettings(reply));
    },
  };
}

/** Of the mail server node: its owner can mend it, and mails wait. */
function wantsOtherSettings(reply: Reply): boolean {
  return wantsCredentials(reply) || wantsTls(reply) || wantsGreeting(reply);
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

function sentenceOf(cause: DeliveryCause, { tokens }: MailServer): string {
  return cause === 'credentials' && tokens
    ? 'The mail server does not take the sign-in by OAuth 2'
    : SENTENCES[cause];
}

/**
 * What a failure means. What the server has said counts first, then nodemailer 10's error codes
 * (nodemailer.com/errors). A connection that ends before the mail has begun and one that ends within it
 * look alike: whoever sends knows how far it came.
 */
function causeOf(trouble: Trouble, hasBegun: boolean): DeliveryCause {
  const { code, reply } = trouble;
  if (reply && wantsTls(reply)) return 'security';
  if (reply && wantsCredentials(reply)) return 'credentials';
  if (reply && wantsGreeting(reply)) return 'unreachable';
  if (code === 'EAUTH' || code === 'ENOAUTH') return causeAtSignIn(reply);
  if (code === 'ETLS' || code === 'EREQUIRETLS' || isCertificateProblem(trouble)) return 'security';
  if (reply && isGoodbye(reply)) return isAtMail(trouble) || !hasBegun ? 'busy' : 'reluctant';
  if (code === 'EDNS' || code === 'EPROTOCOL' || wasNotConnected(trouble)) return 'unreachable';
  if (code === 'EENVELOPE' || code === 'EMESSAGE') return causeAtMail(trouble);
  return hasBegun ? 'connection' : 'unreachable';
}

/** RFC 4954, 6: a 4yz reply to AUTH says nothing of user and password. */
function causeAtSignIn(reply: Reply | undefined): DeliveryCause {
  return reply && isTemporary(reply) ? 'busy' : 'credentials';
}

/** Without a reply nodemailer has not even asked: nobody would take such a mail. */
function causeAtMail(trouble: Trouble): DeliveryCause {
  const { reply } = trouble;
  if (!reply || !isTemporary(reply)) return 'refused';
  if (isLimitOnSender(reply)) return 'busy';
  return isAtMail(trouble) ? 'reluctant' : 'deferred';
}

/** It answers to MAIL, which says no more of the mail than from whom it is. */
function isAtMail({ command }: Trouble): boolean {
  return command === 'MAIL FROM';
}

function wasNotConnected({ syscall, timeoutType, message }: Trouble): boolean {
  return (
    syscall === 'connect' ||
    ['CONNECT_TIMEOUT', 'GREETING_TIMEOUT'].includes(timeoutType) ||
    // The pool's word for a connection that was closed before the mail was begun.
    message.startsWith('Reached maximum number of retries')
  );
}

/** What TLS itself complains of (nodejs.org/api/tls.html#x509-certificate-error-codes). */
function isCertificateProblem({ originalCode }: Trouble): boolean {
  return /^ERR_(?:TLS|SSL)_|CERT|^UNABLE_TO_|^EPROTO$/.test(originalCode);
}

function readTrouble(error: Error): Trouble {
  const response = textOf(error, 'response');
  return {
    code: textOf(error, 'code'),
    originalCode: textOf(error, 'originalCode'),
    syscall: textOf(error, 'syscall'),
    timeoutType: textOf(error, 'timeoutType'),
    command: textOf(error, 'command'),
    message: error.message,
    ...(response !== '' && { reply: readReply(response) }),
  };
}

function textOf(error: Error, name: string): string {
  const value: unknown = Reflect.get(error, name);
  return typeof value === 'string' ? value : '';
}
