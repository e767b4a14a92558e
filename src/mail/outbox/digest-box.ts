import { asError } from '../../as-error';
import type { Clock } from '../../clock';
import type { Lease } from '../../store/shared';
import type { Replaced, WorkQueue } from '../../store/store';
import { OutboxFullError } from '../errors';
import { readItem, takeItems, writeItem } from './items';
import { lookAfterOthers } from '../../store/look-after-others';
import { createSettling } from './settling';

export interface DigestBoxOptions<Item> {
  /** Where the items lie; the same queue is the same box, also after a restart. */
  readonly queue: WorkQueue;
  readonly clock: Clock;
  /** The time of day, ms UTC, by which all who share the box agree; absent: the clock's. */
  readonly now?: () => number;
  /**
   * Where several processes share the box: gives the right to empty it to one of them at a time, and
   * `undefined` to the others.
   */
  readonly alone?: () => Promise<Lease | undefined>;
  /** Milliseconds for which is collected, from the first item on. */
  readonly window: number;
  /**
   * Makes something of the items, oldest first; they leave the box when it resolves. `ids` are those
   * of their work: resolves with whether that is finished already.
   */
  readonly empty: (items: readonly Item[], ids: readonly string[]) => Promise<boolean>;
  /** Called whenever `load` may have changed. */
  readonly changed: () => void;
  /** Is told why the box could not be emptied; it is tried again later. */
  readonly trouble: (error: Error) => void;
}

/** What is in a box, and when it is emptied (ms UTC). */
export interface DigestLoad {
  readonly collected: number;
  readonly emptiedAt?: number;
}

/** Collects items for some time and lets them out together. */
export interface DigestBox<Item extends object> {
  /**
   * Resolves when the item is written down, with whether that lasts; what it has `replaced` is
   * finished with that, or not at all. Rejects with `OutboxFullError`, and `StoreError`.
   */
  add(item: Item, replaced?: Replaced): Promise<boolean>;
  /** Takes up what earlier lives have collected. */
  start(): Promise<void>;
  load(): DigestLoad;
  close(): Promise<void>;
}

/** Items that are let out together; what is beyond is let out right after. */
const MOST_TOGETHER = 200;

/** Items that a box holds. */
const LIMIT = 10_000;

/** Milliseconds after which a box that could not be emptied is tried again. */
const PAUSE = 60_000;

/** Milliseconds after which is looked whether another process has emptied it. */
const OTHERS_TURN = 5000;

/** Makes a box; nothing leaves it before `start`. */
export function createDigestBox<Item extends object>(
  options: DigestBoxOptions<Item>,
): DigestBox<Item> {
  const { queue, clock, window, changed, alone, now = () => clock.now() } = options;
  let open = false;
  let collected = 0;
  /** Those of them that are being let out. */
  let leaving = 0;
  let emptiedAt: number | undefined;
  let cancelTimer: (() => void) | undefined;
  let emptying: Promise<void> = Promise.resolve();
  const settling = createSettling({ clock, settled: () => undefined, trouble: options.trouble });
  const items = takeItems<Item>({
    queue,
    settling,
    lost(error) {
      collected -= 1;
      options.trouble(error);
    },
  });

  function emptyAt(time: number): void {
    if (!open || emptiedAt !== undefined) return;
    emptiedAt = time;
    cancelTimer = clock.after(Math.max(0, time - now()), () => {
      emptying = (alone ? emptyAlone(alone) : empty()).catch(async (error: unknown) => {
        options.trouble(asError(error));
        emptiedAt = undefined;
        emptyAt(now() + PAUSE);
      });
    });
    changed();
  }

  /** One of those who share the box empties it, if another has not just done so. */
  async function emptyAlone(take: NonNullable<typeof alone>): Promise<void> {
    const lease = await take();
    emptiedAt = undefined;
    if (!lease) {
      emptyAt(now() + OTHERS_TURN);
      return;
    }
    try {
      const due = await dueTime();
      if (due === undefined || due > now()) await look();
      else await empty(lease);
    } finally {
      await lease.end();
    }
  }

  async function empty(lease?: Lease): Promise<void> {
    const taken = await items.take(MOST_TOGETHER);
    const ids = taken.map(({ id }) => id);
    leaving = taken.length;
    try {
      if (lease && !lease.holds()) throw new Error('Another process may empty the digest by now');
      const together = taken.map(({ item }) => item);
      const isFinished = taken.length === 0 || (await options.empty(together, ids));
      if (!isFinished) for (const id of ids) void settling.settle(id, () => queue.finish(id));
    } catch (error) {
      await Promise.all(ids.map((id) => settling.settle(id, () => queue.giveBack(id, 0))));
      throw error;
    } finally {
      leaving = 0;
    }
    collected -= taken.length;
    emptiedAt = undefined;
    changed();
    await look();
  }

  /** Sets the timer by the oldest item. */
  async function look(): Promise<void> {
    const due = await dueTime();
    if (due !== undefined) emptyAt(due);
  }

  /** When the box is to be emptied, ms UTC; `undefined`: there is nothing in it. */
  async function dueTime(): Promise<number | undefined> {
    const time = now();
    if (items.isHoldingOne()) return time;
    const [first] = await queue.list(1);
    // The clock may have been set back since.
    return first && Math.min(readItem(first.payload)?.at ?? time, time) + window;
  }

  /** Others put items in and take them out. */
  async function lookAround(): Promise<void> {
    collected = (await queue.waiting()) + leaving;
    await look();
    changed();
  }

  const others =
    alone &&
    lookAfterOthers({
      onLeft: (listener) => queue.onLeft(listener),
      clock,
      look: lookAround,
      trouble: options.trouble,
    });

  return {
    async add(item, replaced) {
      const at = now();
      const payload = writeItem(item, at);
      const id = await queue.put(
        { payload, priority: 0, ...(alone && { forAll: true }) },
        LIMIT,
        replaced,
      );
      if (id === undefined) throw new OutboxFullError(`${LIMIT} messages are collected already`);
      collected += 1;
      emptyAt(at + window);
      changed();
      return queue.lasts(id);
    },
    async start() {
      await queue.recover();
      collected = await queue.waiting();
      open = true;
      // Also where the store fails from now on: others may leave something until it is back.
      others?.start();
      await look();
      changed();
    },
    load: () => ({ collected, ...(emptiedAt !== undefined && { emptiedAt }) }),
    async close() {
      open = false;
      others?.end();
      cancelTimer?.();
      await emptying;
      await items.release();
      await settling.close();
    },
  };
}
