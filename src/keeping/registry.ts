import type { PlainObject } from '../plain-object';
import { isTakenBy, type Custody } from './custody';
import { idOf, nameOf, type Name } from './identity';

/** Who keeps which message on its way, among all nodes of a runtime. */
export interface Registry {
  /** Lets those who get `msg` find its keeper, until that withdraws it or offers it as another. */
  offer(msg: PlainObject, custody: Custody): void;
  withdraw(custody: Custody): void;
  /** The custodies of a message which `taker` gets and has not taken yet: one of each keeper. */
  find(msg: PlainObject, taker: string): readonly Custody[];
}

/**
 * Those whose messages share a `_msgid`, in the order in which they were sent. Nearly always there is one;
 * several lie by the rest of their names: who has the `_msgid` but not the rest keeps another message.
 */
type SameId = Custody | Map<string, Set<Custody>>;

const NOBODY: readonly Custody[] = [];

/** Makes the registry of a runtime. */
export function createRegistry(): Registry {
  const byId = new Map<string, SameId>();

  function add(custody: Custody, name: Name): void {
    const others = byId.get(name.id);
    if (others === undefined) {
      byId.set(name.id, custody);
      return;
    }
    const several = others instanceof Map ? others : severalOf(others);
    byId.set(name.id, several);
    addTo(several, custody, name);
  }

  function withdraw(custody: Custody): void {
    const { name } = custody;
    if (!name) return;
    const others = byId.get(name.id);
    if (others === custody) byId.delete(name.id);
    if (!(others instanceof Map)) return;
    const rest = restOf(name);
    const same = others.get(rest);
    same?.delete(custody);
    if (same?.size === 0) others.delete(rest);
    if (others.size === 0) byId.delete(name.id);
  }

  return {
    offer(msg, custody) {
      withdraw(custody);
      const name = nameOf(msg);
      custody.name = name;
      add(custody, name);
    },
    withdraw,
    find(msg, taker) {
      const found = byId.get(idOf(msg));
      if (found === undefined) return NOBODY;
      const name = nameOf(msg);
      if (found instanceof Map) return firstOfEach(found.get(restOf(name)) ?? [], taker);
      return isNamed(found, restOf(name)) && !isTakenBy(found, taker) ? [found] : NOBODY;
    },
  };
}

function severalOf(custody: Custody): Map<string, Set<Custody>> {
  const several = new Map<string, Set<Custody>>();
  if (custody.name) addTo(several, custody, custody.name);
  return several;
}

function addTo(several: Map<string, Set<Custody>>, custody: Custody, name: Name): void {
  const rest = restOf(name);
  const same = several.get(rest);
  if (same) same.add(custody);
  else several.set(rest, new Set([custody]));
}

function restOf({ part = '', mark = '' }: Name): string {
  return `${part}\n${mark}`;
}

function isNamed({ name }: Custody, rest: string): boolean {
  return name !== undefined && restOf(name) === rest;
}

/** Those that cannot be told from each other arrive in the order in which they were sent. */
function firstOfEach(custodies: Iterable<Custody>, taker: string): readonly Custody[] {
  const found = new Map<string, Custody>();
  for (const custody of custodies) {
    const { queue } = custody.keeper;
    if (!found.has(queue) && !isTakenBy(custody, taker)) found.set(queue, custody);
  }
  return [...found.values()];
}
