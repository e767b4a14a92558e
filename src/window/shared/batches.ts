import type { Clock } from '../../clock';
import { eventLoopTurns } from '../../in-pieces';
import { StoreError } from '../../store/errors';
import type { SharedCount } from '../../store/shared';
import type { FoundIndicator } from '../window';
import { createBatch, type Batch } from './batch';

interface BatchesOptions {
  readonly clock: Clock;
  /** The store's clock, in ms. */
  readonly elapsed: () => number;
  /** Why the store cannot be reached; `undefined` while it can. */
  readonly away: () => StoreError | undefined;
  /** How many indicators the window holds at most. */
  readonly most: number;
  /** Writes a batch; resolves once it is written for good. */
  readonly write: (counted: SharedCount) => Promise<void>;
}

/** What this process has counted and is on its way to the store. */
interface Batches {
  /** Counts events; resolves once that is written. While the store is away, only so many wait. */
  add(found: readonly FoundIndicator[], sample: () => string, events: number): Promise<void>;
  /** Does `work` when all that was added before is written, and before anything that is added after. */
  inOrder(work: () => Promise<void>): Promise<void>;
  /** Resolves once all that was added before is written, or could not be; never rejects. */
  drained(): Promise<void>;
  /** Refuses all that waits, and all that comes. */
  close(error: Error): void;
}

/** What waits for its turn: counts, or something else that is to be done between them. */
type Waiting = Batch & { readonly work?: () => Promise<void> };

/**
 * While events come faster than they are written, a batch is sent so many milliseconds after the one
 * before. A statement costs the server about as much as two hundred indicators in it.
 */
const PACE = 100;

/**
 * Milliseconds for which a batch takes in events: all of them were seen when it began, for the store. Only
 * a store that is slow or away has them wait for longer than `PACE`.
 */
const LONGEST = 1000;

/** Of what waits for a store that is away: events, and characters of what was found in them. */
const MOST_EVENTS = 10_000;
const MOST_CHARACTERS = 16_000_000;

/**
 * Has the events of one turn written together, and those that come while that is under way together after
 * it: a window is one row, which all who count have to wait for.
 */
export function createBatches(options: BatchesOptions): Batches {
  const { clock, elapsed, away, most, write } = options;
  const waiting: Waiting[] = [];
  let underWay: Waiting | undefined;
  let isRunning = false;
  let closed: Error | undefined;
  /** Ends a pause before its time. */
  let hurry: (() => void) | undefined;
  /** No pause until this one is written: somebody waits for it. */
  let hurried: Waiting | undefined;

  function batchNow(): Batch {
    const now = elapsed();
    const last = waiting.at(-1);
    if (last && !last.isFull() && now < last.seen + LONGEST) return last;
    const next = createBatch(now);
    waiting.push(next);
    return next;
  }

  /** Why no more can wait; `undefined` where it can. */
  function refusal(): Error | undefined {
    if (closed) return closed;
    const error = away();
    if (!error) return undefined;
    const all = underWay ? [underWay, ...waiting] : waiting;
    const events = all.reduce((sum, batch) => sum + batch.events, 0);
    const characters = all.reduce((sum, batch) => sum + batch.characters, 0);
    if (events < MOST_EVENTS && characters < MOST_CHARACTERS) return undefined;
    const { message, trouble } = error;
    return new StoreError(`${events} events wait for the store already: ${message}`, {
      ...(trouble && { trouble }),
    });
  }

  function pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = clock.after(milliseconds, resolve);
      hurry = () => {
        cancel();
        resolve();
      };
    });
  }

  async function send(batch: Waiting): Promise<void> {
    underWay = batch;
    try {
      await (batch.work ? batch.work() : write(batch.told(most)));
      batch.settle();
    } catch (error) {
      batch.settle(error instanceof Error ? error : new StoreError(String(error)));
    }
  }

  async function run(): Promise<void> {
    // What comes in this turn goes together.
    await eventLoopTurns.next();
    for (let batch = waiting.shift(); batch; batch = waiting.shift()) {
      const begun = clock.elapsed();
      await send(batch);
      if (batch === hurried) hurried = undefined;
      const rest = begun + PACE - clock.elapsed();
      const isLittle = waiting.length === 1 && waiting[0]?.isFull() === false;
      if (isLittle && rest > 0 && !hurried) await pause(rest);
    }
    underWay = undefined;
    isRunning = false;
  }

  function hurryOn(): void {
    hurried = waiting.at(-1);
    hurry?.();
  }

  function begin(): void {
    if (isRunning) return;
    isRunning = true;
    void run();
  }

  return {
    add(found, sample, events) {
      const error = refusal();
      if (error) return refused(error);
      const batch = batchNow();
      batch.count(found, sample, events);
      begin();
      return batch.written;
    },
    inOrder(work) {
      if (closed) return Promise.reject(closed);
      const turn = { ...createBatch(elapsed()), isFull: () => true, work };
      waiting.push(turn);
      hurryOn();
      begin();
      return turn.written;
    },
    async drained() {
      if (!isRunning) return;
      hurryOn();
      await (waiting.at(-1) ?? underWay)?.written.catch(() => undefined);
    },
    close(error) {
      closed = error;
      hurry?.();
      for (const batch of waiting.splice(0)) batch.settle(error);
      underWay?.settle(error);
    },
  };
}

/** Whoever has counted hears of it. */
function refused(reason: Error): Promise<void> {
  const written = Promise.reject<void>(reason);
  written.catch(() => undefined);
  return written;
}
