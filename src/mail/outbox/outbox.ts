import type { Clock } from '../../clock';
import type { Replaced, WorkQueue } from '../../store/store';
import type { DeliveryError } from '../errors';
import type { Mail } from '../mail';
import { createAttempts, type Deliver } from './attempts';
import { createEndings } from './endings';
import { createEntrance, type OnEnd, type OnLost } from './entrance';
import { lookAfterOthers } from '../../store/look-after-others';
import { createPace } from './pace';
import { createTally } from './tally';
import { createWorkers } from './workers';

export type { MailEnd } from './entrance';

export interface OutboxOptions {
  /** Where the mails lie; the same queue is the same outbox, also after a restart. */
  readonly queue: WorkQueue;
  readonly clock: Clock;
  /** Milliseconds on the store's clock: a time of day that is set must not give a mail up. */
  readonly elapsed: () => number;
  /** Other processes put mails into the queue, too, and take over what those leave that are gone. */
  readonly isShared?: boolean;
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
   * with `StoreError`. `onLost` hears that another process has taken it over, and tells how it ends.
   */
  add(
    mail: Mail,
    senderData: unknown,
    onEnd: OnEnd,
    replaced?: Replaced,
    onLost?: OnLost,
  ): Promise<string>;
  /** Takes up what earlier lives have left. */
  start(): Promise<void>;
  load(): OutboxLoad;
  /** How many of them this process has put in, or has taken over. */
  own(): number;
  /** Whether the server has answered since it failed last; `undefined` while nothing was tried. */
  serverWorks(): boolean | undefined;
  /** Gives a mail that was given up all its time again; resolves with whether there is such a one. */
  sendAgain(id: string): Promise<boolean>;
  /** From now on the next life tells how mails have ended: whoever would hear of it may be stopping. */
  keepEnds(): void;
  /**
   * Stops. The mails on their way are waited for; those that take too long stay in the outbox. With
   * `keepEnds` the next life tells how they have ended: whoever would hear of it now may be stopping.
   */
  close(keepEnds: boolean): Promise<void>;
}

/** Milliseconds that a mail on its way has to arrive when the node is stopped: Node-RED gives 15 s. */
const LAST_MOMENTS = 8000;

/** Makes an outbox; nothing goes out before `start`. */
export function createOutbox(options: OutboxOptions): Outbox {
  const { queue, clock, changed, trouble, isShared = false } = options;
  const stop = new AbortController();
  const pace = createPace(options);
  const wake = (): void => workers.wake();
  const attempts = createAttempts({ ...options, pace, signal: stop.signal, becameSlow: wake });
  const entrance = createEntrance(queue, () => tally.change(1));
  const tally = createTally(queue, () => entrance.isBusy(), changed);
  const endings = createEndings({
    queue,
    isShared,
    clock,
    pace,
    attempts,
    tally,
    trouble,
    tell: (end) => entrance.tell(end, options.onEnd),
    lost: (id) => entrance.lose(id),
    settledLate: wake,
  });
  const workers = createWorkers({
    queue,
    clock,
    pace,
    changed,
    trouble,
    slow: () => attempts.slow(),
    handle: (work) => endings.handle(work),
    recount: () => tally.recount(),
  });

  /** What others have left is due here, and what was ours may be theirs by now. */
  async function look(): Promise<void> {
    for (const id of entrance.ids()) if (!queue.holds(id)) await endings.keep(id);
    if ((await queue.nextDue()) === 0) wake();
    await tally.recount();
    changed();
  }

  const others = isShared
    ? lookAfterOthers({ onLeft: (listener) => queue.onLeft(listener), clock, look, trouble })
    : undefined;

  return {
    async add(mail, senderData, onEnd, replaced, onLost) {
      const since = options.elapsed();
      const refused = mail.malformed ?? [];
      const entry = { mail, senderData, since, attempts: 0, accepted: [], refused };
      const id = await entrance.put(entry, onEnd, replaced, onLost);
      if (pace.pause() === 0) wake();
      return id;
    },
    async start() {
      await queue.recover();
      workers.open();
      await tally.recount();
      wake();
      changed();
      others?.start();
    },
    load() {
      const failure = pace.failure();
      const nextTry = workers.nextTry();
      return {
        waiting: tally.waiting(),
        ...(nextTry !== undefined && { nextTry }),
        ...(failure && { failure }),
      };
    },
    own: () => new Set([...entrance.ids(), ...tally.taken()]).size,
    serverWorks: () => pace.works(),
    async sendAgain(id) {
      if (!(await queue.revive(id))) return false;
      pace.restart();
      wake();
      tally.change(1);
      return true;
    },
    keepEnds() {
      others?.end();
      endings.leaveToNextLife();
      workers.takeNoMore();
    },
    async close(keepEnds) {
      if (keepEnds) endings.leaveToNextLife();
      others?.end();
      const cancel = clock.after(LAST_MOMENTS, () => stop.abort());
      await Promise.all([workers.close(), entrance.idle()]);
      await endings.close();
      cancel();
    },
  };
}
