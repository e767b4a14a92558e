import type { PlainObject } from '../plain-object';
import { isTakenBy, type Custody } from './custody';
import { keyOf, markOf } from './identity';

/** Who keeps which message on its way, among all nodes of a runtime. */
export interface Registry {
  /** Lets those who get `msg` find its keeper, until that withdraws it or offers it as another. */
  offer(msg: PlainObject, custody: Custody): void;
  withdraw(custody: Custody): void;
  /** The custodies of a message which `taker` gets and has not taken yet: one of each keeper. */
  find(msg: PlainObject, taker: string): readonly Custody[];
}

const NOBODY: readonly Custody[] = [];

/** Makes the registry of a runtime. */
export function createRegistry(): Registry {
  /**
   * In the order in which they were sent; nearly always there is one of a name. What shares the
   * `_msgid` but not the mark is another message, and has nothing to do with these.
   */
  const byName = new Map<string, Custody | Set<Custody>>();

  function withdraw(custody: Custody): void {
    const { name = '' } = custody;
    const others = byName.get(name);
    if (others === custody) byName.delete(name);
    if (!(others instanceof Set)) return;
    others.delete(custody);
    if (others.size === 0) byName.delete(name);
  }

  return {
    offer(msg, custody) {
      if (custody.name !== undefined) withdraw(custody);
      const name = nameOf(msg);
      custody.name = name;
      const others = byName.get(name);
      if (others === undefined) byName.set(name, custody);
      else if (others instanceof Set) others.add(custody);
      else byName.set(name, new Set([others, custody]));
    },
    withdraw,
    find(msg, taker) {
      const found = byName.get(nameOf(msg));
      if (found === undefined) return NOBODY;
      if (!(found instanceof Set)) return isTakenBy(found, taker) ? NOBODY : [found];
      return firstOfEach(found, taker);
    },
  };
}

/** Those that cannot be told from each other arrive in the order in which they were sent. */
function firstOfEach(custodies: ReadonlySet<Custody>, taker: string): readonly Custody[] {
  const found = new Map<string, Custody>();
  for (const custody of custodies) {
    const { queue } = custody.keeper;
    if (!found.has(queue) && !isTakenBy(custody, taker)) found.set(queue, custody);
  }
  return [...found.values()];
}

function nameOf(msg: PlainObject): string {
  const mark = markOf(msg);
  return typeof mark === 'string' ? `${keyOf(msg)}\n${mark}` : keyOf(msg);
}
