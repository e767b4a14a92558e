import { asError } from '../../as-error';
import type { Clock } from '../../clock';
import { StoreError } from '../../store/errors';
import type { Work, WorkQueue } from '../../store/store';
import type { Attempts } from './attempts';
import { decodeEntry, encodeEntry, UNREADABLE, type Entry } from './entry';
import type { OnEnd } from './entrance';
import type { Pace } from './pace';
import type { Decision } from './retry-or-give-up';
import { createSettling, STORE_PAUSE, type Handled } from './settling';
import type { Tally } from './tally';

interface EndingOptions {
  readonly queue: WorkQueue;
  /** Other processes use the queue, too. */
  readonly isShared: boolean;
  readonly clock: Clock;
  readonly pace: Pace;
  readonly attempts: Attempts;
  readonly tally: Tally;
  /** Tells whoever wants to know how a mail has ended. */
  readonly tell: OnEnd;
  /** Hears of a mail that another process has taken over: its end is not ours to tell. */
  readonly lost: (id: string) => Promise<void>;
  /** Called when what became of a mail is written down after all. */
  readonly settledLate: () => void;
  readonly trouble: (error: Error) => void;
}

/** What becomes of mails that were taken out of the queue. */
interface Endings {
  /** Tries to deliver a mail, and has written down what became of it. */
  handle(work: Work): Promise<Handled>;
  /** From now on the next life tells how mails have ended: whoever would hear of it may be stopping. */
  leaveToNextLife(): void;
  /** Lets a mail go that another process has taken over; resolves with whether it is ours. */
  keep(id: string): Promise<boolean>;
  /** Writes down what could not be written before, if that is possible now. */
  close(): Promise<void>;
}

export function createEndings(options: EndingOptions): Endings {
  const { queue, isShared, clock, pace, attempts, tally, tell, trouble } = options;
  let isLeft = false;
  const settling = createSettling({
    clock,
    trouble,
    settled(id, isLate) {
      tally.settle(id);
      if (isLate) options.settledLate();
    },
  });

  /** The mail has ended. */
  async function end(id: string, write: () => Promise<void>): Promise<void> {
    await settling.settle(id, write);
    tally.settle(id);
    tally.change(-1);
  }

  /** The mail is tried again in `wait` milliseconds. */
  function giveBack(id: string, wait: number, entry: Entry): Promise<void> {
    const due = clock.elapsed() + wait;
    const payload = encodeEntry(entry);
    return settling.settle(id, () =>
      queue.giveBack(id, Math.max(0, due - clock.elapsed()), payload),
    );
  }

  /** Whether a mail is ours; where that is not certain it is found out. */
  async function isOurs(id: string): Promise<boolean> {
    try {
      return queue.holds(id) || (await queue.regain(id));
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      // A store that is closed leaves it to the next life.
      return false;
    }
  }

  async function letGo(id: string): Promise<Handled> {
    tally.settle(id);
    await options.lost(id);
    return { leaving: Promise.resolve() };
  }

  /** Tries until it is known what becomes of it; `undefined`: another process has it. */
  async function tryToDeliver(id: string, entry: Entry): Promise<Decision | undefined> {
    const fence = isShared ? (): boolean => queue.holds(id) : undefined;
    while (await isOurs(id)) {
      const decision = await attempts.attempt(entry, fence);
      if (decision !== 'fenced') return decision;
    }
    return undefined;
  }

  async function settle(id: string, decision: Decision): Promise<Handled> {
    const { entry } = decision;
    if (decision.kind === 'retry') return { leaving: giveBack(id, decision.wait, entry) };
    // Between DATA and this it may have taken long.
    if (!queue.holds(id) && !(await isOurs(id))) return await letGo(id);
    if (isLeft) return { leaving: giveBack(id, 0, { ...entry, givenUp: false }) };
    try {
      await tell({ id, entry, ...(decision.kind === 'given up' && { givenUp: decision.why }) });
    } catch (error) {
      trouble(asError(error));
      return { leaving: giveBack(id, STORE_PAUSE, entry) };
    }
    if (decision.kind === 'delivered') return { leaving: end(id, () => queue.finish(id)) };
    const payload = encodeEntry(entry);
    return { leaving: end(id, () => queue.bury(id, decision.why, payload)) };
  }

  return {
    async handle({ id, payload }) {
      tally.take(id);
      const entry = decodeEntry(payload);
      if (!entry) {
        trouble(new Error(`The mail ${id} of the outbox cannot be read: it is set aside`));
        return { leaving: end(id, () => queue.bury(id, UNREADABLE)) };
      }
      const pause = pace.pause();
      if (pause > 0 && !attempts.isHopeless(entry)) {
        return { leaving: giveBack(id, pause, entry), isHeldUp: true };
      }
      const decision = await tryToDeliver(id, entry);
      return decision ? await settle(id, decision) : await letGo(id);
    },
    leaveToNextLife() {
      isLeft = true;
    },
    async keep(id) {
      const isKept = await isOurs(id);
      if (!isKept) await letGo(id);
      return isKept;
    },
    close: () => settling.close(),
  };
}
