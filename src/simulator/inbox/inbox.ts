import { EventEmitter, once } from 'node:events';
import type { Server } from 'node:net';
import { callbackify } from 'node:util';
import PostalMime from 'postal-mime';
import type { Address } from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import type { SMTPServerDataStream, SMTPServerSession } from 'smtp-server';
import type { ReceivedMail } from './received-mail';
import type { Clock } from '../../clock';
import { createInboxWebServer } from './web';

export interface InboxOptions {
  clock: Clock;
  /** Port for SMTP on 127.0.0.1; a free one unless told. */
  smtpPort?: number;
  /** Port for the page on 127.0.0.1; a free one unless told. */
  httpPort?: number;
  /** Largest mail accepted, in bytes; 1 MiB unless told. */
  sizeLimit?: number;
}

export interface Inbox {
  readonly smtp: { readonly host: string; readonly port: number };
  /** Address of the page that shows the mails. */
  readonly url: string;
  /** The mails it holds, oldest first: the newest 200. */
  mails(): readonly ReceivedMail[];
  /** Resolves with all mails once it holds `count`; rejects with `signal.reason`. */
  waitForMails(count: number, signal: AbortSignal): Promise<readonly ReceivedMail[]>;
  clear(): void;
  /** Ends both servers with all their connections. */
  close(): Promise<void>;
}

const host = '127.0.0.1';
const mailsKept = 200;

/**
 * Starts a real SMTP server and a page that shows what it received. Any user and password is
 * accepted, in plain text: it listens on the loopback interface only, and nothing is sent on.
 */
export async function startInbox({
  clock,
  smtpPort = 0,
  httpPort = 0,
  sizeLimit = 1024 * 1024,
}: InboxOptions): Promise<Inbox> {
  const changes = new EventEmitter().setMaxListeners(0);
  let mails: readonly ReceivedMail[] = [];
  let received = 0;

  const keep = (mail: Omit<ReceivedMail, 'id' | 'receivedAt'>): void => {
    received += 1;
    const receivedAt = new Date(clock.now()).toISOString();
    mails = [...mails, { ...mail, id: String(received), receivedAt }].slice(-mailsKept);
    changes.emit('change');
  };

  const smtpServer = createSmtpServer(sizeLimit, keep);
  const webServer = createInboxWebServer(() => mails, changes);
  const boundSmtpPort = await listen(smtpServer.server, smtpPort);
  const boundHttpPort = await listen(webServer, httpPort).catch(async (error: unknown) => {
    await closeSmtp(smtpServer);
    throw error;
  });

  return {
    smtp: { host, port: boundSmtpPort },
    url: `http://${host}:${boundHttpPort}/`,
    mails: () => mails,
    waitForMails(count, signal) {
      if (count > mailsKept) throw new RangeError(`The inbox keeps ${mailsKept} mails`);
      return new Promise((resolve, reject) => {
        const check = (): void => {
          if (mails.length < count && !signal.aborted) return;
          changes.off('change', check);
          signal.removeEventListener('abort', check);
          if (mails.length >= count) resolve(mails);
          else reject(signal.reason);
        };
        changes.on('change', check);
        signal.addEventListener('abort', check);
        check();
      });
    },
    clear() {
      mails = [];
      changes.emit('change');
    },
    async close() {
      await Promise.all([
        closeSmtp(smtpServer),
        new Promise((resolve) => {
          webServer.close(resolve);
          webServer.closeAllConnections();
        }),
      ]);
    },
  };
}

function createSmtpServer(
  sizeLimit: number,
  keep: (mail: Omit<ReceivedMail, 'id' | 'receivedAt'>) => void,
): SMTPServer {
  const server = new SMTPServer({
    banner: 'Demonstration inbox: nothing is sent on',
    size: sizeLimit,
    hideSTARTTLS: true,
    disabledCommands: ['STARTTLS'],
    authOptional: true,
    allowInsecureAuth: true,
    disableReverseLookup: true,
    // Milliseconds that `close` waits for open sessions.
    closeTimeout: 1,
    onAuth: (login, _session, callback) => callback(null, { user: login.username ?? 'anybody' }),
    onData: callbackify(async (stream: SMTPServerDataStream, session: SMTPServerSession) =>
      keep(await receive(stream, session)),
    ),
  });
  // A client that breaks off or talks nonsense is its own problem.
  server.on('error', () => {});
  return server;
}

async function receive(
  stream: SMTPServerDataStream,
  session: SMTPServerSession,
): Promise<Omit<ReceivedMail, 'id' | 'receivedAt'>> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) {
    if (!stream.sizeExceeded) chunks.push(chunk);
  }
  if (stream.sizeExceeded) {
    throw Object.assign(new Error('The mail is too large'), { responseCode: 552 });
  }
  const raw = Buffer.concat(chunks);
  const mail = await PostalMime.parse(raw);
  const { mailFrom, rcptTo } = session.envelope;
  return {
    envelope: {
      from: mailFrom ? mailFrom.address : '',
      to: rcptTo.map(({ address }) => address),
    },
    from: mail.from ? addressText(mail.from) : '',
    to: (mail.to ?? []).map(addressText).join(', '),
    subject: mail.subject ?? '',
    text: mail.text ?? '',
    ...(mail.html !== undefined && { html: mail.html }),
    messageId: mail.messageId ?? '',
    raw,
  };
}

function addressText({ name, address, group }: Address): string {
  if (group) return group.map(addressText).join(', ');
  if (!address) return name;
  return name ? `${name} <${address}>` : address;
}

/** Resolves with the port it listens on. */
async function listen(server: Server, wantedPort: number): Promise<number> {
  server.listen(wantedPort, host);
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('It listens on no port');
  return address.port;
}

function closeSmtp(server: SMTPServer): Promise<void> {
  return new Promise((resolve) => {
    server.close(resolve);
  });
}
