import { own } from '../plain-object';
import { NONE } from './window-records';
import { beginOf, type Grid, type Slot } from './window-slots';
import type { Kept, Window } from './window';

/** A part of a slot, as it is written down. What several pages of a slot say is added up. */
export interface Page {
  readonly slot: number;
  readonly events: number;
  readonly lost: number;
  /** When the last tick was. */
  readonly ticked: number;
  /** Row, key, value and sample of each indicator that no page of the slot before this one has. */
  readonly known: readonly (readonly [number, string, string, string])[];
  /** Row, count, and the first and last time since the slot began, one after the other. */
  readonly counts: readonly number[];
}

/** Records in one page of a whole slot, which takes a millisecond or two to make. */
const RECORDS_IN_PAGE = 500;

/** The newest slot's changes since the last that was sealed. */
export function changesOf(window: Window, slot: Slot, ticked: number): Page {
  const part = partOf(window, slot, window.changed);
  const events = slot.events - slot.writtenEvents;
  return { slot: slot.number, events, lost: slot.lost - slot.writtenLost, ticked, ...part };
}

/** What the last page of changes says will not be written again: the next says what comes after. */
export function seal(window: Window, slot: Slot): void {
  for (const record of window.changed) {
    window.records.changed.set(record, 0);
    window.records.written.set(record, window.records.count.get(record));
  }
  window.changed.length = 0;
  slot.writtenEvents = slot.events;
  slot.writtenLost = slot.lost;
}

/**
 * All that there is of a slot, page by page. What is changed while that goes on lies in the pages of
 * changes that follow.
 */
export function* pagesOf(window: Window, slot: Slot, ticked: number): Generator<Page> {
  const { events, lost } = slot;
  slot.writtenEvents = events;
  slot.writtenLost = lost;
  for (let place = 0; place === 0 || place < slot.size; place += RECORDS_IN_PAGE) {
    const length = Math.min(RECORDS_IN_PAGE, slot.size - place);
    const rows = Array.from({ length }, (_, index) => slot.records.get(place + index)).filter(
      (record) => window.records.slot.get(record) === slot.number,
    );
    for (const record of rows) window.records.written.set(record, 0);
    const part = partOf(window, slot, rows);
    for (const record of rows) {
      window.records.written.set(record, window.records.count.get(record));
    }
    const head = place === 0 ? { events, lost } : { events: 0, lost: 0 };
    yield { slot: slot.number, ...head, ticked, ...part };
  }
}

function partOf(
  { grid, indicators, records }: Window,
  slot: Slot,
  rows: readonly number[],
): Pick<Page, 'known' | 'counts'> {
  const begin = beginOf(grid, slot.number);
  const known: [number, string, string, string][] = [];
  const counts: number[] = [];
  for (const record of rows) {
    const row = records.indicator.get(record);
    const written = records.written.get(record);
    const count = records.count.get(record) - written;
    const each = row === NONE || count === 0 ? undefined : indicators.known(row);
    if (!each) continue;
    if (written === 0) known.push([row, each.key, each.value, each.sample]);
    const [first, last] = [records.first.get(record), records.last.get(record)];
    counts.push(row, count, first - begin, last - begin);
  }
  return { known, counts };
}

/** A record that is put together from several pages. */
type Sum = { -readonly [Name in keyof Omit<Kept, 'slot'>]: Kept[Name] };

/** What the pages of one slot say together, in the order in which they were written. */
export function sumOf(grid: Grid, pages: readonly Page[]): readonly Sum[] {
  const sums: Sum[] = [];
  const byRow = new Map<number, Sum>();
  for (const page of pages) {
    for (const [row, key, value, sample] of page.known) {
      const sum = { key, value, sample, count: 0, first: Number.POSITIVE_INFINITY, last: 0 };
      byRow.set(row, sum);
      sums.push(sum);
    }
    addCounts(page, beginOf(grid, page.slot), byRow);
  }
  return sums.filter(({ count }) => count > 0);
}

function addCounts({ counts }: Page, begin: number, byRow: ReadonlyMap<number, Sum>): void {
  for (let place = 0; place < counts.length; place += 4) {
    const [row = NONE, count = 0, first = 0, last = 0] = counts.slice(place, place + 4);
    const sum = byRow.get(row);
    if (!sum) continue;
    sum.count += count;
    sum.first = Math.min(sum.first, begin + first);
    sum.last = Math.max(sum.last, begin + last);
  }
}

export function writePage(page: Page): Uint8Array {
  return Buffer.from(JSON.stringify(page));
}

/** A page that was written down; `undefined` where it cannot be read. */
export function readPage(bytes: Uint8Array): Page | undefined {
  const page = readJson(bytes);
  const [known, counts] = [own(page, 'known'), own(page, 'counts')];
  if (!Array.isArray(known) || !known.every(isKnown)) return undefined;
  if (!Array.isArray(counts) || !counts.every((each) => typeof each === 'number')) return undefined;
  const [slot, events, lost, ticked] = ['slot', 'events', 'lost', 'ticked'].map((name) =>
    Number(own(page, name)),
  );
  if (slot === undefined || events === undefined || lost === undefined || ticked === undefined) {
    return undefined;
  }
  return { slot, events, lost, ticked, known, counts };
}

/** JSON that was written down; `undefined` where it is none. */
export function readJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString());
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function isKnown(value: unknown): value is [number, string, string, string] {
  if (!Array.isArray(value)) return false;
  const [row, ...texts]: unknown[] = value;
  return (
    typeof row === 'number' && texts.length === 3 && texts.every((text) => typeof text === 'string')
  );
}
