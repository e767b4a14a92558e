import type { Clock } from '../../clock';
import { asError } from '../../as-error';
import type { Replaced, Work, WorkQueue } from '../../store/store';
import { createWorkUnderWay } from '../../work-under-way';
import { OutboxFullError, type DeliveryError } from '../errors';
import type { Mail } from '../mail';
import { createAttempts, type Deliver } from './attempts';
import { decodeEntry, encodeEntry, UNREADABLE, type Entry } from './entry';
import { createPace } from './pace';
import type { Decision } from './rules';
import { createSettling, STORE_PAUSE, type Handled } from './settling';

/** How a mail has ended. */
export interface MailEnd {
  readonly id: string;
  readonly entry: Entry;
  /** Why it was given up; absent when it was delivered, though perhaps not to everybody. */
  readonly givenUp?: string;
}

/** Hears how a mail has ended. The mail leaves the outbox when what is returned has resolved. */
type OnEnd = (end: MailEnd) => Promise<void>;

export interface OutboxOptions {
  /** Where the mails lie; the same queue is the same outbox, also after a restart. */
  readonly queue: WorkQueue;
  readonly clock: Clock;
  /** Milliseconds on the store's clock: a time of day that is set must not give a mail up. */
  readonly elapsed: () => number;
  /** In [0, 1). */
  readonly random: () => number;
  /** Milliseconds for which a mail is tried, from when it was put in; `Infinity` means forever. */
  readonly giveUpAfter: () => number;
  readonly deliver: Deliver;
  /** Hears of the mails of earlier lives. */
  readonly onEnd: OnEnd;
  /** Called whenever `load` may have changed. */
  readonly changed: () => void;
  /** Is told of what should not happen and cannot be told to anybody else. */
  readonly trouble: (error: Error) => void;
}

/** What there is to do. */
export interface OutboxLoad {
  /** Mails that have not ended. */
  readonly waiting: number;
  /** When the next is tried, ms UTC; absent while one is. */
  readonly nextTry?: number;
  /** What the server fails with, while it does. */
  readonly failure?: DeliveryError;
}

/** Mails that are delivered, however long it takes, or given up aloud. */
export interface Outbox {
  /**
   * Puts a mail in; resolves with its id once it is written down. `onEnd` hears how it ended, unless
   * that is in another life: then it is the outbox's own `onEnd`. `senderData` comes back with the end.
   * What it has `replaced` is finished with that, or not at all. Rejects with `OutboxFullError`, and
   * with `StoreError`.
   */
  add(mail: Mail, senderData: unknown, onEnd: OnEnd, replaced?: Replaced): Promise<string>;
  /** Takes up what earlier lives have left. */
  start(): Promise<void>;
  load(): OutboxLoad;
  /** Gives a mail that was given up all its time again; resolves with whether there is such a one. */
  sendAgain(id: string): Promise<boolean>;
  /**
   * Stops. The mails on their way are waited for; those that take too long stay in the outbox. With
   * `keepEnds` the next life tells how they have ended: whoever would hear of it now may be stopping.
   */
  close(keepEnds: boolean): Promise<void>;
}

/**
 * Mails on their way at the same time, all but one of them because the server is slow with the
 * others: a crash repeats what was on its way.
 */
const AT_ONCE = 3;

/** Mails that an outbox holds: the message of each waits in memory, too. */
const LIMIT = 1000;

/** Times in a row that something was due and could not be taken: the store cannot be written. */
const VAIN_TAKES = 10;

/** Milliseconds that a mail on its way has to arrive when the node is stopped: Node-RED gives 15 s. */
const LAST_MOMENTS = 8000;

