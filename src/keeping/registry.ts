import type { PlainObject } from '../plain-object';
import { isTakenBy, type Custody } from './custody';
import { keyOf, markOf } from './identity';

/** Who keeps which message on its way, among all nodes of a runtime. */
export interface Registry {
  /** Lets those who get `msg` find its keeper, until what is returned is called. */
  offer(msg: PlainObject, custody: Custody): () => void;
  /** The custodies of a message which `taker` gets and has not taken yet: one of each keeper. */
  find(msg: PlainObject, taker: string): readonly Custody[];
  /** Whether anybody keeps it. */
  has(msg: PlainObject): boolean;
}

/** A custody, and what tells its message from others that share its key. */
interface Offered {
  readonly custody: Custody;
  readonly mark: string;
}

/** Makes the registry of a runtime. */
export function createRegistry(): Registry {
  const byKey = new Map<string, Offered[]>();

  function withdraw(key: string, offered: Offered): void {
    const all = byKey.get(key) ?? [];
    const place = all.indexOf(offered);
    if (place === -1) return;
    if (all.length === 1) byKey.delete(key);
    else all.splice(place, 1);
  }

  return {
    offer(msg, custody) {
      const key = keyOf(msg);
      const offered = { custody, mark: markOf(msg) };
      const all = byKey.get(key);
      if (all) all.push(offered);
      else byKey.set(key, [offered]);
      return () => withdraw(key, offered);
    },
    find(msg, taker) {
      const open = (byKey.get(keyOf(msg)) ?? []).filter(
        ({ custody }) => !isTakenBy(custody, taker),
      );
      const mark = markOf(msg);
      const found = new Map<string, Custody>();
      // Those that cannot be told from each other arrive in the order in which they were sent.
      for (const { custody } of [...open.filter((each) => each.mark === mark), ...open]) {
        if (!found.has(custody.keeper.queue)) found.set(custody.keeper.queue, custody);
      }
      return [...found.values()];
    },
    has: (msg) => byKey.has(keyOf(msg)),
  };
}
