import { asError } from '../../as-error';
import type { Clock } from '../../clock';
import { printDuration } from '../../duration';
import type { QuotaWindow, Reservation } from '../../store/store';
import { ClosedError } from '../../closed-error';
import { createArrivals } from './arrivals';
import { queueFull, QuotaError } from '../errors';
import { quotaError } from '../ledger';
import { createPump } from './pump';
import { HeldBackError } from './held-back-error';
import { LostRightError } from './lost-right-error';
import { createQuotaHold, type Refused } from './quota-hold';
import { createResting } from './resting';
import { createTask, type Task } from './task';
import { createWaitingLine } from './waiting-line';

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
  /** Whether it may still be done, where another process might do it; where not, it is refused. */
  readonly isOurs?: () => boolean;
}

/** A request that waits for its turn. */
export interface Turn<Result> {
  /** Counted from 1 in the order of arrival. */
  readonly number: number;
  /** Settles as the task does, or with the error of a refusal. */
  readonly result: Promise<Result>;
  /** Puts it ahead of what is not urgent. */
  hurry(): void;
  /** Ends it with this error where it waits; what runs is not touched, but does not wait again. */
  giveUp(error: Error): void;
}

/** Starts tasks as quota and concurrency allow: urgent ones first, then the oldest. */
export interface Scheduler {
  /**
   * Does `work` when it is its turn, with the name of the attempt that was reserved for it, and since when
   * that may be (ms, elapsed). What the service refuses for want of quota goes back to its place, and so
   * does what fails with a `HeldBackError`. The result rejects with what the work rejects with, with the
   * error of `refusal`, with `QueueFullError` when too many wait, or why the store is away, with
   * `QuotaError` when the wait would be too long, with `LostRightError` or with `ClosedError`.
   */
  run<Result>(
    work: (attempt: string, since?: number) => Promise<Result>,
    precedence: Precedence,
  ): Turn<Result>;
  /** Somebody comes who will run something later: its number, for `following`. */
  arrive(): number;
  load(): Load;
  /** Which window of the quota holds back what waits; `undefined` where none does. */
  heldBy(): QuotaWindow | undefined;
  /** Turns away what waits and whatever comes later. What runs is not touched. */
  close(): void;
}

/** What a scheduler is made of. */
export interface SchedulerOptions {
  /** How sentences call the service. */
  readonly service: string;
  readonly reserve: () => Promise<Reservation>;
  /** `undefined` while there is room for results; else resolves once there is, and nothing starts. */
  readonly room: () => Promise<void> | undefined;
  readonly clock: Clock;
  readonly concurrency: number;
  readonly queueLimit: number;
  /** Whether to wait for a spent window; those that are not waited for refuse with `QuotaError`. */
  readonly isWorthWaiting: (reservation: Refused) => boolean;
  /** Milliseconds for which the service may refuse one task again and again. */
  readonly longestRefusal: number;
  /** Why nothing may be sent at the moment: nothing starts, nothing waits, no quota is spent. */
  readonly refusal: () => Error | undefined;
  /** Is told how many tasks begin to wait for the quota, each once. */
  readonly heldBack: (tasks: number) => void;
  /** Why no quota can be had at the moment. */
  readonly away?: (() => Error | undefined) | undefined;
  readonly changed: () => void;
}

