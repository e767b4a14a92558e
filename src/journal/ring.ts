import { lastOf, type Item } from './item';

/**
 * Chunks of a journal lie in so many slots, which are written one after the other, round and round:
 * what is in the slot that is written next, and nowhere else, is written again with what is new.
 */
export const SLOTS = 256;

/** Milliseconds for which something that happened is kept. */
export const KEPT = 30 * 86_400_000;

/** A note of which only the count was written for so long is written anew, before its chunk ends. */
const WHOLE_AGAIN = 14 * 86_400_000;

/** Milliseconds that a chunk lasts: its notes may be repeated, and what is repeated is kept. */
export const CHUNK_LASTS = KEPT + WHOLE_AGAIN + 86_400_000;

/** What is written into one slot. */
export interface Chunk {
  /** Of two that name the same note, the higher one is right. */
  readonly sequence: number;
  readonly slot: number;
  readonly whole: readonly Item[];
  readonly repeats: readonly Item[];
}

/** Knows what lies in which slot. */
export interface Ring {
  /** The next chunk, of `items` that are due and of what has to move; they are due no more. */
  next(items: readonly Item[], now: number): Chunk;
  /** A chunk could not be written: all of it is due again. */
  undo(chunk: Chunk): void;
  forget(item: Item): void;
  /** Takes up what an earlier life has written: `item` says where it lies. */
  takeUp(item: Item): void;
  /** Goes on behind this chunk. */
  goOnAfter(sequence: number): void;
}

export function createRing(): Ring {
  const slots = Array.from({ length: SLOTS }, () => new Set<Item>());
  let sequence = 0;

  function leave(item: Item): void {
    if (item.whole !== undefined) slots[item.whole]?.delete(item);
    if (item.repeat !== undefined) slots[item.repeat]?.delete(item);
  }

  function place(item: Item, slot: number): void {
    slots[slot]?.add(item);
    delete item.due;
  }

  function placeWhole(item: Item, slot: number, now: number): void {
    leave(item);
    item.whole = slot;
    item.writtenAt = now;
    delete item.repeat;
    place(item, slot);
  }

  function placeRepeat(item: Item, slot: number): void {
    if (item.repeat !== undefined) slots[item.repeat]?.delete(item);
    item.repeat = slot;
    place(item, slot);
  }

  return {
    next(items, now) {
      sequence += 1;
      const slot = sequence % SLOTS;
      const there = [...(slots[slot] ?? [])].filter((item) => lastOf(item) > now - KEPT);
      const whole = new Set([
        ...items.filter((item) => isDueWhole(item, now)),
        ...there.filter((item) => item.whole === slot || isDueWhole(item, now)),
      ]);
      const repeats = new Set([...items, ...there].filter((item) => !whole.has(item)));
      slots[slot]?.clear();
      for (const item of whole) placeWhole(item, slot, now);
      for (const item of repeats) placeRepeat(item, slot);
      return { sequence, slot, whole: [...whole], repeats: [...repeats] };
    },
    undo({ whole, repeats }) {
      for (const item of [...whole, ...repeats]) {
        leave(item);
        delete item.whole;
        delete item.repeat;
        item.due = 'whole';
      }
    },
    forget: leave,
    takeUp(item) {
      if (item.whole !== undefined) slots[item.whole]?.add(item);
      if (item.repeat !== undefined) slots[item.repeat]?.add(item);
    },
    goOnAfter(earlier) {
      sequence = Math.max(sequence, earlier);
    },
  };
}

/** A count alone says nothing where the note that it belongs to is not written, or soon gone. */
function isDueWhole({ due, whole, writtenAt = 0 }: Item, now: number): boolean {
  return due === 'whole' || whole === undefined || now - writtenAt >= WHOLE_AGAIN;
}
