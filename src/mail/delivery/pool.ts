import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Transporter } from 'nodemailer';
import type { Clock } from '../../clock';
import { own } from '../../plain-object';
import type { Fences } from './fences';
import type { Listener } from './listen';
import type { MailServer, MailTimeouts } from './server';
import type { Sent } from './receipt';
import { createSignIn } from './xoauth2';

/** A few connections to one server that serve one mail after another. */
export interface MailPool extends Pick<Transporter<Sent>, 'sendMail'> {
  /** Breaks off what is on its way. */
  cutOff(): void;
  /** Says QUIT to all who are idle and ends their connections; resolves when that is done. */
  close(): Promise<void>;
}

/**
 * Connections to one server at a time: more than one notify node has mails on their way, so that a
 * slow one leaves room for others; more servers refuse than thank for it.
 */
const CONNECTIONS = 5;

/** Milliseconds for which a server may take its leave. */
const GOODBYE = 1000;

/** Loads nodemailer and makes a pool; nothing is connected before the first mail. */
export async function openPool(
  server: MailServer,
  clock: Clock,
  timeouts: MailTimeouts,
  { logger }: Pick<Listener, 'logger'>,
  fences: Fences,
): Promise<MailPool> {
  const { createTransport } = await import('nodemailer');
  const { host, port, security, tls, greeting = '' } = server;
  const transport = createTransport({
    pool: true,
    maxConnections: CONNECTIONS,
    // For connections that the server closed while they were idle, perhaps all of them: nodemailer
    // does it only where not a byte of the mail was sent. All other repetition is the outbox's.
    maxRequeues: CONNECTIONS,
    host,
    port,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    ...(greeting !== '' && { name: greeting }),
    ...signInOf(server),
    ...(tls && { tls }),
    connectionTimeout: timeouts.connect,
    dnsTimeout: timeouts.connect,
    greetingTimeout: timeouts.greeting,
    socketTimeout: timeouts.silence,
    idleTimeout: timeouts.idle,
    disableFileAccess: true,
    disableUrlAccess: true,
    // The only way to hear how far a mail came, and what the server has announced.
    logger: { ...logger, info: heard },
    transactionLog: true,
  });

  /** With PIPELINING a client says DATA before it knows what becomes of the recipients, or when. */
  function heard(entry: unknown): void {
    logger.info(entry);
    const messageId = own(entry, 'messageId');
    if (typeof messageId === 'string' && fences.isGuarded(messageId)) {
      speakInTurn(transport.transporter, own(entry, 'cid'));
    }
  }

  return {
    sendMail: (message: object) => transport.sendMail(message),
    cutOff: () => transport.close({ force: true }),
    async close() {
      // What has just taken a mail is idle in the next turn.
      await nextTurn();
      await Promise.all(idleConnections(transport.transporter).map((each) => leave(each, clock)));
      transport.close({ force: true });
    },
  };
}

/** By the name of its mechanism the library would go its own way. */
const OURS = 'TOKEN';

/** The library fetches no token by itself: it has no limit to the time, and logs a part of it. */
function signInOf({ user, password, tokens }: MailServer): object {
  if (tokens) {
    const signIn = createSignIn(user, () => tokens.get());
    return { auth: { type: 'custom', method: OURS, user }, customAuth: { [OURS]: signIn } };
  }
  return user !== '' || password !== '' ? { auth: { user, pass: password } } : {};
}

/** A connection of nodemailer's pool, as far as it lets itself be known. */
interface Connection {
  available: boolean;
  readonly connection: { quit(): void };
  once(event: 'close', listener: () => void): void;
}

/** Has a connection of the pool wait for each reply: nodemailer 10 has no option for it. */
function speakInTurn(pool: unknown, id: unknown): void {
  const connections: unknown = Object(pool)['_connections'];
  const found: unknown = Array.isArray(connections)
    ? connections.find((each) => Object(each).id === id)
    : undefined;
  const connection: unknown = Object(found).connection;
  const extensions: unknown = Object(connection)['_supportedExtensions'];
  if (!Array.isArray(extensions)) return;
  const others = extensions.filter((each) => each !== 'PIPELINING');
  Object.assign(Object(connection), { _supportedExtensions: others });
}

/** Nodemailer 10 says QUIT only to a server that it has not needed for long; it has no call for it. */
function idleConnections(pool: unknown): Connection[] {
  const connections: unknown = Object(pool)['_connections'];
  return Array.isArray(connections) ? connections.filter(isIdle) : [];
}

function isIdle(value: unknown): value is Connection {
  const { available, connection, once } = Object(value);
  return available === true && typeof connection?.quit === 'function' && typeof once === 'function';
}

function leave(idle: Connection, clock: Clock): Promise<void> {
  return new Promise((resolve) => {
    const cancel = clock.after(GOODBYE, resolve);
    idle.once('close', () => {
      cancel();
      resolve();
    });
    idle.available = false;
    idle.connection.quit();
  });
}
