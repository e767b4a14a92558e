import { isPlainObject } from '../../plain-object';
import type { Work, WorkQueue } from '../../store/store';
import { readMessage, writeMessage } from '../../written-message';
import type { Settling } from './settling';

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

interface ItemOptions {
  readonly queue: WorkQueue;
  readonly settling: Settling;
  /** An item could not be read and is set aside. */
  readonly lost: (error: Error) => void;
}

/** The items that are taken out of a digest box. */
interface Items<Item> {
  /**
   * The oldest, `limit` at most. What was taken together before, perhaps in a life that was killed
   * when the mail was written but the items not yet struck out, is taken together again: it makes the
   * same mail.
   */
  take(limit: number): Promise<readonly Taken<Item>[]>;
  /** Whether one was taken that is to be let out with those after it. */
  isHoldingOne(): boolean;
  /** Gives that one back. */
  release(): Promise<void>;
}

export function takeItems<Item extends object>({
  queue,
  settling,
  lost,
}: ItemOptions): Items<Item> {
  let heldOver: Taken<Item> | undefined;

  async function takeNext(): Promise<Taken<Item> | undefined> {
    for (let work = await queue.take(); work; work = await queue.take()) {
      const item = await read(work);
      if (item) return { id: work.id, item, wasTaken: work.attempts > 0 };
    }
    return undefined;
  }

  async function read({ id, payload }: Work): Promise<Item | undefined> {
    const kept = readItem<Item>(payload);
    if (kept) return kept.item;
    await settling.settle(id, () => queue.bury(id, 'The item cannot be read'));
    lost(new Error(`The collected message ${id} cannot be read: it is set aside`));
    return undefined;
  }

  return {
    async take(limit) {
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
    },
    isHoldingOne: () => heldOver !== undefined,
    async release() {
      const { id = '' } = heldOver ?? {};
      if (heldOver) await settling.settle(id, () => queue.giveBack(id, 0));
      heldOver = undefined;
    },
  };
}

/** An item as bytes; `at` is when it came, ms UTC. */
export function writeItem(item: object, at: number): Uint8Array {
  return writeMessage({ at, item } satisfies Kept<object>, DEPTH_OF_ITEM);
}

/** The item in some bytes; `undefined` where there is none in them. */
export function readItem<Item>(payload: Uint8Array): Kept<Item> | undefined {
  const kept = readMessage(payload);
  return kept && isKept<Item>(kept) ? kept : undefined;
}

function isKept<Item>(value: object): value is Kept<Item> {
  return isPlainObject(Reflect.get(value, 'item'));
}
