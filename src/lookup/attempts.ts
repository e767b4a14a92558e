import type { Clock } from '../clock';
import { QuotaError } from './errors';
import type { HttpReply, HttpRequest, Transport } from './http';
import type { Ledger } from './ledger';
import { pause } from './pause';
import { isWorthRetrying, retryDelay } from './retry';

/** A request, and what reads the reply to it, which gets the time at which it came (ms UTC). */
export interface Question<Result> {
  readonly request: HttpRequest;
  readonly read: (reply: HttpReply, now: number) => Result;
}

/** Sends requests, each as often as it is worth it and the quota has room. */
export interface Attempts {
  /**
   * Sends one request by the attempt that was reserved for it, and again by others where it fails
   * in passing. Rejects with what the last attempt failed with, or the signal's reason.
   */
  make<Result>(question: Question<Result>, reserved: string, signal: AbortSignal): Promise<Result>;
  /** Requests sent, and refusals for want of quota. */
  figures(): { readonly asked: number; readonly refused: number };
}

/** What attempts are made of. */
export interface AttemptOptions {
  readonly transport: Transport;
  readonly ledger: Pick<Ledger, 'reserve' | 'settle' | 'refused' | 'answered'>;
  readonly clock: Clock;
  /** A number in [0, 1), for the spread of retries. */
  readonly random: () => number;
  readonly retries: number;
  /** Is told the time by the service's clock (ms UTC) with each reply that could be read. */
  readonly learnTime: (now: number) => void;
}

/** Makes the attempts of one account. */
export function createAttempts(options: AttemptOptions): Attempts {
  const { transport, ledger, clock, random, retries, learnTime } = options;
  const figures = { asked: 0, refused: 0 };

  async function make<Result>(
    question: Question<Result>,
    reserved: string,
    signal: AbortSignal,
    retry = 0,
  ): Promise<Result> {
    try {
      return await ask(question, reserved, signal);
    } catch (error) {
      if (retry >= retries || !isWorthRetrying(error)) throw error;
      await pause(clock, retryDelay(retry + 1, random()), signal);
      const reservation = await ledger.reserve();
      if (!reservation.granted) throw error;
      return await make(question, reservation.attempt, signal, retry + 1);
    }
  }

  async function ask<Result>(
    { request, read }: Question<Result>,
    reserved: string,
    signal: AbortSignal,
  ): Promise<Result> {
    const sentAt = clock.elapsed();
    figures.asked += 1;
    try {
      const reply = await transport.send(request, signal);
      const result = read(reply, clock.now());
      const time = timeOf(reply);
      if (time !== undefined) learnTime(time);
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

  return { make, figures: () => ({ ...figures }) };
}

/**
 * The time by the service's clock, from what could be read alone: anything on the way may answer
 * with any time, and what a cache answers in the service's stead tells an old one (RFC 9111, 5.1).
 */
function timeOf({ headers }: HttpReply): number | undefined {
  if (headers.age !== undefined || headers.date === undefined) return undefined;
  const date = Date.parse(headers.date);
  return Number.isNaN(date) ? undefined : date;
}
