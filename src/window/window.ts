import { createIndicators, type Indicators, type Known } from './indicators';
import { createLimit } from './limit';
import { createRecords, NONE, type Records } from './records';
import { createSlot, isOver, slotAt, type Grid, type Slot } from './slots';

/** An indicator that was found in an event. */
export type FoundIndicator = Omit<Known, 'sample'>;

/** An indicator with what was counted of it in the window. Times are those of the window. */
export interface Counted extends Known {
  /** Events in which it was found; at most `error` too many. */
  readonly count: number;
  readonly error: number;
  readonly first: number;
  readonly last: number;
}

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
  /** The most frequent first, then those seen first; all of them for a `limit` of 0. */
  top(limit: number): Counted[];
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
  const room = createLimit(indicators);
  const slots: Slot[] = [];
  const changed: number[] = [];
  let events = 0;

  function slotOf(number: number): Slot {
    const newest = slots.at(-1);
    if (newest?.number === number) return newest;
    const known = slots.find((slot) => slot.number === number);
    if (known) return known;
    const slot = createSlot(number);
    slots.push(slot);
    if (newest && newest.number > number) slots.sort((one, other) => one.number - other.number);
    else forgetChanges();
    return slot;
  }

  function forgetChanges(): void {
    for (const record of changed) records.changed.set(record, 0);
    changed.length = 0;
  }

  /** The record of an indicator in a slot; none of its records may be newer. */
  function recordOf(row: number, slot: Slot, time: number): number {
    const newest = indicators.newest.get(row);
    if (newest !== NONE && records.slot.get(newest) >= slot.number) return newest;
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
    if (newest === NONE) indicators.oldest.set(row, record);
    else records.next.set(newest, record);
    indicators.newest.set(row, record);
    return record;
  }

  function comeIn(known: Known, slot: Slot, id?: number): number {
    if (indicators.size >= limit) makeRoom(slot);
    const row = indicators.add(known, id);
    indicators.oldest.set(row, NONE);
    indicators.newest.set(row, NONE);
    indicators.count.set(row, 0);
    indicators.setOff.set(row, 0);
    indicators.since.set(row, slot.number);
    indicators.lostBefore.set(row, slot.lost);
    return row;
  }

  function makeRoom(slot: Slot): void {
    const row = room.choose((lost) => {
      slot.lost += lost;
    });
    if (row === undefined) return;
    for (let record = indicators.oldest.get(row); record !== NONE;) {
      const next = records.next.get(record);
      records.free(record);
      record = next;
    }
    indicators.remove(row);
  }

  function count(row: number, record: number, amount: number, time: number): void {
    records.count.add(record, amount);
    records.last.set(record, time);
    indicators.count.add(row, amount);
  }

  function see(sighting: FoundIndicator, slot: Slot, time: number, sample: () => string): void {
    let row = indicators.rowOf(sighting.key);
    if (row === undefined) row = comeIn({ ...sighting, sample: '' }, slot);
    const before = indicators.newest.get(row);
    const record = recordOf(row, slot, time);
    if (record !== before) indicators.setSample(row, sample());
    count(row, record, 1, time);
    if (records.changed.get(record) === 1) return;
    records.changed.set(record, 1);
    changed.push(record);
  }

  function expire(slot: Slot): void {
    events -= slot.events;
    for (let place = 0; place < slot.size; place += 1) {
      const record = slot.records.get(place);
      const row = records.indicator.get(record);
      if (row === NONE || records.slot.get(record) !== slot.number) continue;
      const next = records.next.get(record);
      const amount = records.count.get(record);
      records.free(record);
      indicators.oldest.set(row, next);
      indicators.count.add(row, -amount);
      room.expire(row, amount);
      if (next === NONE) indicators.remove(row);
    }
  }

  /** How many of its events may be missing: those before it came in, if it was let go then. */
  function errorOf(row: number): number {
    const since = indicators.since.get(row);
    let error = 0;
    for (const slot of slots) {
      if (slot.number < since) error += slot.lost;
      else if (slot.number === since) error += indicators.lostBefore.get(row);
    }
    return error;
  }

  function describe(row: number): Counted | undefined {
    const known = indicators.known(row);
    if (!known) return undefined;
    const error = errorOf(row);
    return {
      ...known,
      count: indicators.count.get(row) + error,
      error,
      first: records.first.get(indicators.oldest.get(row)),
      last: records.last.get(indicators.newest.get(row)),
    };
  }

  return {
    grid,
    indicators,
    records,
    slots,
    changed,
    get events() {
      return events;
    },
    advance(time) {
      for (let oldest = slots[0]; oldest && isOver(grid, oldest.number, time); oldest = slots[0]) {
        if (slots.length === 1) forgetChanges();
        expire(oldest);
        slots.shift();
      }
    },
    add(time, found, sample) {
      const slot = slotOf(slotAt(grid, time));
      slot.events += 1;
      events += 1;
      for (const sighting of found) see(sighting, slot, time, sample);
    },
    top: (wanted) => selectTop(indicators.rows(), describe, wanted),
    restore(kept, counted, before) {
      const slot = slotOf(counted.slot);
      const isThere = indicators.has(before) && indicators.id.get(before) === kept.id;
      const row = isThere ? before : (indicators.rowOf(kept.key) ?? comeIn(kept, slot, kept.id));
      if (indicators.id.get(row) === kept.id) indicators.toldIn.set(row, kept.toldIn);
      const record = recordOf(row, slot, counted.first);
      indicators.setSample(row, kept.sample);
      count(row, record, counted.count, Math.max(counted.last, records.last.get(record)));
      records.written.set(record, records.count.get(record));
      return row;
    },
    restoreSlot(number, slotEvents, lost) {
      const slot = slotOf(number);
      slot.events += slotEvents;
      slot.lost += lost;
      slot.writtenEvents = slot.events;
      slot.writtenLost = slot.lost;
      events += slotEvents;
    },
    settle() {
      const newest = slots.at(-1);
      for (const row of indicators.rows()) {
        indicators.since.set(row, newest?.number ?? 0);
        indicators.lostBefore.set(row, newest?.lost ?? 0);
      }
    },
  };
}

/** Sorted so often only that what does not fit is not kept meanwhile. */
function selectTop(
  rows: Iterable<number>,
  describe: (row: number) => Counted | undefined,
  wanted: number,
): Counted[] {
  const limit = wanted === 0 ? Number.POSITIVE_INFINITY : wanted;
  let best: Counted[] = [];
  for (const row of rows) {
    const each = describe(row);
    if (each) best.push(each);
    if (best.length >= 2 * limit + SPARE) best = best.toSorted(compare).slice(0, limit);
  }
  return best.toSorted(compare).slice(0, limit);
}

const SPARE = 1000;

function compare(one: Counted, other: Counted): number {
  return other.count - one.count || one.first - other.first || (one.key < other.key ? -1 : 1);
}
