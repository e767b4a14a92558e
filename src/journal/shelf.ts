import { LRUCache } from 'lru-cache';
import type { Item, Kind } from './item';

/** The last items of one kind, each known by a key. */
export interface Shelf<Of extends Kind> {
  /** The item of a key, which becomes the last one. */
  find(key: string): Item<Of> | undefined;
  /** Adds the last one; the first one leaves where there are too many. */
  add(key: string, item: Item<Of>): void;
  /** Oldest first. */
  all(): Item<Of>[];
  /**
   * Puts items of earlier lives, oldest first, before those of this one. `combine` gets the two that
   * are about the same; the later one stays.
   */
  restore(
    earlier: readonly Item<Of>[],
    keyOf: (item: Item<Of>) => string,
    combine: (earlier: Item<Of>, later: Item<Of>) => void,
  ): void;
}

/** Makes a shelf for the last `most` items; `left` hears of each that leaves. */
export function createShelf<Of extends Kind>(
  most: number,
  left: (item: Item<Of>) => void,
): Shelf<Of> {
  const items = new LRUCache<string, Item<Of>>({
    max: most,
    dispose(item, _key, reason) {
      if (reason === 'evict') left(item);
    },
  });

  /** Oldest first. */
  function entries(): [key: string, item: Item<Of>][] {
    const all: [string, Item<Of>][] = [];
    items.rforEach((item, key) => void all.push([key, item]));
    return all;
  }

  return {
    find: (key) => items.get(key),
    add: (key, item) => void items.set(key, item),
    all: () => entries().map(([, item]) => item),
    restore(earlier, keyOf, combine) {
      const later = entries();
      const before = new Map(earlier.map((item) => [item.name, item]));
      for (const [, item] of later) {
        const same = before.get(item.name);
        if (!same) continue;
        before.delete(item.name);
        combine(same, item);
        left(same);
      }
      items.clear();
      for (const item of before.values()) items.set(keyOf(item), item);
      for (const [key, item] of later) items.set(key, item);
    },
  };
}
