import { asError } from '../../as-error';
import type { Clock } from '../../clock';
import type { Replaced, WorkQueue } from '../../store/store';
import { OutboxFullError } from '../errors';
import { readItem, takeItems, writeItem } from './items';
import { createSettling } from './settling';

export interface DigestBoxOptions<Item> {
  /** Where the items lie; the same queue is the same box, also after a restart. */
  readonly queue: WorkQueue;
  readonly clock: Clock;
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

/** Makes a box; nothing leaves it before `start`. */
export function createDigestBox<Item extends object>(
  options: DigestBoxOptions<Item>,
): DigestBox<Item> {
  const { queue, clock, window, changed } = options;
  let open = false;
  let collected = 0;
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
    cancelTimer = clock.after(Math.max(0, time - clock.now()), () => {
      emptying = empty().catch(async (error: unknown) => {
        options.trouble(asError(error));
        emptiedAt = undefined;
        emptyAt(clock.now() + PAUSE);
      });
    });
    changed();
  }

  async function empty(): Promise<void> {
    const taken = await items.take(MOST_TOGETHER);
    const ids = taken.map(({ id }) => id);
    try {
      const together = taken.map(({ item }) => item);
      const isFinished = taken.length === 0 || (await options.empty(together, ids));
      if (!isFinished) for (const id of ids) void settling.settle(id, () => queue.finish(id));
    } catch (error) {
      await Promise.all(ids.map((id) => settling.settle(id, () => queue.giveBack(id, 0))));
      throw error;
    }
    collected -= taken.length;
    emptiedAt = undefined;
    changed();
    await look();
  }

  /** Sets the timer by the oldest item. */
  async function look(): Promise<void> {
    if (items.isHoldingOne()) {
      emptyAt(clock.now());
      return;
    }
    const [first] = await queue.list(1);
    const now = clock.now();
    // The clock may have been set back since.
    if (first) emptyAt(Math.min(readItem(first.payload)?.at ?? now, now) + window);
  }

  return {
    async add(item, replaced) {
      const at = clock.now();
      const payload = writeItem(item, at);
      const id = await queue.put({ payload, priority: 0 }, LIMIT, replaced);
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
      await look();
      changed();
    },
    load: () => ({ collected, ...(emptiedAt !== undefined && { emptiedAt }) }),
    async close() {
      open = false;
      cancelTimer?.();
      await emptying;
      await items.release();
      await settling.close();
    },
  };
}