/** Makes a scheduler. Its queue is in memory; whoever must not lose a task keeps it elsewhere too. */
export function createScheduler(options: SchedulerOptions): Scheduler {
  const { concurrency, queueLimit, changed } = options;
  const line = createWaitingLine<Task>();
  const arrivals = createArrivals(line, queueLimit);
  const hold = createQuotaHold(options.clock, () => void pump.run());
  const resting = createResting<Task>(options.clock, (task) => {
    line.add(task);
    welcome();
  });
  // One turn at a time: a reservation takes a while, and two would start too many.
  const pump = createPump({ turn, hasMore: canStart, over: tellOfChange });
  const host = {
    begun: () => void (running += 1),
    takesBack,
    over() {
      running -= 1;
      void pump.run();
    },
  };
  let running = 0;
  let closed = false;
  /** Whether there may be any that are not ours for ever. */
  let areShared = false;

  async function turn(): Promise<void> {
    hold.end();
    try {
      const full = options.room();
      if (full) await full;
      await startWhatFits();
    } catch (error) {
      refuseAll(asError(error));
    }
    tellOfChange();
  }

  function canStart(): boolean {
    return line.length() > 0 && running < concurrency && hold.until() === undefined;
  }

  /** While the quota or the concurrency holds others back, a newcomer has only to wait, or not. */
  function welcome(): void {
    if (!pump.isRunning() && canStart()) void pump.run();
    else tellOfChange();
  }

  function tellOfChange(): void {
    // Those for whom a reservation is being made do not wait yet.
    const starting = pump.isRunning() ? Math.max(0, concurrency - running) : undefined;
    for (const each of arrivals.turnAway(starting)) {
      each.refuse(options.away?.() ?? queueFull(queueLimit));
    }
    if (hold.until() !== undefined) options.heldBack(arrivals.countNew());
    changed();
  }

  /** What another process may do by now is not worth a reservation. */
  function refuseLost(): void {
    for (const each of line.takeWhere(isLost)) each.refuse(new LostRightError());
  }

  async function startWhatFits(): Promise<void> {
    if (areShared) refuseLost();
    const places = Math.min(concurrency - running, line.length());
    if (places <= 0) return;
    const refused = options.refusal();
    if (refused) {
      refuseAll(refused);
      return;
    }
    // Together, so that a store can write them down together.
    const since = options.clock.elapsed();
    const reservations = await Promise.all(Array.from({ length: places }, () => options.reserve()));
    for (const each of reservations) if (each.granted) startNext(each.attempt, since);
    const hindrance = reservations.find((each) => !each.granted);
    if (hindrance) holdBack(hindrance);
    else await startWhatFits();
  }

  /** What was refused or closed while the reservation was made does not use it. */
  function startNext(attempt: string, since: number): void {
    if (areShared) refuseLost();
    void line.takeNext()?.start(attempt, since);
  }

  function holdBack(reservation: Refused): void {
    if (!options.isWorthWaiting(reservation)) refuseAll(quotaError(reservation, options.service));
    else if (!closed) hold.begin(reservation);
  }

  function refuseAll(error: Error): void {
    for (const each of line.takeAll()) each.refuse(error);
  }

  /** What the service refuses for want of quota, or what may go well later, goes back to its place. */
  function takesBack(error: unknown, task: Task): boolean {
    if (closed || task.isGivenUp === true) return false;
    if (error instanceof HeldBackError) return hasRest(error.rest, task);
    if (!(error instanceof QuotaError)) return false;
    const now = options.clock.elapsed();
    task.refusedSince ??= now;
    if (now - task.refusedSince <= options.longestRefusal) line.add(task);
    else task.refuse(refusedTooLong(error));
    return true;
  }

  function hasRest(wait: number, task: Task): boolean {
    const retryAt = options.clock.now() + wait;
    if (!options.isWorthWaiting({ granted: false, window: 'pause', wait, retryAt })) return false;
    if (wait > 0) resting.add(task, wait);
    else line.add(task);
    return true;
  }

  function refusedTooLong({ retryAt, retryAfter }: QuotaError): QuotaError {
    const long = printDuration(options.longestRefusal);
    const what = `${options.service} refuses again and again, for longer than ${long}`;
    return new QuotaError(what, retryAt, retryAfter);
  }

  function giveUp(task: Task, error: Error): void {
    task.isGivenUp = true;
    if (task.isRunning()) return;
    line.take(task);
    resting.take(task);
    task.refuse(error);
    tellOfChange();
  }

  return {
    run(work, { urgent, following, isOurs }) {
      const number = following ?? arrivals.next();
      if (closed) return turnedAway(number);
      areShared ||= isOurs !== undefined;
      const { task, result } = createTask(work, { number, urgent, isOurs }, host);
      line.add(task);
      welcome();
      return {
        number,
        result,
        hurry: () => line.hurry(task),
        giveUp: (error) => giveUp(task, error),
      };
    },
    arrive: () => arrivals.next(),
    load() {
      const nextAt = hold.until();
      return {
        running,
        waiting: line.length() + resting.size(),
        ...(nextAt !== undefined && { nextAt }),
      };
    },
    heldBy: () => hold.window(),
    close() {
      closed = true;
      hold.end();
      for (const each of resting.takeAll()) line.add(each);
      refuseAll(new ClosedError('Closed while the lookup was waiting'));
      changed();
    },
  };
}

function isLost({ isOurs }: Task): boolean {
  return isOurs?.() === false;
}

function turnedAway<Result>(number: number): Turn<Result> {
  const result = Promise.reject<Result>(new ClosedError('The account is closed'));
  return { number, result, hurry: () => undefined, giveUp: () => undefined };
}
