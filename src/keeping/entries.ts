import type { Replaced, Store } from '../store/store';
import type { Custody } from './custody';
import { readEntry, writeWholeEntry, type Entry } from './entry';

/** What a node has written down of the messages that it keeps. */
export interface Entries {
  /** Writes an entry down; resolves with its id. */
  put(payload: Uint8Array, priority: number, replaced?: Replaced): Promise<string | undefined>;
  lasts(id: string): boolean;
  finish(id: string): Promise<void>;
  /** As those of `WorkQueue`. */
  holds(id: string): boolean;
  regain(id: string): Promise<boolean>;
  onLeft(listener: () => void): () => void;
  /** A message goes on in the next life, with all who have it by now. */
  putBack(custody: Custody): Promise<void>;
  /**
   * Hands what earlier lives have left, or was put back, to `give`, the oldest first. `isKnown`: it is
   * in the hands of this life. Resolves with whether that is all: no more is taken once `isOver`.
   */
  takeAll(handling: {
    readonly isKnown: (id: string) => boolean;
    readonly isOver: () => boolean;
    readonly give: (id: string, entry: Entry) => void;
  }): Promise<boolean>;
}

/** More than any node lets wait; its own limits turn messages away long before. */
const LIMIT = 1_000_000;

/** The entries of the node `node`, in the queue `name`. */
export function openEntries(store: Store, name: string, node: string): Entries {
  const queue = store.queue(name);
  return {
    put: (payload, priority, replaced) => queue.put({ payload, priority }, LIMIT, replaced),
    lasts: (id) => queue.lasts(id),
    finish: (id) => queue.finish(id),
    holds: (id) => queue.holds(id),
    regain: (id) => queue.regain(id),
    onLeft: (listener) => queue.onLeft(listener),
    async putBack({ entry, id, isReplaced, isHeavy, takers }) {
      const has = [...entry.has, ...(takers?.keys() ?? [])];
      const written = isReplaced ? undefined : id;
      // Of one that is too heavy only a part is there, and what a spare has is lost with the process.
      const isWhole = written !== undefined && isHeavy !== true && queue.lasts(written);
      if (isWhole && has.length === entry.has.length) {
        await queue.giveBack(written, 0);
        return;
      }
      const work = { payload: writeWholeEntry({ ...entry, has }), priority: 0 };
      const replaced = written === undefined ? undefined : { queue: name, ids: [written] };
      await queue.put(work, LIMIT, replaced);
    },
    async takeAll({ isKnown, isOver, give }) {
      await queue.recover();
      for (let work = await queue.take(); work; work = await queue.take()) {
        const { id, payload } = work;
        if (isKnown(id)) continue;
        if (isOver()) {
          await queue.giveBack(id, 0);
          return false;
        }
        const entry = readEntry(payload, node);
        if (entry) give(id, entry);
        else await queue.bury(id, 'The entry cannot be read');
      }
      return true;
    },
  };
}
