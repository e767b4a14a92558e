import { createNumbers, type Column } from './columns';

/** Slots in one window. An event leaves the window with its slot, at most one slot too late. */
const SLOTS = 60;

/**
 * What is known of an indicator is written down again with the first slot that comes so many slots
 * after the one in which it was last: pages need not be kept for ever, and its sample is not from
 * long ago.
 */
const TOLD_FOR = SLOTS / 2;

/** Whether those who read the pages of `slot` will also find those of the slot `toldIn`. */
export function isStillTold(toldIn: number, slot: number): boolean {
  return toldIn > slot - TOLD_FOR;
}

/** How a window is cut into slots, which begin at `origin` and at every 60th of `length` (ms). */
export interface Grid {
  readonly origin: number;
  readonly length: number;
}

export function slotAt({ origin, length }: Grid, time: number): number {
  return Math.floor(((time - origin) * SLOTS) / length);
}

/** Whether no part of a slot is in the window that ends at `time`. */
export function isOver({ origin, length }: Grid, slot: number, time: number): boolean {
  return (slot + 1 + SLOTS) * length <= (time - origin) * SLOTS;
}

/** When a slot begins. */
export function beginOf({ origin, length }: Grid, slot: number): number {
  return origin + (slot * length) / SLOTS;
}

/** One slot of a window. */
export interface Slot {
  readonly number: number;
  /** Rows of its records, `size` of them; some may have been freed and used elsewhere since. */
  readonly records: Column;
  size: number;
  events: number;
  /** Grows with each event, and with what more is found in one. */
  updates: number;
  /** By how much indicators that were let go in it may have been counted short. */
  lost: number;
  /** How much of `events`, `updates` and `lost` lies in pages that will not be written again. */
  writtenEvents: number;
  writtenUpdates: number;
  writtenLost: number;
}

export function createSlot(number: number): Slot {
  return {
    number,
    records: createNumbers(),
    size: 0,
    events: 0,
    updates: 0,
    lost: 0,
    writtenEvents: 0,
    writtenUpdates: 0,
    writtenLost: 0,
  };
}
