import type { Clock } from '../../clock';

/** What waits for a time of its own before it stands in line again. */
export interface Resting<Item> {
  size(): number;
  /** Has an item rest for so many milliseconds, and hands it to `goOn` then. */
  add(item: Item, milliseconds: number): void;
  /** Takes an item before its time, if it is there. */
  take(item: Item): void;
  /** Takes all before their time. */
  takeAll(): Item[];
}

/** Makes a place where nothing rests yet. */
export function createResting<Item>(clock: Clock, goOn: (item: Item) => void): Resting<Item> {
  const items = new Map<Item, () => void>();

  function take(item: Item): void {
    items.get(item)?.();
    items.delete(item);
  }

  return {
    size: () => items.size,
    add(item, milliseconds) {
      const cancel = clock.after(milliseconds, () => {
        items.delete(item);
        goOn(item);
      });
      items.set(item, cancel);
    },
    take,
    takeAll() {
      const all = [...items.keys()];
      for (const each of all) take(each);
      return all;
    },
  };
}
