import { asError } from '../../as-error';
import type { Clock } from '../../clock';
import type { Work, WorkQueue } from '../../store/store';
import type { Pace } from './pace';
import { STORE_PAUSE, type Handled } from './settling';

interface WorkerOptions {
  readonly queue: Pick<WorkQueue, 'take' | 'nextDue'>;
  readonly clock: Clock;
  readonly pace: Pace;
  /** How many mails on their way take long. */
  readonly slow: () => number;
  readonly handle: (work: Work) => Promise<Handled>;
  /** Counts anew what waits. */
  readonly recount: () => Promise<void>;
  readonly changed: () => void;
  readonly trouble: (error: Error) => void;
}

/** Those who take mails out of the queue, and when they look for some. */
interface Workers {
  open(): void;
  /** Has as many at work as the server deserves, if it is open. */
  wake(): void;
  /** When the next mail is tried, ms UTC; absent while one is. */
  nextTry(): number | undefined;
  /** Goes on with what was begun, and with nothing else. */
  takeNoMore(): void;
  /** The same; resolves when what was begun is done. */
  close(): Promise<unknown>;
}

/**
 * Mails on their way at the same time, all but one of them because the server is slow with the
 * others: a crash repeats what was on its way.
 */
const AT_ONCE = 3;

/** Times in a row that something was due and could not be taken: the store cannot be written. */
const VAIN_TAKES = 10;

export function createWorkers(options: WorkerOptions): Workers {
  const { queue, clock, pace, changed } = options;
  const workers = new Set<Promise<void>>();
  let isOpen = false;
  let vainTakes = 0;
  let cancelTimer: (() => void) | undefined;
  let nextTry: number | undefined;

  const wanted = (): number => (pace.isFailing() ? 1 : Math.min(AT_ONCE, 1 + options.slow()));

  function wake(): void {
    cancelTimer?.();
    cancelTimer = undefined;
    nextTry = undefined;
    if (!isOpen) return;
    const pause = pace.pause();
    if (pause > 0) wakeIn(pause);
    else while (workers.size < wanted()) employ();
  }

  function wakeIn(milliseconds: number): void {
    cancelTimer?.();
    nextTry = clock.now() + milliseconds;
    cancelTimer = clock.after(milliseconds, wake);
    changed();
  }

  function employ(): void {
    const worker = work()
      .then(() => {
        workers.delete(worker);
        return rest();
      })
      .catch((error: unknown) => {
        workers.delete(worker);
        if (!isOpen) return;
        options.trouble(asError(error));
        wakeIn(STORE_PAUSE);
      });
    workers.add(worker);
  }

  /** Delivers until nothing is due, too many do, or the server fails; what is overdue it gives up. */
  async function work(): Promise<void> {
    let leaving: Promise<void> = Promise.resolve();
    while (isOpen && (pace.pause() === 0 || pace.hasFailedAgain())) {
      // The last one leaves in the transaction in which the next is taken: it costs nothing then.
      const [next] = await Promise.all([queue.take(), leaving]);
      if (!next) return;
      vainTakes = 0;
      const { leaving: writing, isHeldUp } = await options.handle(next);
      leaving = writing;
      changed();
      if (isHeldUp || workers.size > wanted()) break;
    }
    await leaving;
    changed();
  }

  /** What a worker that has nothing to do leaves behind: a timer, for when something is due. */
  async function rest(): Promise<void> {
    const due = isOpen ? await queue.nextDue() : undefined;
    if (isOpen) await options.recount();
    if (!isOpen) return;
    if (due === 0) vainTakes += 1;
    const wait = waitFor(due, pace.pause(), vainTakes);
    if (wait === undefined) changed();
    else if (wait === 0) wake();
    else wakeIn(wait);
  }

  function takeNoMore(): void {
    isOpen = false;
    cancelTimer?.();
  }

  return {
    open: () => void (isOpen = true),
    wake,
    nextTry: () => (workers.size === 0 ? nextTry : undefined),
    takeNoMore,
    close() {
      takeNoMore();
      return Promise.allSettled(workers);
    },
  };
}

/**
 * Milliseconds for which a worker that has found nothing to do waits; `undefined`: for nothing.
 * `due`: until the next mail is due; `pause`: until the server wants one.
 */
function waitFor(due: number | undefined, pause: number, vainTakes: number): number | undefined {
  if (due === undefined) return undefined;
  return vainTakes > VAIN_TAKES ? STORE_PAUSE : Math.max(due, pause);
}
