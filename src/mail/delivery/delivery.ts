import { asError } from '../../as-error';
import type { Clock } from '../../clock';
import { createWorkUnderWay } from '../../work-under-way';
import { DeliveryError } from '../errors';
import { bareAddress, type Mail } from '../mail';
import type { Receipt } from '../receipt';
import { createExplainer } from './failures';
import { openPool, type MailPool } from './pool';
import { readFailure, readReceipt } from './receipt';
import { TIMEOUTS, type MailServer } from './server';

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
  const onTheirWay = createWorkUnderWay();
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
      return onTheirWay.add(deliver(mail, recipients, signal));
    },
    async close() {
      closed = true;
      const opened = await pool?.catch(() => undefined);
      const cancel = clock.after(LAST_MOMENTS, () => opened?.cutOff());
      await onTheirWay.settled();
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