/** Makes an outbox; nothing goes out before `start`. */
export function createOutbox(options: OutboxOptions): Outbox {
  const { queue, clock, changed } = options;
  const listeners = new Map<string, OnEnd>();
  const putting = createWorkUnderWay();
  const workers = new Set<Promise<void>>();
  const stop = new AbortController();
  const pace = createPace(options);
  const attempts = createAttempts({ ...options, pace, signal: stop.signal, becameSlow: wake });
  let open = false;
  let keepsEnds = false;
  let vainTakes = 0;
  let waiting = 0;
  /** How often `waiting` was changed. */
  let changes = 0;
  /** The ids of those taken out of the queue whose end is not written down. */
  const held = new Set<string>();
  const settling = createSettling({
    clock,
    trouble: options.trouble,
    settled(id, isLate) {
      held.delete(id);
      if (isLate) wake();
    },
  });
  let cancelTimer: (() => void) | undefined;
  let nextTry: number | undefined;

  const wanted = (): number => (pace.isFailing() ? 1 : Math.min(AT_ONCE, 1 + attempts.slow()));

  /** Has as many at work as the server deserves. */
  function wake(): void {
    cancelTimer?.();
    cancelTimer = undefined;
    nextTry = undefined;
    if (!open) return;
    const pause = pace.pause();
    if (pause > 0) {
      wakeIn(pause);
      return;
    }
    while (workers.size < wanted()) employ();
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
        if (!open) return;
        options.trouble(asError(error));
        wakeIn(STORE_PAUSE);
      });
    workers.add(worker);
  }

  /** Delivers until nothing is due, too many do, or the server fails; what is overdue it gives up. */
  async function work(): Promise<void> {
    let leaving: Promise<void> = Promise.resolve();
    while (open && (pace.pause() === 0 || pace.hasFailedAgain())) {
      // The last one leaves in the transaction in which the next is taken: it costs nothing then.
      const [next] = await Promise.all([queue.take(), leaving]);
      if (!next) return;
      held.add(next.id);
      vainTakes = 0;
      const { leaving: writing, isHeldUp } = await handle(next);
      leaving = writing;
      changed();
      if (isHeldUp || workers.size > wanted()) break;
    }
    await leaving;
    changed();
  }

  /** What a worker that has nothing to do leaves behind: a timer, for when something is due. */
  async function rest(): Promise<void> {
    const due = open ? await queue.nextDue() : undefined;
    if (open) await count();
    if (!open) return;
    if (due === 0) vainTakes += 1;
    if (due === undefined) changed();
    else if (vainTakes > VAIN_TAKES) wakeIn(STORE_PAUSE);
    else if (due === 0 && pace.pause() === 0) wake();
    else wakeIn(Math.max(due, pace.pause()));
  }

  /** Counts anew what waits: other processes may have put or taken some of it. */
  async function count(): Promise<void> {
    const before = changes;
    const inQueue = await queue.waiting();
    if (before === changes && putting.size() === 0) waiting = inQueue + held.size;
  }

  function changeWaiting(by: number): void {
    changes += 1;
    waiting = Math.max(0, waiting + by);
    changed();
  }

  async function handle({ id, payload }: Work): Promise<Handled> {
    const entry = decodeEntry(payload);
    if (!entry) {
      options.trouble(new Error(`The mail ${id} of the outbox cannot be read: it is set aside`));
      return { leaving: end(id, () => queue.bury(id, UNREADABLE)) };
    }
    const pause = pace.pause();
    if (pause > 0 && !attempts.isHopeless(entry)) {
      return { leaving: giveBack(id, pause, entry), isHeldUp: true };
    }
    return await settle(id, await attempts.attempt(entry));
  }

  /** The mail has ended. */
  async function end(id: string, write: () => Promise<void>): Promise<void> {
    await settling.settle(id, write);
    held.delete(id);
    changeWaiting(-1);
  }

  /** The mail is tried again in `wait` milliseconds. */
  function giveBack(id: string, wait: number, entry: Entry): Promise<void> {
    const due = clock.elapsed() + wait;
    const payload = encodeEntry(entry);
    return settling.settle(id, () =>
      queue.giveBack(id, Math.max(0, due - clock.elapsed()), payload),
    );
  }

  async function settle(id: string, decision: Decision): Promise<Handled> {
    const { entry } = decision;
    if (decision.kind === 'retry') return { leaving: giveBack(id, decision.wait, entry) };
    if (keepsEnds) return { leaving: giveBack(id, 0, { ...entry, givenUp: false }) };
    try {
      await tellEnd({ id, entry, ...(decision.kind === 'given up' && { givenUp: decision.why }) });
    } catch (error) {
      options.trouble(asError(error));
      return { leaving: giveBack(id, STORE_PAUSE, entry) };
    }
    if (decision.kind === 'delivered') return { leaving: end(id, () => queue.finish(id)) };
    const payload = encodeEntry(entry);
    return { leaving: end(id, () => queue.bury(id, decision.why, payload)) };
  }

  async function tellEnd(mailEnd: MailEnd): Promise<void> {
    // Whoever has just put it in may not have its id yet.
    await putting.settled();
    const listener = listeners.get(mailEnd.id) ?? options.onEnd;
    listeners.delete(mailEnd.id);
    await listener(mailEnd);
  }

  async function put(entry: Entry, onEnd: OnEnd, replaced?: Replaced): Promise<string> {
    const id = await queue.put({ payload: encodeEntry(entry), priority: 0 }, LIMIT, replaced);
    if (id === undefined) throw new OutboxFullError(`${LIMIT} mails wait already`);
    listeners.set(id, onEnd);
    changeWaiting(1);
    return id;
  }

  return {
    async add(mail, senderData, onEnd, replaced) {
      const since = options.elapsed();
      const entry = { mail, senderData, since, attempts: 0, accepted: [], refused: [] };
      const id = await putting.add(put(entry, onEnd, replaced));
      if (pace.pause() === 0) wake();
      return id;
    },
    async start() {
      await queue.recover();
      open = true;
      await count();
      wake();
      changed();
    },
    load() {
      const failure = pace.failure();
      return {
        waiting,
        ...(nextTry !== undefined && workers.size === 0 && { nextTry }),
        ...(failure && { failure }),
      };
    },
    async sendAgain(id) {
      if (!(await queue.revive(id))) return false;
      pace.restart();
      wake();
      changeWaiting(1);
      return true;
    },
    async close(keepEnds) {
      open = false;
      keepsEnds = keepEnds;
      cancelTimer?.();
      const cancel = clock.after(LAST_MOMENTS, () => stop.abort());
      await Promise.allSettled([putting.settled(), ...workers]);
      await settling.close();
      cancel();
    },
  };
}
