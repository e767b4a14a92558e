import { asError } from '../as-error';
import type { Clock } from '../clock';
import type { Reservation } from '../store/store';
import { QueueFullError, QuotaError } from './errors';
import { ClosedError } from '../closed-error';
import { quotaError } from './ledger';

/** How busy an account is. `nextAt`: when the quota lets the next one go (ms, UTC). */
export interface Load {
  readonly running: number;
  readonly waiting: number;
  readonly nextAt?: number;
}

/** Who goes before whom: urgent tasks first, then by their number. */
export interface Precedence {
  readonly urgent: boolean;
  /** The number of an earlier task that this one goes on with: it takes its place. */
  readonly following?: number;
}

/** A request that waits for its turn. */
export interface Turn<Result> {
  /** Counted from 1 in the order of arrival. */
  readonly number: number;
  /** Settles as the task does, or with the error of a refusal. */
  readonly result: Promise<Result>;
  /** Puts it ahead of what is not urgent. */
  hurry(): void;
}

/** Starts tasks as quota and concurrency allow: urgent ones first, then the oldest. */
export interface Scheduler {
  /**
   * Runs `task` when it is its turn, with the name of the attempt that was reserved for it. A task
   * that the service refuses for want of quota goes back to its place. The result rejects with what
   * the task rejects with, with the error of `refusal`, with `QueueFullError` when too many wait,
   * with `QuotaError` when the wait would be too long, or with `ClosedError`.
   */
  run<Result>(task: (attempt: string) => Promise<Result>, precedence: Precedence): Turn<Result>;
  load(): Load;
  /** Turns away what waits and whatever comes later. What runs is not touched. */
  close(): void;
}

interface Waiting {
  readonly number: number;
  start(attempt: string): Promise<void>;
  refuse(error: Error): void;
}

/** What a scheduler is made of. */
export interface SchedulerOptions {
  /** How sentences call the service. */
  readonly service: string;
  readonly reserve: () => Promise<Reservation>;
  readonly clock: Clock;
  readonly concurrency: number;
  readonly queueLimit: number;
  /** Whether to wait for a spent window; those that are not waited for refuse with `QuotaError`. */
  readonly isWorthWaiting: (reservation: Refused) => boolean;
  /** Why nothing may be sent at the moment: nothing starts, nothing waits, no quota is spent. */
  readonly refusal: () => Error | undefined;
  /** Is told how many tasks begin to wait for the quota, each once. */
  readonly heldBack: (tasks: number) => void;
  readonly changed: () => void;
}

const MINUTE = 60_000;

type Refused = Extract<Reservation, { granted: false }>;

/** How many in a queue came after `number`. */
function countAfter(queue: readonly Waiting[], number: number): number {
  let count = 0;
  while (count < queue.length && (queue.at(-1 - count)?.number ?? 0) > number) count += 1;
  return count;
}

/** Puts a task where it belongs: before whatever came later. */
function putInto(queue: Waiting[], item: Waiting): void {
  queue.splice(queue.length - countAfter(queue, item.number), 0, item);
}

function lastNumber(queue: readonly Waiting[]): number {
  return queue.at(-1)?.number ?? 0;
}

