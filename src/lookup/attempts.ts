import type { Clock } from '../clock';
import { QuotaError, ServiceError } from './errors';
import type { HttpReply, HttpRequest, Transport } from './http';
import type { Ledger } from './ledger';
import { withLongJson } from './reply/long-json';
import { pause } from './pause';
import { HeldBackError } from './queue/held-back-error';
import { LostRightError } from './queue/lost-right-error';
import { isWorthRetrying, retryDelay } from './retry';
import { createWorkUnderWay } from '../work-under-way';

/** A request, and what reads the reply to it, which gets the time at which it came (ms UTC). */
export interface Question<Result> {
  readonly request: HttpRequest;
  readonly read: (reply: HttpReply, now: number) => Result;
  /** Whether it may be made, where another process might make it; asked right before each request. */
  readonly isOurs?: (() => boolean) | undefined;
}

/** How far the attempts at one request are, over all its turns. */
export interface Tries {
  /** How many have failed in passing. */
  failed: number;
  /** It may be made again, but not in this turn: in so many milliseconds, when there is quota. */
  rest?: number;
  /** Since when the reservation may be that was made for the first of this turn (ms, elapsed). */
  since?: number | undefined;
}

/** Sends requests, each as often as it is worth it and the quota has room. */
export interface Attempts {
  /**
   * Sends one request by the attempt that was reserved for it, and again by others where it fails
   * in passing. Rejects with what the last attempt failed with, or the signal's reason. Where it ended
   * before its retries were used up, `tries` has a `rest`, and another turn may go on. Sends nothing and
   * rejects with `LostRightError` where that is not ours, or with `HeldBackError` where the reservation is
   * too old.
   */
  make<Result>(
    question: Question<Result>,
    reserved: string,
    signal: AbortSignal,
    tries?: Tries,
  ): Promise<Result>;
  /** Requests sent, and refusals for want of quota. */
  figures(): { readonly asked: number; readonly refused: number };
  /** Resolves once all that was asked by now is answered, or has failed. Never rejects. */
  answered(): Promise<void>;
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
  /** Milliseconds after which a reservation is made anew, as it counts no later than that. */
  readonly timeout?: number;
}

/** Makes the attempts of one account. */
export function createAttempts(options: AttemptOptions): Attempts {
  const { transport, ledger, clock, random, retries, learnTime } = options;
  const longestHold = options.timeout ?? Number.POSITIVE_INFINITY;
  const figures = { asked: 0, refused: 0 };
  const asking = createWorkUnderWay();

  async function make<Result>(
    question: Question<Result>,
    reserved: string,
    signal: AbortSignal,
    tries: Tries = { failed: 0 },
  ): Promise<Result> {
    delete tries.rest;
    const { since = clock.elapsed() } = tries;
    delete tries.since;
    try {
      return await asking.add(ask(question, { attempt: reserved, since }, signal));
    } catch (error) {
      if (tries.failed >= retries || !isWorthRetrying(error)) throw error;
      tries.failed += 1;
      const delay = retryDelay(tries.failed, random());
      const reservation = await reserveAgain(error, delay, tries, signal);
      if (!reservation) throw error;
      return await make(question, reservation.attempt, signal, reservation.tries);
    }
  }

  /** The attempt for a retry; without one, `tries` says when there may be. */
  async function reserveAgain(
    error: unknown,
    delay: number,
    tries: Tries,
    signal: AbortSignal,
  ): Promise<{ readonly attempt: string; readonly tries: Tries } | undefined> {
    const named = error instanceof ServiceError ? error.retryAfter : undefined;
    if (named !== undefined) {
      // As long as the service says, others may have the turn.
      tries.rest = Math.max(named, delay);
      return undefined;
    }
    await pause(clock, delay, signal);
    const since = clock.elapsed();
    const reservation = await ledger.reserve();
    if (reservation.granted) {
      const { attempt } = reservation;
      return { attempt, tries: Object.assign(tries, { since }) };
    }
    tries.rest = 0;
    return undefined;
  }

  async function ask<Result>(
    { request, read, isOurs }: Question<Result>,
    { attempt, since }: { readonly attempt: string; readonly since: number },
    signal: AbortSignal,
  ): Promise<Result> {
    const sentAt = clock.elapsed();
    try {
      if (isOurs?.() === false) throw new LostRightError();
      if (sentAt - since > longestHold) throw new HeldBackError(undefined, 0);
      figures.asked += 1;
      const reply = await withLongJson(await transport.send(request, signal));
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
      await ledger.settle(attempt);
    }
  }

  return {
    make,
    figures: () => ({ ...figures }),
    answered: () => asking.settled(),
  };
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
