import { hostname } from 'node:os';
import type { Node, NodeAPI } from 'node-red';
import { asError } from '../../src/as-error';
import { describeMalformed, readRecipients } from '../../src/mail/addresses';
import type { AccessTokens } from '../../src/mail/delivery/access-token';
import { defaultGreeting, isGreeting } from '../../src/mail/delivery/greeting';
import {
  bareHost,
  DEFAULT_PORTS,
  HIGHEST_PORT,
  problemOfHost,
  type HostProblem,
} from '../../src/mail/delivery/host-and-port';
import type { Security } from '../../src/mail/delivery/security';
import type { MailServer } from '../../src/mail/delivery/server';
import { ConfigurationError } from '../shared/configuration-error';
import { readChoice, readCount, readText, type Properties } from '../shared/settings';
import { readTlsOptions } from '../shared/tls-options';
import { openStore } from '../store/open-store';
import {
  createSignInByToken,
  readCredential,
  readTokenSettings,
  type Credentials,
} from './sign-in';

const SECURITIES: readonly [Security, ...Security[]] = ['starttls', 'tls', 'none'];

/** A mail server as its node has it, and the sender of its mails. */
interface ReadServer {
  readonly server: MailServer;
  readonly from: string;
}

/**
 * Reads a mail server of its properties, whether it is deployed or only typed; `node` is told of the
 * trouble of its store. Throws `ConfigurationError` for what is missing or malformed.
 */
export function readServer(
  RED: NodeAPI,
  node: Pick<Node, 'warn' | 'error' | 'status'>,
  properties: Properties,
  credentials: Credentials,
): ReadServer {
  const from = readFrom(properties);
  const security = readChoice(properties, 'security', SECURITIES);
  const tls = readTlsOptions(RED, readText(properties, 'tls'));
  const server = {
    host: readHost(properties),
    port: readPort(properties, security),
    security,
    greeting: readGreeting(properties) || defaultGreeting(hostname(), from),
    user: readCredential(credentials, 'user'),
    password: '',
    ...(tls && { tls }),
  };
  if (readChoice(properties, 'auth', ['password', 'oauth2']) === 'oauth2') {
    const tokens = openTokens(RED, node, properties, credentials, tls);
    return { server: { ...server, tokens }, from };
  }
  return { server: { ...server, password: readCredential(credentials, 'password') }, from };
}

/** A refresh token that comes in place of another is kept where the mails wait. */
function openTokens(
  RED: NodeAPI,
  node: Pick<Node, 'warn' | 'error' | 'status'>,
  properties: Properties,
  credentials: Credentials,
  tls: MailServer['tls'],
): AccessTokens {
  const settings = readTokenSettings(properties, credentials);
  const lease = openStore(RED, node, readText(properties, 'store'));
  const tokens = createSignInByToken(settings, {
    store: lease.store,
    tls,
    trouble: (error) =>
      node.warn(`The new refresh token cannot be kept: ${asError(error).message}`),
  });
  return {
    ...tokens,
    async close() {
      await tokens.close();
      await lease.release();
    },
  };
}

const HOST_PROBLEMS: Readonly<Record<HostProblem, string>> = {
  malformed: 'the name or address of a mail server is expected',
  scheme: 'only the name of the mail server is expected, without what is before ://',
  port: 'only the name of the mail server is expected: its port has a field of its own',
};

function readHost(properties: Properties): string {
  const host = readText(properties, 'host').trim();
  const problem = problemOfHost(host);
  if (problem) throw new ConfigurationError('host', HOST_PROBLEMS[problem]);
  return bareHost(host);
}

function readPort(properties: Properties, security: Security): number {
  const port = readCount(properties, 'port', DEFAULT_PORTS[security], 1);
  if (port <= HIGHEST_PORT) return port;
  throw new ConfigurationError('port', `a number from 1 to ${HIGHEST_PORT} is expected`);
}

function readGreeting(properties: Properties): string {
  const greeting = readText(properties, 'greeting').trim();
  if (greeting === '' || isGreeting(greeting)) return greeting;
  throw new ConfigurationError('greeting', 'a name such as mail.example.com is expected');
}

/** The one address that mails come from. */
function readFrom(properties: Properties): string {
  const { entries, malformed } = readRecipients(readText(properties, 'from'));
  const [sender] = entries;
  if (malformed.length > 0) throw new ConfigurationError('from', describeMalformed(malformed));
  if (sender !== undefined && entries.length === 1) return sender;
  throw new ConfigurationError('from', 'one mail address is expected');
}
