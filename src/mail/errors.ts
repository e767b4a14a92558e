import { CodedError } from '../coded-error';

/** A template that cannot be read. */
export class TemplateError extends CodedError {
  readonly code = 'template';
}

/** A recipient that is no mail address. */
export class RecipientError extends CodedError {
  readonly code = 'recipient';
}

/** A mail that was given up: nobody more will get it unless it is sent again. */
export class UndeliverableError extends CodedError {
  readonly code = 'undeliverable';
}

/** The mail went out, but not to these recipients: the server will never take it for them. */
export class RefusedError extends CodedError {
  readonly code = 'refused';
}

/** As many mails wait already as the outbox holds, or as a digest collects. */
export class OutboxFullError extends CodedError {
  readonly code = 'queue-full';
}

/**
 * Why a mail server did not take a mail, or not yet:
 *
 * - `unreachable`: there was no connection, or no greeting
 * - `security`: no TLS where it has to be, or a certificate that does not hold
 * - `credentials`: it wants another user or password
 * - `busy`: a 421 reply before the first recipient: it ends, or has too much to do (RFC 5321, 3.8)
 * - `reluctant`: another 4yz reply to MAIL, or 421 later: again and again, it concerns every mail
 * - `connection`: the connection ended or went silent during the mail; it may have been taken
 * - `deferred`: a 4yz reply to this very mail (RFC 5321, 4.2.1): later it may be taken
 * - `refused`: a 5yz reply: it never will
 * - `stopped`: the node was stopped meanwhile
 */
export type DeliveryCause =
  | 'unreachable'
  | 'security'
  | 'credentials'
  | 'busy'
  | 'reluctant'
  | 'connection'
  | 'deferred'
  | 'refused'
  | 'stopped';

/** What has gone wrong, for the person in front of the mail server's dialog. */
export interface DeliveryTrouble {
  readonly kind: TroubleKind;
  /** What the server or the network has said, in one line, without user and password. */
  readonly words: string;
  /** What can be done about it; empty where nothing is known. */
  readonly advice: string;
}

/** More closely than `DeliveryCause`, which says what becomes of the mail. */
export type TroubleKind =
  | 'host-not-found'
  | 'connection-refused'
  | 'unreachable'
  | 'timeout'
  | 'no-tls'
  | 'certificate-name'
  | 'certificate'
  | 'sign-in'
  | 'sender-refused'
  | 'recipient-refused'
  | 'mail-refused'
  | 'later'
  | 'connection-lost';

/**
 * A mail was not delivered this time. The message repeats no user and no password. `server` is
 * `host:port`, where one was asked; `isByToken`: it was to be signed in to by OAuth 2; `trouble` is
 * there where the server or the way to it is the trouble.
 */
export class DeliveryError extends CodedError {
  readonly code = 'delivery';

  constructor(
    message: string,
    readonly reason: DeliveryCause,
    readonly server?: string,
    readonly isByToken = false,
    readonly trouble?: DeliveryTrouble,
  ) {
    super(message);
  }
}
