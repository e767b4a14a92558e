import * as tlsModule from 'node:tls';
import { systemClock } from '../../src/clock';
import { createHttpTransport, type TlsOptions } from '../../src/lookup/transport';
import { createAccessTokens, type AccessTokens } from '../../src/mail/delivery/access-token';
import { createRefreshTokens } from '../../src/mail/delivery/refresh-token';
import { problemOfTokenUrl, type TokenUrlProblem } from '../../src/mail/delivery/token-url';
import type { Store } from '../../src/store/store';
import { ConfigurationError } from '../shared/configuration-error';
import { readText, unsetVariable, type Properties } from '../shared/settings';

type CredentialName = 'user' | 'password' | 'clientId' | 'clientSecret' | 'refreshToken';

/** What Node-RED keeps encrypted, apart from the flow. */
export type Credentials = Partial<Record<CredentialName, unknown>>;

/** A credential; empty where there is none. Throws `ConfigurationError` for a variable that is not set. */
export function readCredential(credentials: Credentials, name: CredentialName): string {
  const value = credentials[name];
  const variable = unsetVariable(value);
  if (variable !== undefined) {
    throw new ConfigurationError(name, `the environment variable ${variable} is not set`);
  }
  return typeof value === 'string' ? value : '';
}

/** What OAuth 2 is asked with, beside the name of the user. */
interface TokenSettings {
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly refreshToken: string;
}

/** Reads them. Throws `ConfigurationError` for what is missing or malformed. */
export function readTokenSettings(properties: Properties, credentials: Credentials): TokenSettings {
  const tokenUrl = readText(properties, 'tokenUrl').trim();
  const problem = problemOfTokenUrl(tokenUrl);
  if (problem) throw new ConfigurationError('tokenUrl', TOKEN_URL_PROBLEMS[problem]);
  if (readCredential(credentials, 'user') === '') throw missing('user');
  return {
    tokenUrl,
    clientId: readNeeded(credentials, 'clientId'),
    clientSecret: readCredential(credentials, 'clientSecret').trim(),
    refreshToken: readNeeded(credentials, 'refreshToken'),
  };
}

const TOKEN_URL_PROBLEMS: Readonly<Record<TokenUrlProblem, string>> = {
  missing: 'OAuth 2 needs the address of a token server',
  malformed: 'an address that begins with https:// is expected',
  'plain text':
    'an address that begins with https:// is expected: the client secret must not be read',
  credentials: 'no user and password belong into the address',
};

function readNeeded(credentials: Credentials, name: 'clientId' | 'refreshToken'): string {
  const value = readCredential(credentials, name).trim();
  if (value !== '') return value;
  throw missing(name);
}

function missing(name: CredentialName): ConfigurationError {
  return new ConfigurationError(name, 'OAuth 2 needs it');
}

interface SignInOptions {
  readonly store: Store;
  /** Of the mail server: the authorities that it trusts hold for the token server too. */
  readonly tls: TlsOptions | undefined;
  /** Hears why a new refresh token cannot be kept. */
  readonly trouble: (error: unknown) => void;
}

/** Makes the tokens by which a mailer signs in; nothing is connected before the first mail. */
export function createSignInByToken(
  { refreshToken, ...client }: TokenSettings,
  { store, tls, trouble }: SignInOptions,
): AccessTokens {
  const { origin, protocol } = new URL(client.tokenUrl);
  const ca = tls?.['ca'];
  return createAccessTokens({
    client,
    clock: systemClock,
    refreshTokens: createRefreshTokens({
      client,
      given: refreshToken,
      values: store.values,
      ...(store.shared && { shared: { leases: store.shared.leases, clock: systemClock } }),
      trouble,
    }),
    transport: createHttpTransport({
      baseUrl: origin,
      connections: 1,
      ...(ca !== undefined && { tls: { ca: [...publicAuthorities(), ca].flat() } }),
      // Plain text is for this machine: it must not go by a proxy of the environment.
      ...(protocol === 'http:' && { proxy: { url: origin, except: ['*'] } }),
    }),
  });
}

/** Whoever names an authority of his own takes all others away. Node.js 20 cannot tell all that it trusts. */
function publicAuthorities(): readonly string[] {
  const getAll: unknown = Reflect.get(tlsModule, 'getCACertificates');
  return typeof getAll === 'function' ? getAll('default') : tlsModule.rootCertificates;
}
