import { asError } from '../../as-error';
import type { Clock } from '../../clock';
import { isPlainObject } from '../../plain-object';
import type { Replaced, Work, WorkQueue } from '../../store/store';
import { readMessage, writeMessage } from '../../written-message';
import { OutboxFullError } from '../errors';
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

/** How deep an item lies in what is written down. */
const DEPTH_OF_ITEM = 1;

/** An item as it is written down. */
interface Kept<Item> {
  /** When it came, ms UTC. */
  readonly at: number;
  readonly item: Item;
}

/** An item that was taken out of the queue. */
interface Taken<Item> {
  readonly id: string;
  readonly item: Item;
  /** It was taken before, too. */
  readonly wasTaken: boolean;
}

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
  /** Taken, but to be let out with those after it. */
  let heldOver: Taken<Item> | undefined;
  const settling = createSettling({ clock, settled: () => undefined, trouble: options.trouble });

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
    const taken = await take(MOST_TOGETHER);
    const ids = taken.map(({ id }) => id);
    try {
      const items = taken.map(({ item }) => item);
      const isFinished = taken.length === 0 || (await options.empty(items, ids));
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
    if (heldOver) {
      emptyAt(clock.now());
      return;
    }
    const [first] = await queue.list(1);
    const now = clock.now();
    // The clock may have been set back since.
    if (first) emptyAt(Math.min(decode<Item>(first.payload)?.at ?? now, now) + window);
  }

  /**
   * What was taken together before, perhaps in a life that was killed when the mail was written but
   * the items not yet struck out, is taken together again: it makes the same mail.
   */
  async function take(limit: number): Promise<readonly Taken<Item>[]> {
    const taken: Taken<Item>[] = [];
    while (taken.length < limit) {
      const next = heldOver ?? (await takeNext());
      heldOver = undefined;
      if (!next) break;
      if (taken[0] && taken[0].wasTaken !== next.wasTaken) {
        heldOver = next;
        break;
      }
      taken.push(next);
    }
    return taken;
  }

  async function takeNext(): Promise<Taken<Item> | undefined> {
    for (let work = await queue.take(); work; work = await queue.take()) {
      const item = await read(work);
      if (item) return { id: work.id, item, wasTaken: work.attempts > 0 };
    }
    return undefined;
  }

  async function read({ id, payload }: Work): Promise<Item | undefined> {
    const kept = decode<Item>(payload);
    if (kept) return kept.item;
    options.trouble(new Error(`The collected message ${id} cannot be read: it is set aside`));
    await settling.settle(id, () => queue.bury(id, 'The item cannot be read'));
    collected -= 1;
    return undefined;
  }

  return {
    async add(item, replaced) {
      const at = clock.now();
      const payload = writeMessage({ at, item } satisfies Kept<Item>, DEPTH_OF_ITEM);
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
      const { id = '' } = heldOver ?? {};
      if (heldOver) await settling.settle(id, () => queue.giveBack(id, 0));
      heldOver = undefined;
      await settling.close();
    },
  };
}

function decode<Item>(payload: Uint8Array): Kept<Item> | undefined {
  const kept = readMessage(payload);
  return kept && isKept<Item>(kept) ? kept : undefined;
}

function isKept<Item>(value: object): value is Kept<Item> {
  return isPlainObject(Reflect.get(value, 'item'));
}
