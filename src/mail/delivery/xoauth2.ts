import { DeliveryError } from '../errors';

/** What a client says to sign in by a token (developers.google.com/workspace/gmail/imap/xoauth2-protocol). */
export function xoauth2(user: string, token: string): string {
  return `user=${user}\u0001auth=Bearer ${token}\u0001\u0001`;
}

/** A token that the server does not take; another may do. */
export class TokenRefusedError extends DeliveryError {
  constructor(readonly token: string) {
    super('The mail server does not take the access token', 'credentials');
  }
}

/** As much as is used of what nodemailer hands to whoever signs in in its place. */
interface SignIn {
  /** The mechanisms of the server, of those that nodemailer knows. */
  readonly authMethods: readonly string[];
  /** Sends a line and resolves with the reply; `status` is 0 where it is no number. */
  sendCommand(line: string): Promise<{ readonly status: number; readonly response: string }>;
  reject(error: Error | string): void;
}

/**
 * Signs in by a token. A server that does not take it first says why, in Base64, and wants an empty
 * line before it says so.
 */
export function createSignIn(
  user: string,
  tokenNow: () => Promise<string>,
): (signIn: SignIn) => Promise<void> {
  return async (signIn) => {
    // Whoever does not know the mechanism must not get the token.
    if (!signIn.authMethods.includes('XOAUTH2')) {
      signIn.reject('There is no sign-in by OAuth 2 (XOAUTH2)');
      return;
    }
    const token = await tokenNow();
    const said = Buffer.from(xoauth2(user, token)).toString('base64');
    let { status } = await signIn.sendCommand(`AUTH XOAUTH2 ${said}`);
    if (status === 334) ({ status } = await signIn.sendCommand(''));
    if (status >= 200 && status < 300) return;
    // Nodemailer adds the reply.
    const cause = status >= 500 ? new TokenRefusedError(token) : undefined;
    signIn.reject(new Error('Invalid login', { cause }));
  };
}
