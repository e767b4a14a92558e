import type { Counts } from './counts';
import type { Indicators, Known } from './indicators';
import { createLimit } from './limit';
import { NONE } from './records';
import type { Slot } from './slots';

/** Which indicators are in a window that has room for so many. */
export interface Admission {
  /** Lets an indicator in, and another go where there is no room; returns its row. */
  letIn(known: Known, slot: Slot, id?: number): number;
  /** `events` of an indicator, its oldest, have left the window, and perhaps it with them. */
  expire(row: number, events: number): void;
}

export function createAdmission(indicators: Indicators, counts: Counts, most: number): Admission {
  const limit = createLimit(indicators);

  function makeRoom(slot: Slot): void {
    const row = limit.choose((lost) => {
      slot.lost += lost;
    });
    if (row === undefined) return;
    counts.forget(row);
    indicators.remove(row);
  }

  return {
    letIn(known, slot, id) {
      if (indicators.size >= most) makeRoom(slot);
      const row = indicators.add(known, id);
      indicators.oldest.set(row, NONE);
      indicators.newest.set(row, NONE);
      indicators.count.set(row, 0);
      indicators.setOff.set(row, 0);
      indicators.since.set(row, slot.number);
      indicators.lostBefore.set(row, slot.lost);
      return row;
    },
    expire(row, events) {
      limit.expire(row, events);
      if (indicators.oldest.get(row) === NONE) indicators.remove(row);
    },
  };
}
