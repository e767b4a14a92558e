import type { Node, NodeAPI, NodeDef } from 'node-red';
import { asError } from '../../src/as-error';
import { systemClock } from '../../src/clock';
import { createMailDelivery } from '../../src/mail/delivery/delivery';
import { DEFAULT_PORTS, HIGHEST_PORT, isHost } from '../../src/mail/delivery/host-and-port';
import type { Security } from '../../src/mail/delivery/security';
import type { MailServer } from '../../src/mail/delivery/server';
import { closeWith } from '../shared/close-node';
import { ConfigurationError } from '../shared/configuration-error';
import type { Mailer } from './mailer';
import {
  readChoice,
  readCount,
  readDuration,
  readText,
  unsetVariable,
  type Properties,
} from '../shared/settings';
import { readTlsOptions } from '../shared/tls-options';

const CREDENTIALS = ['user', 'password'] as const;

type Credentials = Partial<Record<(typeof CREDENTIALS)[number], unknown>>;

const SECURITIES: readonly [Security, ...Security[]] = ['starttls', 'tls', 'none'];

export = function register(RED: NodeAPI): void {
  /** Opens no connection: that is left to the first mail. */
  function createMailer(this: Node<Credentials>, def: NodeDef): void {
    RED.nodes.createNode(this, def);
    const mailer = open({ ...def }, this.credentials ?? {});
    Object.assign(this, { mailer });
    if (mailer.ready) closeWith(this, () => mailer.delivery.close());
  }

  function open(properties: Properties, credentials: Credentials): Mailer {
    const store = readText(properties, 'store');
    try {
      return {
        ready: true,
        delivery: createMailDelivery(readServer(properties, credentials), systemClock),
        from: readFrom(properties),
        giveUpAfter: readDuration(properties, 'giveUpAfter', '24h') ?? Infinity,
        store,
      };
    } catch (error) {
      return { ready: false, problem: asError(error), store };
    }
  }

  function readServer(properties: Properties, credentials: Credentials): MailServer {
    const security = readChoice(properties, 'security', SECURITIES);
    const tls = readTlsOptions(RED, readText(properties, 'tls'));
    return {
      host: readHost(properties),
      port: readPort(properties, security),
      security,
      user: readCredential(credentials, 'user'),
      password: readCredential(credentials, 'password'),
      ...(tls && { tls }),
    };
  }

  RED.nodes.registerType('virustotal-mailer', createMailer, {
    credentials: { user: { type: 'password' }, password: { type: 'password' } },
  });
};

function readHost(properties: Properties): string {
  const host = readText(properties, 'host').trim();
  if (isHost(host)) return host;
  throw new ConfigurationError('host', 'the name or address of a mail server is expected');
}

function readPort(properties: Properties, security: Security): number {
  const port = readCount(properties, 'port', DEFAULT_PORTS[security], 1);
  if (port <= HIGHEST_PORT) return port;
  throw new ConfigurationError('port', `a number from 1 to ${HIGHEST_PORT} is expected`);
}

/** Looked at closely with the first mail, because reading addresses loads the mail library. */
function readFrom(properties: Properties): string {
  const from = readText(properties, 'from').trim();
  if (/^[^\r\n]*[^\s@]@[^\s@]+$/.test(from)) return from;
  throw new ConfigurationError('from', 'a mail address is expected');
}

function readCredential(credentials: Credentials, name: (typeof CREDENTIALS)[number]): string {
  const value = credentials[name];
  const variable = unsetVariable(value);
  if (variable !== undefined) {
    throw new ConfigurationError(name, `the environment variable ${variable} is not set`);
  }
  return typeof value === 'string' ? value : '';
}
