import type { HttpReply } from '../../lookup/http';
import { isPlainObject, own } from '../../plain-object';
import { DeliveryError, type DeliveryCause } from '../errors';

/** What a token server has given. */
export interface Grant {
  readonly accessToken: string;
  /** Milliseconds. */
  readonly lifetime: number;
  /** To be used from now on in place of the one before (RFC 6749, 6). */
  readonly refreshToken?: string;
}

/** Milliseconds, where the server does not say it. */
const USUAL_LIFETIME = 600_000;

/** Milliseconds; a longer one is no lifetime that somebody means. */
const LONGEST_LIFETIME = 86_400_000;

/** A token is put into a line between control characters. */
const TOKEN = /^[\x20-\x7e]+$/;

/** What the errors of RFC 6749, 5.2 ask for. */
const ADVICE: Readonly<Record<string, string>> = {
  invalid_grant:
    'the refresh token is not valid any more, was withdrawn or belongs to another client: get a new one',
  invalid_client: 'client ID or client secret is wrong, or the secret has run out',
  unauthorized_client: 'the client may not use refresh tokens',
  invalid_scope: 'the refresh token does not cover sending mails',
  unsupported_grant_type: 'it knows no refresh tokens: is it the address of a token server?',
  invalid_request: 'it does not understand the request: check address, client ID and client secret',
};

/** Errors that pass. */
const PASSING = ['temporarily_unavailable', 'server_error', 'slow_down'];

/** Reads the reply of a token server. Throws `DeliveryError`; it may repeat what the server has said. */
export function readGrant({ status, headers, body }: HttpReply): Grant {
  const reply = readJson(body);
  const error = own(reply, 'error');
  if (typeof error === 'string') throw refusal(status, error, own(reply, 'error_description'));
  if (status >= 300 && status < 400) throw redirect(headers['location']);
  if (status === 429 || status >= 500) throw failure('busy', `it answers with status ${status}`);
  if (status !== 200) throw failure('unreachable', `it answers with status ${status}`);
  const accessToken = own(reply, 'access_token');
  if (typeof accessToken !== 'string' || !TOKEN.test(accessToken)) {
    const what = isPlainObject(reply)
      ? 'its answer holds no access token'
      : 'its answer is no JSON';
    throw failure('unreachable', `${what}: is it the address of a token server?`);
  }
  const refreshToken = own(reply, 'refresh_token');
  return {
    accessToken,
    lifetime: readLifetime(own(reply, 'expires_in')),
    ...(typeof refreshToken === 'string' && refreshToken !== '' && { refreshToken }),
  };
}

/** A number of seconds, which some servers write as a text. */
function readLifetime(value: unknown): number {
  const seconds = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof seconds !== 'number' || !Number.isFinite(seconds) || seconds < 0)
    return USUAL_LIFETIME;
  return Math.min(seconds * 1000, LONGEST_LIFETIME);
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function refusal(status: number, error: string, description: unknown): DeliveryError {
  const advice = Object.hasOwn(ADVICE, error) ? ADVICE[error] : undefined;
  const said = typeof description === 'string' ? ` (${description.split(/[\r\n]/)[0] ?? ''})` : '';
  const isPassing = PASSING.includes(error) || status === 429 || status >= 500;
  const what = `it answers ${error}${said}`;
  return failure(isPassing ? 'busy' : 'credentials', advice ? `${what}: ${advice}` : what);
}

function redirect(location: string | undefined): DeliveryError {
  const host = location !== undefined && URL.canParse(location) ? new URL(location).host : '';
  const to = host === '' ? '' : ` to ${host}`;
  return failure('unreachable', `it redirects${to}, which is not followed: give its own address`);
}

function failure(reason: DeliveryCause, problem: string): DeliveryError {
  return new DeliveryError(problem, reason);
}
