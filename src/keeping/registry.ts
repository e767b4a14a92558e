import type { PlainObject } from '../plain-object';
import { isTakenBy, type Custody } from './custody';
import { keyOf, markOf } from './identity';

/** Who keeps which message on its way, among all nodes of a runtime. */
export interface Registry {
  /** Lets those who get `msg` find its keeper, until that withdraws it. */
  offer(msg: PlainObject, custody: Custody): void;
  withdraw(custody: Custody): void;
  /** The custodies of a message which `taker` gets and has not taken yet: one of each keeper. */
  find(msg: PlainObject, taker: string): readonly Custody[];
  /** Whether anybody keeps it. */
  has(msg: PlainObject): boolean;
}

/** Makes the registry of a runtime. */
export function createRegistry(): Registry {
  /** In the order in which they were sent; nearly always there is one of a key. */
  const byKey = new Map<string, Custody | Custody[]>();

  function all(key: string): readonly Custody[] {
    const found = byKey.get(key);
    if (found === undefined) return [];
    return Array.isArray(found) ? found : [found];
  }

  return {
    offer(msg, custody) {
      const key = keyOf(msg);
      custody.key = key;
      custody.mark = markOf(msg);
      const others = byKey.get(key);
      if (others === undefined) byKey.set(key, custody);
      else if (Array.isArray(others)) others.push(custody);
      else byKey.set(key, [others, custody]);
    },
    withdraw(custody) {
      const { key = '' } = custody;
      const others = byKey.get(key);
      if (others === custody) byKey.delete(key);
      if (!Array.isArray(others)) return;
      const place = others.indexOf(custody);
      if (place !== -1) others.splice(place, 1);
      if (others.length === 0) byKey.delete(key);
    },
    find(msg, taker) {
      const open = all(keyOf(msg)).filter((custody) => !isTakenBy(custody, taker));
      if (open.length < 2) return open;
      const mark = markOf(msg);
      const found = new Map<string, Custody>();
      // Those that cannot be told from each other arrive in the order in which they were sent.
      for (const custody of [...open.filter((each) => each.mark === mark), ...open]) {
        if (!found.has(custody.keeper.queue)) found.set(custody.keeper.queue, custody);
      }
      return [...found.values()];
    },
    has: (msg) => byKey.has(keyOf(msg)),
  };
}
