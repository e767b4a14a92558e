import { asError } from '../as-error';
import type { Clock } from '../clock';
import type { Reservation } from '../store/store';
import { ClosedError, QueueFullError, QuotaError } from './errors';
import { quotaError } from './ledger';

/** How busy an account is. `nextAt`: when the quota lets the next one go (ms, UTC). */
export interface Load {
  readonly running: number;
  readonly waiting: number;
  readonly nextAt?: number;
}

/** A request that waits for its turn. */
export interface Turn<Result> {
  /** Settles as the task does, or with the error of a refusal. */
  readonly result: Promise<Result>;
  /** Puts it ahead of what is not urgent. */
  hurry(): void;
}

/** Starts tasks as quota and concurrency allow: urgent ones first, then the oldest. */
export interface Scheduler {
  /**
   * Runs `task` when it is its turn. A task that VirusTotal refuses for want of quota goes back to
   * its place. The result rejects with what the task rejects with, with the error of `refusal`, with
   * `QueueFullError` when too many wait, with `QuotaError` when the wait would be too long, or with
   * `ClosedError`.
   */
  run<Result>(task: () => Promise<Result>, urgent: boolean): Turn<Result>;
  load(): Load;
  /** Turns away what waits and whatever comes later. What runs is not touched. */
  close(): void;
}

interface Waiting {
  readonly number: number;
  start(): Promise<void>;
  refuse(error: Error): void;
}

/** What a scheduler is made of. */
export interface SchedulerOptions {
  readonly reserve: () => Promise<Reservation>;
  readonly clock: Clock;
  readonly concurrency: number;
  readonly queueLimit: number;
  /** Whether to wait for a spent window; those that are not waited for refuse with `QuotaError`. */
  readonly isWorthWaiting: (reservation: Refused) => boolean;
  /** Why nothing may be sent at the moment: nothing starts, nothing waits, no quota is spent. */
  readonly refusal: () => Error | undefined;
  readonly changed: () => void;
}

type Refused = Extract<Reservation, { granted: false }>;

/** Makes a scheduler. Its queue is in memory; whoever must not lose a task keeps it elsewhere too. */
export function createScheduler(options: SchedulerOptions): Scheduler {
  const { reserve, clock, concurrency, queueLimit, changed } = options;
  const urgentOnes: Waiting[] = [];
  const others: Waiting[] = [];
  let running = 0;
  let arrivals = 0;
  let closed = false;
  let pumping = false;
  let pumpAgain = false;
  let nextAt: number | undefined;
  let cancelTimer: (() => void) | undefined;

  function waiting(): number {
    return urgentOnes.length + others.length;
  }

  /** One at a time: a reservation takes a while, and two loops would start too many. */
  async function pump(): Promise<void> {
    if (pumping) {
      pumpAgain = true;
      return;
    }
    pumping = true;
    pumpAgain = false;
    cancelTimer?.();
    nextAt = undefined;
    try {
      await startWhatFits();
    } catch (error) {
      refuseAll(asError(error));
    } finally {
      pumping = false;
    }
    // Looked at in the same breath as `pumping` ends: whoever came until now is not overlooked.
    if (pumpAgain) {
      await pump();
      return;
    }
    refuseTheNewest();
    changed();
  }

  async function startWhatFits(): Promise<void> {
    if (running >= concurrency || waiting() === 0) return;
    const refused = options.refusal();
    if (refused) {
      refuseAll(refused);
      return;
    }
    const reservation = await reserve();
    if (!reservation.granted) {
      holdBack(reservation);
      return;
    }
    const next = urgentOnes.shift() ?? others.shift();
    // Closed, or refused, while the reservation was made: the request it allowed is not sent.
    if (next) void next.start();
    await startWhatFits();
  }

  function holdBack(reservation: Refused): void {
    if (!options.isWorthWaiting(reservation)) {
      refuseAll(quotaError(reservation));
      return;
    }
    if (closed) return;
    nextAt = reservation.retryAt;
    cancelTimer = clock.after(reservation.wait, () => void pump());
  }

  function refuseAll(error: Error): void {
    for (const each of [...urgentOnes.splice(0), ...others.splice(0)]) each.refuse(error);
  }

  function refuseTheNewest(): void {
    while (waiting() > queueLimit) {
      const newest = others.pop() ?? urgentOnes.pop();
      newest?.refuse(new QueueFullError(`${queueLimit} lookups wait already`));
    }
  }

  /** Back to its place: before whatever came later. */
  function putBack(queue: Waiting[], item: Waiting): void {
    const place = queue.findIndex(({ number }) => number > item.number);
    queue.splice(place < 0 ? queue.length : place, 0, item);
  }

  function run<Result>(task: () => Promise<Result>, urgent: boolean): Turn<Result> {
    if (closed) {
      return {
        result: Promise.reject(new ClosedError('The account is closed')),
        hurry: () => undefined,
      };
    }
    let queue = urgent ? urgentOnes : others;
    let item: Waiting | undefined;
    const result = new Promise<Result>((resolve, reject) => {
      const own: Waiting = {
        number: (arrivals += 1),
        refuse: reject,
        async start() {
          running += 1;
          try {
            resolve(await task());
          } catch (error) {
            if (error instanceof QuotaError && !closed) putBack(queue, own);
            else reject(error);
          } finally {
            running -= 1;
            void pump();
          }
        },
      };
      item = own;
      queue.push(own);
    });
    void pump();
    return {
      result,
      hurry() {
        const place = others.findIndex((each) => each === item);
        queue = urgentOnes;
        for (const own of place < 0 ? [] : others.splice(place, 1)) putBack(urgentOnes, own);
      },
    };
  }

  return {
    run,
    load: () => ({ running, waiting: waiting(), ...(nextAt !== undefined && { nextAt }) }),
    close() {
      closed = true;
      cancelTimer?.();
      nextAt = undefined;
      refuseAll(new ClosedError('Closed while the lookup was waiting'));
      changed();
    },
  };
}
