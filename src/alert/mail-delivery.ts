import { asError } from '../as-error';
import type { Clock } from '../clock';
import { DeliveryError } from './errors';
import { bareAddress, type Mail } from './mail';
import { createExplainer } from './mail-delivery-errors';
import { openPool, type MailPool } from './mail-pool';
import { readFailure, readReceipt } from './mail-receipt';
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
  /** For all of a mail, however much the server talks meanwhile. */
  readonly whole: number;
  /** After which a connection that nobody needs is ended. */
  readonly idle: number;
}

/**
 * RFC 5321, 4.5.3.2: whoever waits for the last reply for less than ten minutes sends the same mail
 * again to a server that was only slow. Before a mail was begun there is no harm in being impatient.
 */
const TIMEOUTS: MailTimeouts = {
  connect: 30_000,
  greeting: 60_000,
  silence: 600_000,
  whole: 600_000,
  idle: 240_000,
};

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
  /** The Message-IDs of those on their way that the server has begun to hear of. */
  const begun = new Set<string>();
  let pool: Promise<MailPool> | undefined;
  let closed = false;

  async function deliver(
    mail: Mail,
    recipients: readonly string[],
    signal: AbortSignal,
  ): Promise<Receipt> {
    const isStopped = (): boolean => closed || signal.aborted;
    if (isStopped()) throw stopped();
    begun.delete(mail.messageId);
    pool ??= openPool(server, clock, timeouts, (messageId) => begun.add(messageId));
    try {
      const { sendMail } = await pool;
      const sent = await within(timeouts.whole, signal, (limit) =>
        sendMail(toMessage(mail, recipients, limit)),
      );
      return readReceipt(sent, recipients, explain);
    } catch (error) {
      if (isStopped()) throw stopped();
      return readFailure(asError(error), recipients, explain, begun.has(mail.messageId));
    } finally {
      begun.delete(mail.messageId);
    }
  }

  /** Aborts what `send` does when that takes too long, and when `signal` says so. */
  async function within<Result>(
    milliseconds: number,
    signal: AbortSignal,
    send: (limit: AbortSignal) => Promise<Result>,
  ): Promise<Result> {
    const limit = new AbortController();
    const stop = (): void => limit.abort();
    const cancel = clock.after(milliseconds, () =>
      limit.abort(new Error('It took longer than a mail may take')),
    );
    signal.addEventListener('abort', stop);
    try {
      return await send(limit.signal);
    } catch (error) {
      const { reason }: { reason: unknown } = limit.signal;
      throw limit.signal.aborted ? reason : error;
    } finally {
      cancel();
      signal.removeEventListener('abort', stop);
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
      const cancel = clock.after(LAST_MOMENTS, () => opened?.cutOff());
      await Promise.allSettled(onTheirWay);
      cancel();
      await opened?.close();
    },
  };
}

function stopped(): DeliveryError {
  return new DeliveryError('The mail server node was stopped', 'stopped');
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
