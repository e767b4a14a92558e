import type { Pieces } from '../in-pieces';
import { createAdmission } from './admission';
import { mostFrequent, type Counted } from './counted';
import { createCounts } from './counts';
import { createIndicators, type Indicators, type Known } from './indicators';
import { createRecords, type Records } from './records';
import { createSlotList } from './slot-list';
import { isOver, slotAt, type Grid, type Slot } from './slots';

export type { Counted } from './counted';

/** An indicator that was found in an event. */
export type FoundIndicator = Omit<Known, 'sample'>;

/** What was written down of an indicator besides its counts. */
export interface Kept extends Known {
  /** As `Indicators` has it. */
  readonly id: number;
  readonly toldIn: number;
}

/** What was written down of one record. */
interface KeptCount {
  readonly slot: number;
  readonly count: number;
  readonly first: number;
  readonly last: number;
}

/**
 * Counts in how many events of the last while each indicator was found. Times are milliseconds that
 * only go on. An event costs the same however many there were: what leaves the window was counted
 * once and is taken off once.
 *
 * It holds at most `limit` indicators and keeps the most frequent: see `createLimit`.
 */
export interface Window {
  readonly grid: Grid;
  readonly indicators: Indicators;
  readonly records: Records;
  /** The slots with something in them, oldest first. */
  readonly slots: readonly Slot[];
  /** Records of the newest slot that were changed since this was emptied. */
  readonly changed: number[];
  /** Events in the window. */
  readonly events: number;
  /** Lets go what is over at `time`. */
  advance(time: number): void;
  /** Counts an event, in which `found` was found, each once. `sample` tells of it in short. */
  add(time: number, found: readonly FoundIndicator[], sample: () => string): void;
  /** Counts what was also found in the event that was counted last. */
  addMore(time: number, found: readonly FoundIndicator[], sample: () => string): void;
  /**
   * The most frequent first, then those seen first, of one event those that stand in it first; all of
   * them for a `limit` of 0. They are those of the moment of the call, whatever is counted before all
   * pieces are done.
   */
  top(limit: number): Pieces<Counted[]>;
  /**
   * Takes over what was written down, to be called in the order of time; returns the row of the
   * indicator. `row` is what was returned for it before: looking it up is most of the work.
   */
  restore(kept: Kept, counted: KeptCount, row: number): number;
  /** The slot that `number` is, with what was written down of it besides its records. */
  restoreSlot(number: number, events: number, lost: number): void;
  /** All is taken over: what it may have been counted short counts for each of them. */
  settle(): void;
}

export function createWindow(grid: Grid, limit: number): Window {
  const indicators = createIndicators();
  const records = createRecords();
  const counts = createCounts(indicators, records);
  const admission = createAdmission(indicators, counts, limit);
  const changed: number[] = [];
  const slots = createSlotList(forgetChanges);
  let events = 0;

  function forgetChanges(): void {
    for (const record of changed) records.changed.set(record, 0);
    changed.length = 0;
  }

  const expire = (row: number, left: number): void => admission.expire(row, left);

  function see(sighting: FoundIndicator, slot: Slot, time: number, sample: () => string): void {
    const row =
      indicators.rowOf(sighting.key) ?? admission.letIn({ ...sighting, sample: '' }, slot);
    const before = indicators.newest.get(row);
    const record = counts.recordOf(row, slot, time);
    if (record !== before) indicators.setSample(row, sample());
    counts.count(row, record, 1, time);
    if (records.changed.get(record) === 1) return;
    records.changed.set(record, 1);
    changed.push(record);
  }

  function takeOver(kept: Kept, counted: KeptCount, before: number): number {
    const slot = slots.of(counted.slot);
    const isThere = indicators.has(before) && indicators.id.get(before) === kept.id;
    const row = isThere
      ? before
      : (indicators.rowOf(kept.key) ?? admission.letIn(kept, slot, kept.id));
    if (indicators.id.get(row) === kept.id) indicators.toldIn.set(row, kept.toldIn);
    const record = counts.recordOf(row, slot, counted.first);
    indicators.setSample(row, kept.sample);
    const last = Math.max(counted.last, records.last.get(record));
    counts.count(row, record, counted.count, last);
    records.written.set(record, records.count.get(record));
    return row;
  }

  return {
    grid,
    indicators,
    records,
    slots: slots.all,
    changed,
    get events() {
      return events;
    },
    advance(time) {
      for (let [oldest] = slots.all; oldest && isOver(grid, oldest.number, time);) {
        if (slots.all.length === 1) forgetChanges();
        events -= oldest.events;
        counts.expire(oldest, expire);
        slots.removeOldest();
        [oldest] = slots.all;
      }
    },
    add(time, found, sample) {
      const slot = slots.of(slotAt(grid, time));
      slot.events += 1;
      slot.updates += 1;
      events += 1;
      for (const sighting of found) see(sighting, slot, time, sample);
    },
    addMore(time, found, sample) {
      const slot = slots.of(slotAt(grid, time));
      slot.updates += 1;
      for (const sighting of found) see(sighting, slot, time, sample);
    },
    top: (wanted) => mostFrequent({ indicators, records, slots: slots.all }, wanted),
    restore: takeOver,
    restoreSlot(number, slotEvents, lost) {
      const slot = slots.of(number);
      slot.events += slotEvents;
      slot.lost += lost;
      slot.updates += slotEvents;
      slot.writtenEvents = slot.events;
      slot.writtenUpdates = slot.updates;
      slot.writtenLost = slot.lost;
      events += slotEvents;
    },
    settle() {
      const newest = slots.all.at(-1);
      for (const row of indicators.rows()) {
        indicators.since.set(row, newest?.number ?? 0);
        indicators.lostBefore.set(row, newest?.lost ?? 0);
      }
    },
  };
}
