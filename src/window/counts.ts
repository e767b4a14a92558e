import type { Indicators } from './indicators';
import { NONE, type Records } from './records';
import type { Slot } from './slots';

/** How often each indicator was found in each slot: the records of an indicator, slot by slot. */
export interface Counts {
  /** The record of an indicator in a slot, made where there is none; none of its may be newer. */
  recordOf(row: number, slot: Slot, time: number): number;
  /** Counts `amount` more events, the last of them at `time`. */
  count(row: number, record: number, amount: number, time: number): void;
  /** Frees all records of an indicator. */
  forget(row: number): void;
  /** Frees all records of the oldest slot, and calls `left` with how many events left each of whom. */
  expire(slot: Slot, left: (row: number, events: number) => void): void;
}

export function createCounts(indicators: Indicators, records: Records): Counts {
  /** Hangs a new record behind those that an indicator has. */
  function append(row: number, slot: Slot, time: number): number {
    const record = records.take();
    // Freed in this very slot, it stands in its list already.
    if (records.slot.get(record) !== slot.number) {
      slot.records.set(slot.size, record);
      slot.size += 1;
    }
    records.indicator.set(record, row);
    records.slot.set(record, slot.number);
    records.count.set(record, 0);
    records.written.set(record, 0);
    records.first.set(record, time);
    records.last.set(record, time);
    records.next.set(record, NONE);
    const newest = indicators.newest.get(row);
    if (newest === NONE) indicators.oldest.set(row, record);
    else records.next.set(newest, record);
    indicators.newest.set(row, record);
    return record;
  }

  return {
    recordOf(row, slot, time) {
      const newest = indicators.newest.get(row);
      const isThere = newest !== NONE && records.slot.get(newest) >= slot.number;
      return isThere ? newest : append(row, slot, time);
    },
    count(row, record, amount, time) {
      records.count.add(record, amount);
      records.last.set(record, time);
      indicators.count.add(row, amount);
    },
    forget(row) {
      for (let record = indicators.oldest.get(row); record !== NONE;) {
        const next = records.next.get(record);
        records.free(record);
        record = next;
      }
    },
    expire(slot, left) {
      for (let place = 0; place < slot.size; place += 1) {
        const record = slot.records.get(place);
        const row = records.indicator.get(record);
        if (row === NONE || records.slot.get(record) !== slot.number) continue;
        const amount = records.count.get(record);
        indicators.oldest.set(row, records.next.get(record));
        indicators.count.add(row, -amount);
        records.free(record);
        left(row, amount);
      }
    },
  };
}