/** Makes a scheduler. Its queue is in memory; whoever must not lose a task keeps it elsewhere too. */
export function createScheduler(options: SchedulerOptions): Scheduler {
  const { reserve, clock, concurrency, queueLimit, changed } = options;
  const urgentOnes: Waiting[] = [];
  const others: Waiting[] = [];
  let running = 0;
  let arrivals = 0;
  /** Up to this number, tasks have a place that nobody takes from them. */
  let accepted = 0;
  /** Up to this number, tasks that wait for the quota were told of. */
  let held = 0;
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
    pumpAgain = true;
    if (pumping) return;
    pumping = true;
    // Looked at in the same breath as `pumping` ends: whoever came until then is not overlooked.
    while (pumpAgain || canStart()) {
      pumpAgain = false;
      cancelTimer?.();
      nextAt = undefined;
      try {
        await startWhatFits();
      } catch (error) {
        refuseAll(asError(error));
      }
      tellOfChange();
    }
    pumping = false;
    tellOfChange();
  }

  function canStart(): boolean {
    return waiting() > 0 && running < concurrency && nextAt === undefined;
  }

  /** While the quota or the concurrency holds others back, a newcomer has only to wait, or not. */
  function welcome(): void {
    if (!pumping && canStart()) void pump();
    else tellOfChange();
  }

  function tellOfChange(): void {
    refuseNewcomers();
    if (nextAt !== undefined) countHeldBack();
    changed();
  }

  async function startWhatFits(): Promise<void> {
    const places = Math.min(concurrency - running, waiting());
    if (places <= 0) return;
    const refused = options.refusal();
    if (refused) {
      refuseAll(refused);
      return;
    }
    // Together, so that a store can write them down together.
    const reservations = await Promise.all(Array.from({ length: places }, () => reserve()));
    for (const reservation of reservations) if (reservation.granted) startNext(reservation.attempt);
    const hindrance = reservations.find((each) => !each.granted);
    if (hindrance) holdBack(hindrance);
    else await startWhatFits();
  }

  /** What was refused or closed while the reservation was made does not use it. */
  function startNext(attempt: string): void {
    const next = urgentOnes.shift() ?? others.shift();
    if (next) void next.start(attempt);
  }

  function holdBack(reservation: Refused): void {
    if (!options.isWorthWaiting(reservation)) {
      refuseAll(quotaError(reservation, options.service));
      return;
    }
    if (closed) return;
    nextAt = reservation.retryAt;
    // A minute may end earlier than it looks: another account settles what it has under way.
    const isMinute = reservation.window === 'minute';
    const sleep = isMinute ? Math.min(reservation.wait, MINUTE) : reservation.wait;
    cancelTimer = clock.after(sleep, () => void pump());
  }

  function countHeldBack(): void {
    options.heldBack(countAfter(urgentOnes, held) + countAfter(others, held));
    held = arrivals;
  }

  function refuseAll(error: Error): void {
    for (const each of [...urgentOnes.splice(0), ...others.splice(0)]) each.refuse(error);
  }

  /** More may wait than the limit says, because those that were started may come back. */
  function refuseNewcomers(): void {
    // Those for whom a reservation is being made do not wait yet.
    const limit = queueLimit + (pumping ? Math.max(0, concurrency - running) : 0);
    while (waiting() > limit) {
      const queue = lastNumber(urgentOnes) > lastNumber(others) ? urgentOnes : others;
      if (lastNumber(queue) <= accepted) break;
      queue.pop()?.refuse(new QueueFullError(`${queueLimit} lookups wait already`));
    }
    if (!pumping) accepted = arrivals;
  }

  function run<Result>(
    task: (attempt: string) => Promise<Result>,
    { urgent, following }: Precedence,
  ): Turn<Result> {
    const number = following ?? (arrivals += 1);
    if (closed) {
      const result = Promise.reject<Result>(new ClosedError('The account is closed'));
      return { number, result, hurry: () => undefined };
    }
    let queue = urgent ? urgentOnes : others;
    let item: Waiting | undefined;
    const result = new Promise<Result>((resolve, reject) => {
      const own: Waiting = {
        number,
        refuse: reject,
        async start(attempt) {
          running += 1;
          try {
            resolve(await task(attempt));
          } catch (error) {
            if (error instanceof QuotaError && !closed) putInto(queue, own);
            else reject(error);
          } finally {
            running -= 1;
            void pump();
          }
        },
      };
      item = own;
      putInto(queue, own);
    });
    welcome();
    return {
      number,
      result,
      hurry() {
        const place = others.findIndex((each) => each === item);
        queue = urgentOnes;
        for (const own of place < 0 ? [] : others.splice(place, 1)) putInto(urgentOnes, own);
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
