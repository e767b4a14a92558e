import { setImmediate as nextTurn } from 'node:timers/promises';
import { own } from '../../plain-object';
import type { TimeMark } from '../../steady-clock';
import type { Values } from '../../store/store';
import { changesKey, headKey, slotKey, type Range } from './keys';
import { countsOf, readChanges, readJson, unpackPage, type ChangesPage, type Page } from './pages';
import { NONE } from '../records';
import { beginOf, slotAt, type Grid } from '../slots';
import type { FoundIndicator, Kept, Window } from '../window';

/** What is known of a window besides its slots. */
export interface Head {
  readonly grid: Grid;
  readonly ticked: number;
  /** Milliseconds between two ticks; 0: there was none. */
  readonly every: number;
  /** How many indicators it held at the most; absent where an older version wrote it. */
  readonly most?: number;
  /** The steady clock's, so that the next life counts on in the same time. */
  readonly mark: TimeMark;
  /** Number, first and last page of each slot that is written as a whole. */
  readonly slots: readonly SlotPages[];
  /** The same of slots that are over, whose pages still tell of indicators in those that are not. */
  readonly past: readonly SlotPages[];
  /** The first page of changes that came after. */
  readonly tail: number;
  /** Whom that page follows. */
  readonly writer: number;
}

export type SlotPages = readonly [number, ...Range];

/** What was written by an earlier life. */
export interface Found {
  readonly head: Head;
  /** The pages of changes. */
  readonly changes: readonly ChangesPage[];
}

/** What was put into a window. */
export interface Restored {
  readonly found: Found;
  /** The events in the pages of each slot. */
  readonly events: ReadonlyMap<number, number>;
  /** Nothing is missing: what was written can be added to. */
  readonly isWhole: boolean;
}

/** Finds what was written under a name; `undefined` when there is nothing, or nothing to be read. */
export async function findKept(
  values: Pick<Values, 'get'>,
  name: string,
): Promise<Found | undefined> {
  const bytes = await values.get(headKey(name));
  const head = bytes && readHead(bytes);
  if (!head) return undefined;
  const changes: ChangesPage[] = [];
  for (;;) {
    const written = await values.get(changesKey(name, head.tail + changes.length));
    const page = written && readChanges(written);
    if (page?.follows !== (changes.at(-1) ?? head).writer) return { head, changes };
    changes.push(page);
  }
}

/** The last tick of an earlier life. One without ticks has missed none: they begin now. */
export function tickedBefore({ head, changes }: Found, now: number): number {
  if (head.every === 0) return now;
  return Math.max(head.ticked, changes.at(-1)?.ticked ?? head.ticked);
}

/** What the pages say of each indicator, by its id, and its row if it is in the window. */
type KnownById = Map<number, { readonly kept: Kept; row: number; readonly isWanted: boolean }>;

interface Surroundings {
  readonly values: Pick<Values, 'get'>;
  readonly name: string;
  /** Whether an indicator still takes a place. */
  readonly isWanted: (found: FoundIndicator) => boolean;
}

/**
 * Puts what was found into a window, whose grid may be another one, less what is not wanted any more.
 * It leaves room for other work meanwhile: there may be millions of records.
 */
export async function restore(
  window: Window,
  found: Found,
  { values, name, isWanted }: Surroundings,
): Promise<Restored> {
  const { head, changes } = found;
  let isWhole = true;
  const isSame = head.grid.length === window.grid.length;
  const known: KnownById = new Map();
  const events = new Map<number, number>();
  for (const [number, ...range] of head.past.toSorted(bySlot)) {
    events.set(number, 0);
    for await (const page of readRange(values, name, range)) {
      if (page) learn(known, page, isSame, isWanted);
      else isWhole = false;
    }
  }
  for (const [number, ...range] of head.slots.toSorted(bySlot)) {
    events.set(number, 0);
    for await (const page of readRange(values, name, range)) {
      if (!page) isWhole = false;
      if (!page) continue;
      learn(known, page, isSame, isWanted);
      isWhole = restorePage(window, head.grid, page, known) && isWhole;
      events.set(number, page.events + (events.get(number) ?? 0));
    }
  }
  for (const page of changes) {
    learn(known, page, false, isWanted);
    isWhole = restorePage(window, head.grid, page, known) && isWhole;
    await nextTurn();
  }
  window.settle();
  return { found, events, isWhole };
}

const bySlot = ([one]: SlotPages, [other]: SlotPages): number => one - other;

/** The pages, `undefined` for each that is lost. */
async function* readRange(
  values: Pick<Values, 'get'>,
  name: string,
  [first, last]: Range,
): AsyncGenerator<Page | undefined, void> {
  for (let number = first; number <= last; number += 1) {
    const bytes = await values.get(slotKey(name, number));
    yield bytes && unpackPage(bytes);
    await nextTurn();
  }
}

function learn(
  known: KnownById,
  page: Page,
  isKept: boolean,
  isWanted: Surroundings['isWanted'],
): void {
  const toldIn = isKept ? page.slot : Number.NaN;
  for (const [id, key, value, sample] of page.known) {
    const before = known.get(id);
    const row = before?.row ?? NONE;
    const kept = { id, key, value, sample, toldIn };
    known.set(id, { kept, row, isWanted: before?.isWanted ?? isWanted({ key, value }) });
  }
}

/** Returns whether it is known of which indicators the page tells. */
function restorePage(window: Window, grid: Grid, page: Page, known: KnownById): boolean {
  const isSame = grid.length === window.grid.length;
  const counts = [...countsOf(grid, page)];
  const newest = counts.reduce((time, { last }) => Math.max(time, last), beginOf(grid, page.slot));
  const slotOf = (time: number): number => (isSame ? page.slot : slotAt(window.grid, time));
  window.restoreSlot(slotOf(newest), page.events, page.lost);
  let isKnown = true;
  for (const { id, count, first, last } of counts) {
    const each = known.get(id);
    if (!each) isKnown = false;
    else if (each.isWanted)
      each.row = window.restore(each.kept, { slot: slotOf(last), count, first, last }, each.row);
  }
  return isKnown;
}

function readHead(bytes: Uint8Array): Head | undefined {
  const head = readJson(bytes);
  const [grid, mark, slots, past] = ['grid', 'mark', 'slots', 'past'].map((part) =>
    own(head, part),
  );
  const numbers = {
    ticked: Number(own(head, 'ticked')),
    every: Number(own(head, 'every')),
    tail: Number(own(head, 'tail')),
    writer: Number(own(head, 'writer')),
    origin: Number(own(grid, 'origin')),
    length: Number(own(grid, 'length')),
  };
  const times = {
    elapsed: Number(own(mark, 'elapsed')),
    now: Number(own(mark, 'now')),
    machineElapsed: Number(own(mark, 'machineElapsed')),
    machineNow: Number(own(mark, 'machineNow')),
  };
  const [boot, most] = [own(mark, 'boot'), own(head, 'most')];
  if (!areSlots(slots) || !areSlots(past)) return undefined;
  if (!Object.values({ ...numbers, ...times }).every(Number.isFinite)) return undefined;
  const { origin, length, ...rest } = numbers;
  const bootName = typeof boot === 'string' ? { boot } : {};
  return {
    grid: { origin, length },
    ...(typeof most === 'number' && { most }),
    mark: { ...times, ...bootName },
    slots,
    past,
    ...rest,
  };
}

function areSlots(value: unknown): value is SlotPages[] {
  return Array.isArray(value) && value.every(isSlot);
}

function isSlot(value: unknown): value is SlotPages {
  return Array.isArray(value) && value.length === 3 && value.every(Number.isSafeInteger);
}
