import { wantsGreeting, wantsNoPassword, wantsTls, type Reply } from './replies';
import type { MailServer } from './server';

/** What nodemailer says of a failure, as far as it is used. */
export interface Trouble {
  /** Its own word for the kind of failure (nodemailer.com/errors). */
  readonly code: string;
  /** What Node.js said before. */
  readonly originalCode: string;
  readonly syscall: string;
  readonly timeoutType: string;
  /** What the reply answers to, such as `EHLO` or `AUTH PLAIN`. */
  readonly command: string;
  readonly message: string;
  /** Absent where the server has said nothing. */
  readonly reply?: Reply;
}

/** What we can sign in by, of what servers announce (RFC 4954; Google's and Microsoft's XOAUTH2). */
const MECHANISMS = {
  password: ['PLAIN', 'LOGIN', 'CRAM-MD5'],
  oauth2: ['XOAUTH2'],
} as const;

/** Names of mechanisms that are told. */
const MOST_TOLD = 8;

type Way = keyof typeof MECHANISMS;

function wayOf({ tokens }: MailServer): Way {
  return tokens ? 'oauth2' : 'password';
}

function canSignIn(way: Way, offered: readonly string[]): boolean {
  return offered.some((name) => MECHANISMS[way].some((each) => each === name));
}

/**
 * What the owner of a mail server node can do about a failure, as a sentence; empty where that is for
 * others to mend, or is said by the server itself. `offered`: the mechanisms that the server has
 * announced to sign in by, where it has.
 */
export function adviseOn(
  trouble: Trouble,
  server: MailServer,
  offered: readonly string[] | undefined,
): string {
  const { reply } = trouble;
  if (reply && wantsNoPassword(reply) && !server.tokens) {
    return 'It takes no password any more: choose OAuth 2';
  }
  if (reply?.status === '5.7.139')
    return 'An administrator has to allow the mailbox to send by SMTP';
  if (reply && wantsTls(reply)) return adviseOnPlainText(server);
  if (isAboutSignIn(trouble)) return adviseOnSignIn(trouble, server, offered);
  if (isAboutEncryption(trouble)) return adviseOnEncryption(trouble, server);
  return adviseOnGreeting(trouble);
}

function adviseOnPlainText({ security }: MailServer): string {
  return security === 'none' ? 'Choose STARTTLS as the encryption' : '';
}

function isAboutSignIn({ code, command, reply }: Trouble): boolean {
  if (code === 'EAUTH' || code === 'ENOAUTH' || command.startsWith('AUTH')) return true;
  return reply !== undefined && [530, 534, 535].includes(reply.code);
}

function adviseOnSignIn(
  { reply }: Trouble,
  server: MailServer,
  offered: readonly string[] | undefined,
): string {
  if (reply?.status === '5.7.9') return 'It wants an app password, or OAuth 2';
  const hasUser = server.user !== '' || server.password !== '';
  if (!hasUser) return 'It asks for a user and a password';
  if (offered === undefined || canSignIn(wayOf(server), offered)) return '';
  return adviseOnMechanisms(server, offered);
}

function adviseOnMechanisms(server: MailServer, offered: readonly string[]): string {
  const ours = MECHANISMS[wayOf(server)].join(', ');
  if (offered.length === 0) {
    const before = server.security === 'none' ? ' before the connection is encrypted' : '';
    const way = server.security === 'none' ? ': choose STARTTLS or TLS' : '';
    return `It offers no way to sign in${before}${way}`;
  }
  const theirs = offered.slice(0, MOST_TOLD).join(', ');
  const other = server.tokens ? 'password' : 'oauth2';
  const way = canSignIn(other, offered) ? `: choose ${WORDS[other]}` : '';
  return `It offers none of the ways to sign in that there are here (${ours}), but ${theirs}${way}`;
}

const WORDS = { password: 'user and password', oauth2: 'OAuth 2' } as const;

function isAboutEncryption({ code, originalCode, timeoutType }: Trouble): boolean {
  return code === 'ETLS' || isWrongVersion(originalCode) || timeoutType === 'GREETING_TIMEOUT';
}

/** What TLS says of plain text: it takes its first bytes for a version, or for a length. */
function isWrongVersion(originalCode: string): boolean {
  return /WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|UNKNOWN_PROTOCOL|RECORD_TOO_LONG/.test(
    originalCode,
  );
}

/** RFC 8314, 3.3: the port for TLS from the first byte. */
const TLS_PORT = 465;

function adviseOnEncryption(trouble: Trouble, { security, port }: MailServer): string {
  if (security === 'tls') {
    return isWrongVersion(trouble.originalCode)
      ? 'It begins in plain text: choose STARTTLS as the encryption'
      : '';
  }
  if (trouble.timeoutType === 'GREETING_TIMEOUT') {
    return port === TLS_PORT
      ? 'It waits for TLS from the first byte: choose TLS as the encryption'
      : 'Where a server waits for TLS from the first byte, choose TLS as the encryption';
  }
  const offersNone = trouble.command === 'STARTTLS' && trouble.reply !== undefined;
  return offersNone && trouble.reply?.code !== 454
    ? 'It offers no STARTTLS here: choose TLS as the encryption, with its port'
    : '';
}

function adviseOnGreeting({ command, message, reply }: Trouble): string {
  if (command === 'EHLO' || command === 'HELO' || (reply && wantsGreeting(reply))) {
    return 'It may want another name to be greeted by: see Greeting';
  }
  return message.startsWith('Invalid greeting')
    ? 'Is this the address of a mail server (SMTP)?'
    : '';
}
