import type { Clock } from '../clock';
import { CredentialsError, QuotaError, TimeoutError } from './errors';
import { ClosedError } from '../closed-error';
import type { HttpReply, HttpRequest, Transport } from './http';
import type { Ledger } from './ledger';
import { isWorthRetrying, retryDelay } from './retry';
import type { ServiceName } from './service';
import { createScheduler, type Load, type Precedence, type Turn } from './queue/scheduler';

/** All that one account asks its service, in turn, within the quota, with retries and a deadline. */
export interface Exchanges {
  /**
   * Sends a request when it is its turn, and reads the reply with `read`, which gets the time at
   * which it came (ms UTC). What `read` throws counts as the failure of the attempt and may be
   * retried. Rejects with an error of `./errors` or `StoreError`.
   */
  send<Result>(request: HttpRequest, read: Read<Result>, precedence: Precedence): Turn<Result>;
  /** Waits so many milliseconds; rejects with `ClosedError` when closed before. */
  pause(milliseconds: number): Promise<void>;
  load(): Load;
  /** Requests sent, requests that had to wait for the quota, and refusals for want of quota. */
  figures(): { readonly asked: number; readonly waited: number; readonly refused: number };
  /** Ends what waits and runs with `ClosedError`, and the connections with it. */
  close(): Promise<void>;
}

type Read<Result> = (reply: HttpReply, now: number) => Result;

/** What the exchanges of an account are made of. */
export interface ExchangeOptions {
  readonly service: ServiceName;
  readonly transport: Transport;
  readonly ledger: Ledger;
  readonly clock: Clock;
  /** A number in [0, 1), for the spread of retries. */
  readonly random: () => number;
  readonly concurrency: number;
  /** Milliseconds for one exchange from the moment it is its turn, retries included. */
  readonly timeout: number;
  readonly retries: number;
  readonly queueLimit: number;
  /** Whether to wait for a spent day too, because waiting survives a restart. */
  readonly waitsForTheDay: boolean;
  /** Is told the time by the service's clock (ms UTC) with each reply that could be read. */
  readonly learnTime: (now: number) => void;
}

/** After the service refused a key, asking again is held back for this long (ms). */
const REFUSED_KEY_PAUSE = 60_000;

const MINUTE = 60_000;
const DAY = 86_400_000;

/** Makes the exchanges of one account; `changed` is called whenever the load changes. */
export function createExchanges(options: ExchangeOptions, changed: () => void): Exchanges {
  const { transport, ledger, clock, timeout, retries } = options;
  const underWay = new Map<AbortController, Promise<unknown>>();
  const figures = { asked: 0, waited: 0, refused: 0 };
  const longestWait = options.waitsForTheDay ? DAY : MINUTE;
  const scheduler = createScheduler({
    service: options.service.name,
    reserve: () => ledger.reserve(),
    clock,
    concurrency: options.concurrency,
    queueLimit: options.queueLimit,
    isWorthWaiting: ({ window, wait }) => window === 'minute' || wait <= longestWait,
    refusal: refusalOfKey,
    heldBack(tasks) {
      figures.waited += tasks;
    },
    changed,
  });
  let refusal: { error: CredentialsError; since: number } | undefined;
  let closed: ClosedError | undefined;

  /** Does something that `close` can end and waits for. */
  function untilClosed<Result>(act: (end: AbortController) => Promise<Result>): Promise<Result> {
    const end = new AbortController();
    if (closed) end.abort(closed);
    const acting = act(end);
    underWay.set(end, acting);
    const over = (): void => void underWay.delete(end);
    acting.then(over, over);
    return acting;
  }

  async function exchange<Result>(
    request: HttpRequest,
    read: Read<Result>,
    reserved: string,
    end: AbortController,
  ): Promise<Result> {
    const cancel = clock.after(timeout, () => {
      end.abort(new TimeoutError(`No answer within ${timeout / 1000} s`));
    });
    try {
      return await attempt(request, read, end.signal, reserved, 0);
    } catch (error) {
      if (error instanceof CredentialsError) refusal = { error, since: clock.elapsed() };
      throw error;
    } finally {
      cancel();
    }
  }

  async function attempt<Result>(
    request: HttpRequest,
    read: Read<Result>,
    signal: AbortSignal,
    reserved: string,
    retry: number,
  ): Promise<Result> {
    try {
      return await ask(request, read, signal, reserved);
    } catch (error) {
      if (retry >= retries || !isWorthRetrying(error)) throw error;
      await pause(clock, retryDelay(retry + 1, options.random()), signal);
      const reservation = await ledger.reserve();
      if (!reservation.granted) throw error;
      return await attempt(request, read, signal, reservation.attempt, retry + 1);
    }
  }

  async function ask<Result>(
    request: HttpRequest,
    read: Read<Result>,
    signal: AbortSignal,
    reserved: string,
  ): Promise<Result> {
    const sentAt = clock.elapsed();
    figures.asked += 1;
    try {
      const reply = await transport.send(request, signal);
      const result = read(reply, clock.now());
      learnTime(reply);
      ledger.answered();
      return result;
    } catch (error) {
      if (error instanceof QuotaError) {
        figures.refused += 1;
        await ledger.refused(sentAt, error.retryAfter);
      }
      throw error;
    } finally {
      await ledger.settle(reserved);
    }
  }

  /**
   * From what could be read alone: anything on the way may answer with any time, and what a cache
   * answers in the service's stead tells an old one (RFC 9111, 5.1).
   */
  function learnTime({ headers }: HttpReply): void {
    if (headers.age !== undefined || headers.date === undefined) return;
    const date = Date.parse(headers.date);
    if (!Number.isNaN(date)) options.learnTime(date);
  }

  function refusalOfKey(): CredentialsError | undefined {
    const isFresh = refusal && clock.elapsed() - refusal.since < REFUSED_KEY_PAUSE;
    return isFresh ? refusal?.error : undefined;
  }

  return {
    send: (request, read, precedence) =>
      scheduler.run(
        (reserved) => untilClosed((end) => exchange(request, read, reserved, end)),
        precedence,
      ),
    pause: (milliseconds) => untilClosed(({ signal }) => pause(clock, milliseconds, signal)),
    load: () => scheduler.load(),
    figures: () => ({ ...figures }),
    async close() {
      closed = new ClosedError('Closed while the lookup was running');
      scheduler.close();
      for (const end of underWay.keys()) end.abort(closed);
      await Promise.allSettled(underWay.values());
      await transport.close();
    },
  };
}

/** Waits; rejects with the signal's reason when it aborts first. */
function pause(clock: Clock, milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason);
      return;
    }
    const abort = (): void => {
      cancel();
      reject(signal.reason);
    };
    const cancel = clock.after(milliseconds, () => {
      signal.removeEventListener('abort', abort);
      resolve();
    });
    signal.addEventListener('abort', abort, { once: true });
  });
}
