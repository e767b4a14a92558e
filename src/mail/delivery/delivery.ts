import { asError } from '../../as-error';
import { afterAwake } from '../../awake-timer';
import type { Clock } from '../../clock';
import { createWorkUnderWay } from '../../work-under-way';
import { DeliveryError } from '../errors';
import { FencedError, type Fence } from '../fence';
import { bareAddress, type Mail } from '../mail';
import type { Receipt } from '../receipt';
import { createExplainer } from './failures';
import { createFences } from './fences';
import { createListener } from './listen';
import { openPool, type MailPool } from './pool';
import { readFailure, readReceipt, type Sent } from './receipt';
import { TIMEOUTS, type MailServer } from './server';
import { TOOK_TOO_LONG } from './trouble-kind';
import { TokenRefusedError } from './xoauth2';

/** Milliseconds for which a mail on its way holds up the end: Node-RED gives 15 s. */
const LAST_MOMENTS = 10_000;

/** Hands mails to one server. */
export interface MailDelivery {
  /**
   * Hands `mail` over for `recipients`, as bare addresses, and resolves with what the server did for
   * each. What happens to the connection after that, a failing QUIT too, is of no concern.
   * Rejects with `DeliveryError` when nobody has it, as far as can be known; also when `signal` is
   * aborted before the server has answered. With a `fence` it rejects with `FencedError` where that does
   * not hold right before DATA: then nobody has it.
   */
  deliver(
    mail: Mail,
    recipients: readonly string[],
    signal: AbortSignal,
    fence?: Fence,
  ): Promise<Receipt>;
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
  const onTheirWay = createWorkUnderWay();
  /** The Message-IDs of those on their way that the server has begun to hear of. */
  const begun = new Set<string>();
  const fences = createFences();
  const listener = createListener((messageId) => begun.add(messageId), fences);
  const explain = createExplainer(server, () => listener.offered());
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
    try {
      const sent = await within(timeouts.whole, signal, (limit) =>
        signInAndSend(toMessage(mail, recipients, limit), limit),
      );
      return readReceipt(sent, recipients, explain);
    } catch (error) {
      if (isStopped()) throw stopped();
      if (error instanceof DeliveryError) throw error;
      return readFailure(asError(error), recipients, explain, begun.has(mail.messageId));
    } finally {
      begun.delete(mail.messageId);
    }
  }

  async function deliverFenced(
    mail: Mail,
    recipients: readonly string[],
    signal: AbortSignal,
    fence: Fence,
  ): Promise<Receipt> {
    const broken = new AbortController();
    const endGuard = fences.guard(mail.messageId, fence, () => broken.abort());
    try {
      return await deliver(mail, recipients, AbortSignal.any([signal, broken.signal]));
    } catch (error) {
      throw broken.signal.aborted && !signal.aborted && !closed ? new FencedError() : error;
    } finally {
      endGuard();
    }
  }

  /** A token that the server does not take is renewed once: it may have been withdrawn. */
  async function signInAndSend(message: object, limit: AbortSignal): Promise<Sent> {
    // Fetched beforehand: a server waits for nobody who has to ask another one first.
    await unlessAborted(server.tokens?.get(), limit);
    pool ??= openPool(server, clock, timeouts, listener, fences);
    const { sendMail } = await pool;
    try {
      return await sendMail(message);
    } catch (error) {
      const { cause } = asError(error);
      if (!server.tokens || !(cause instanceof TokenRefusedError)) throw error;
      await unlessAborted(server.tokens.renew(cause.token), limit);
      return await sendMail(message);
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
    const cancel = afterAwake(clock, milliseconds, () => limit.abort(new Error(TOOK_TOO_LONG)));
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
    deliver(mail, recipients, signal, fence) {
      const work = fence
        ? deliverFenced(mail, recipients, signal, fence)
        : deliver(mail, recipients, signal);
      return onTheirWay.add(work);
    },
    async close() {
      closed = true;
      await server.tokens?.close();
      const opened = await pool?.catch(() => undefined);
      const cancel = clock.after(LAST_MOMENTS, () => opened?.cutOff());
      await onTheirWay.settled();
      cancel();
      await opened?.close();
    },
  };
}

/** Others may wait for the same work: it goes on. */
function unlessAborted(work: Promise<unknown> | undefined, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    signal.addEventListener('abort', abort);
    Promise.resolve(work)
      .then(() => resolve(), reject)
      .finally(() => signal.removeEventListener('abort', abort));
  });
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
