import type { Replaced, WorkQueue } from '../../store/store';
import { createWorkUnderWay } from '../../work-under-way';
import { OutboxFullError } from '../errors';
import { encodeEntry, type Entry } from './entry';

/** How a mail has ended. */
export interface MailEnd {
  readonly id: string;
  readonly entry: Entry;
  /** Why it was given up; absent when it was delivered, though perhaps not to everybody. */
  readonly givenUp?: string;
}

/** Hears how a mail has ended. The mail leaves the outbox when what is returned has resolved. */
export type OnEnd = (end: MailEnd) => Promise<void>;

/** Hears that another process has a mail, and tells how it ends. */
export type OnLost = (id: string) => void;

/** Where mails come in, and whoever has put one in is known. */
export interface Entrance {
  /** Resolves with the id once the mail is written down; rejects with `OutboxFullError`. */
  put(entry: Entry, onEnd: OnEnd, replaced?: Replaced, onLost?: OnLost): Promise<string>;
  /** Whether a mail is on its way in. */
  isBusy(): boolean;
  /** Resolves when all that are on their way in are there, or have failed. */
  idle(): Promise<void>;
  /** Tells whoever has put a mail in, or else `others`, how it ended. */
  tell(end: MailEnd, others: OnEnd): Promise<void>;
  /** Tells whoever has put a mail in that another process has it. */
  lose(id: string): Promise<void>;
  /** The ids of those that somebody here waits for. */
  ids(): readonly string[];
}

/** Mails that an outbox holds: the message of each waits in memory, too. */
const LIMIT = 1000;

/** `arrived` is called when one more mail is written down. */
export function createEntrance(queue: Pick<WorkQueue, 'put'>, arrived: () => void): Entrance {
  const listeners = new Map<string, { readonly ended: OnEnd; readonly lost?: OnLost }>();
  const putting = createWorkUnderWay();

  async function put(
    entry: Entry,
    ended: OnEnd,
    replaced?: Replaced,
    lost?: OnLost,
  ): Promise<string> {
    const id = await queue.put({ payload: encodeEntry(entry), priority: 0 }, LIMIT, replaced);
    if (id === undefined) throw new OutboxFullError(`${LIMIT} mails wait already`);
    listeners.set(id, { ended, ...(lost && { lost }) });
    arrived();
    return id;
  }

  return {
    put: (...given) => putting.add(put(...given)),
    isBusy: () => putting.size() > 0,
    idle: () => putting.settled(),
    async tell(end, others) {
      // Whoever has just put it in may not have its id yet.
      await putting.settled();
      const listener = listeners.get(end.id)?.ended ?? others;
      listeners.delete(end.id);
      await listener(end);
    },
    async lose(id) {
      await putting.settled();
      const listener = listeners.get(id);
      listeners.delete(id);
      listener?.lost?.(id);
    },
    ids: () => [...listeners.keys()],
  };
}
