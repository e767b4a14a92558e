import type { AccessTokens } from './access-token';
import type { Security } from './security';

/** A mail server and how to get in. */
export interface MailServer {
  readonly host: string;
  readonly port: number;
  readonly security: Security;
  readonly user: string;
  readonly password: string;
  /** In place of the password (OAuth 2). */
  readonly tokens?: AccessTokens;
  /** The name for EHLO; without one the library's own choice. */
  readonly greeting?: string;
  /** Fields of `tls.connect`. */
  readonly tls?: Readonly<Record<string, unknown>>;
}

/** Milliseconds. */
export interface MailTimeouts {
  readonly connect: number;
  readonly greeting: number;
  /** For which the server may be silent in the middle of a mail. */
  readonly silence: number;
  /** For all of a mail, however much the server talks meanwhile. */
  readonly whole: number;
  /** After which a connection that nobody needs is ended. */
  readonly idle: number;
}

/**
 * RFC 5321, 4.5.3.2: whoever waits for the last reply for less than ten minutes sends the same mail
 * again to a server that was only slow. Before a mail was begun there is no harm in being impatient.
 * Silence is measured by the socket, which does not know that the process stood still: so it is the longer.
 */
export const TIMEOUTS: MailTimeouts = {
  connect: 30_000,
  greeting: 60_000,
  silence: 900_000,
  whole: 600_000,
  idle: 240_000,
};
