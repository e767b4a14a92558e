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
  const items = new Map<string, Item<Of>>();

  function leaveFirst(): void {
    const [first] = items;
    if (!first) return;
    items.delete(first[0]);
    left(first[1]);
  }

  return {
    find(key) {
      const item = items.get(key);
      if (!item) return undefined;
      items.delete(key);
      items.set(key, item);
      return item;
    },
    add(key, item) {
      items.set(key, item);
      if (items.size > most) leaveFirst();
    },
    all: () => [...items.values()],
    restore(earlier, keyOf, combine) {
      const later = [...items];
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
      while (items.size > most) leaveFirst();
    },
  };
}
