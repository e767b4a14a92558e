import { createSlot, type Slot } from './slots';

/** The slots of a window with something in them. */
export interface SlotList {
  /** Oldest first. */
  readonly all: readonly Slot[];
  /** The slot that `number` is, made where there is none. */
  of(number: number): Slot;
  removeOldest(): void;
}

/** `begun` is called when a newer slot than all others is begun. */
export function createSlotList(begun: () => void): SlotList {
  const slots: Slot[] = [];
  return {
    all: slots,
    of(number) {
      const newest = slots.at(-1);
      if (newest?.number === number) return newest;
      const known = slots.find((slot) => slot.number === number);
      if (known) return known;
      const slot = createSlot(number);
      slots.push(slot);
      if (newest && newest.number > number) slots.sort((one, other) => one.number - other.number);
      else begun();
      return slot;
    },
    removeOldest: () => void slots.shift(),
  };
}
