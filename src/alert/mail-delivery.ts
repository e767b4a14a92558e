import type { Transporter } from 'nodemailer';
import { asError } from '../as-error';
import type { Clock } from '../clock';
import { DeliveryError } from './errors';
import { bareAddress, type Mail } from './mail';
import { createExplainer, readRefusals, type Explain } from './mail-delivery-errors';
import type { Receipt } from './outbox-rules';

/**
 * How the connection is kept from others: `starttls` begins in plain text and refuses to go on so
 * (RFC 3207), `tls` is TLS from the first byte (RFC 8314, 3.3), `none` is plain text throughout.
 */
export type Security = 'starttls' | 'tls' | 'none';

/** A mail server and how to get in. */
export interface MailServer {
  readonly host: string;
  readonly port: number;
  readonly security: Security;
  readonly user: string;
  readonly password: string;
  /** Fields of `tls.connect`. */
  readonly tls?: Readonly<Record<string, unknown>>;
}

/** Milliseconds. */
export interface MailTimeouts {
  readonly connect: number;
  readonly greeting: number;
  /** For which the server may be silent in the middle of a mail. */
  readonly silence: number;
}

/**
 * RFC 5321, 4.5.3.2: whoever waits for the last reply for less than ten minutes sends the same mail
 * again to a server that was only slow. Before a mail was begun there is no harm in being impatient.
 */
const TIMEOUTS: MailTimeouts = { connect: 30_000, greeting: 60_000, silence: 600_000 };

/** Connections to one server at a time; more servers refuse than thank for it. */
const CONNECTIONS = 3;

/** Milliseconds for which a mail on its way holds up the end: Node-RED gives 15 s. */
const LAST_MOMENTS = 10_000;

/** Hands mails to one server. */
export interface MailDelivery {
  /**
   * Hands `mail` over for `recipients`, as bare addresses, and resolves with what the server did for
   * each. What happens to the connection after that, a failing QUIT too, is of no concern.
   * Rejects with `DeliveryError` when nobody has it, as far as can be known; also when `signal` is
   * aborted before the server has answered.
   */
  deliver(mail: Mail, recipients: readonly string[], signal: AbortSignal): Promise<Receipt>;
  /** Takes no more, and ends all connections when the mails on their way have arrived. */
  close(): Promise<void>;
}

type Pool = Pick<Transporter<Sent>, 'sendMail' | 'close'>;

/** As much of nodemailer's answer as is used. */
interface Sent {
  readonly accepted: readonly (string | { readonly address: string })[];
  readonly rejectedErrors?: readonly Error[] | undefined;
}

/**
 * A way to one server, over a few connections that serve one mail after another. Nothing is loaded
 * and nothing is connected before the first mail.
 */
export function createMailDelivery(
  server: MailServer,
  clock: Clock,
  timeouts = TIMEOUTS,
): MailDelivery {
  const explain = createExplainer(server);
  const onTheirWay = new Set<Promise<unknown>>();
  let pool: Promise<Pool> | undefined;
  let closed = false;

  async function deliver(
    mail: Mail,
    recipients: readonly string[],
    signal: AbortSignal,
  ): Promise<Receipt> {
    const isStopped = (): boolean => closed || signal.aborted;
    if (isStopped()) throw stopped();
    pool ??= openPool(server, timeouts);
    try {
      const { sendMail } = await pool;
      const sent = await sendMail(toMessage(mail, recipients, signal));
      return readReceipt(sent, recipients, explain);
    } catch (error) {
      if (isStopped()) throw stopped();
      return readFailure(asError(error), explain);
    }
  }

  return {
    deliver(mail, recipients, signal) {
      const delivering = deliver(mail, recipients, signal);
      const over = (): void => void onTheirWay.delete(delivering);
      onTheirWay.add(delivering);
      delivering.then(over, over);
      return delivering;
    },
    async close() {
      closed = true;
      const opened = await pool?.catch(() => undefined);
      const cancel = clock.after(LAST_MOMENTS, () => opened?.close({ force: true }));
      await Promise.allSettled(onTheirWay);
      cancel();
      opened?.close({ force: true });
    },
  };
}

function stopped(): DeliveryError {
  return new DeliveryError('The mailer was stopped', 'stopped');
}

async function openPool(server: MailServer, timeouts: MailTimeouts): Promise<Pool> {
  const { createTransport } = await import('nodemailer');
  const { host, port, security, user, password, tls } = server;
  const transport = createTransport({
    pool: true,
    maxConnections: CONNECTIONS,
    // Once, for a connection that the server closed while it was idle: nodemailer does it only
    // where not a byte of the mail was sent. All other repetition is the outbox's.
    maxRequeues: 1,
    host,
    port,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    ...((user !== '' || password !== '') && { auth: { user, pass: password } }),
    ...(tls && { tls }),
    connectionTimeout: timeouts.connect,
    dnsTimeout: timeouts.connect,
    greetingTimeout: timeouts.greeting,
    socketTimeout: timeouts.silence,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    sendMail: (message: object) => transport.sendMail(message),
    close: (options) => transport.close(options),
  };
}

function toMessage(mail: Mail, recipients: readonly string[], signal: AbortSignal): object {
  const { from, to, cc, subject, text, html, messageId, date } = mail;
  return {
    from,
    to: [...to],
    cc: [...cc],
    subject,
    text,
    ...(html !== undefined && { html }),
    messageId,
    date: new Date(date),
    // A mail that a machine wrote is not to be answered by another (RFC 3834, 5).
    headers: { 'Auto-Submitted': 'auto-generated' },
    envelope: { from: bareAddress(from), to: [...recipients] },
    signal,
  };
}

function readReceipt(sent: Sent, recipients: readonly string[], explain: Explain): Receipt {
  const { refused, deferred } = readRefusals(sent.rejectedErrors ?? [], explain);
  const without = new Set([...refused, ...deferred].map(({ recipient }) => recipient));
  return { accepted: recipients.filter((each) => !without.has(each)), refused, deferred };
}

/** A server that refuses each recipient has answered about each of them, though with an error. */
function readFailure(error: Error, explain: Explain): Receipt {
  const rejected: unknown = Reflect.get(error, 'rejectedErrors');
  if (!Array.isArray(rejected) || rejected.length === 0) throw explain.failure(error);
  return { accepted: [], ...readRefusals(rejected, explain) };
}
