import type { TimeMark } from '../steady-clock';
import type { Values } from '../store/store';
import { own } from '../plain-object';
import {
  changesOf,
  pagesOf,
  readJson,
  readPage,
  seal,
  sumOf,
  writePage,
  type Page,
} from './window-pages';
import { beginOf, slotAt, type Grid } from './window-slots';
import type { Window } from './window';

/** What is known of a window besides its slots. */
interface Head {
  readonly grid: Grid;
  readonly ticked: number;
  /** The steady clock's, so that the next life counts on in the same time. */
  readonly mark: TimeMark;
  /** Number, first and last page of each slot that is written as a whole. */
  readonly slots: readonly (readonly [number, number, number])[];
  /** The first page of changes that came after. */
  readonly tail: number;
}

/** Keeps a window in the store. */
export interface Keeper {
  /** Resolves once all that was counted and told so far is written. */
  commit(): Promise<void>;
  /** The window was emptied: what was written is given up. */
  clear(): Promise<void>;
}

export interface KeeperOptions {
  readonly values: Values;
  /** Tells the windows in one store apart. */
  readonly name: string;
  readonly window: () => Window;
  readonly ticked: () => number;
  readonly mark: () => TimeMark;
}

/** What was written by an earlier life. */
export interface Found {
  readonly head: Head;
  /** The pages of each slot, in the order of time. */
  readonly pages: readonly Page[];
  /** The first page that is not written. */
  readonly end: number;
}

/** Characters after which a page of changes is not written again: what one write costs at the most. */
const FULL_PAGE = 4096;

/** Characters of changes after which their slot is written as a whole, if that is not larger. */
const MUCH = 256 * 1024;

/** About the characters that a record takes in the pages of a whole slot. */
const RECORD = 200;

/** How long a window outlasts a node that does not run, in milliseconds: a week. */
const KEPT = 7 * 86_400_000;

const headKey = (name: string): string => `collect ${name}`;
const changesKey = (name: string, page: number): string => `collect ${name} changes ${page}`;
const slotKey = (name: string, page: number): string => `collect ${name} slot ${page}`;

/** Finds what was written under a name; `undefined` when there is nothing, or nothing to be read. */
export async function findKept(values: Values, name: string): Promise<Found | undefined> {
  const bytes = await values.get(headKey(name));
  const head = bytes && readHead(bytes);
  if (!head) return undefined;
  const pages: Page[] = [];
  for (const [, first, last] of head.slots) {
    for (let number = first; number <= last; number += 1) {
      const page = await getPage(values, slotKey(name, number));
      if (page) pages.push(page);
    }
  }
  let end = head.tail;
  for (;;) {
    const page = await getPage(values, changesKey(name, end));
    if (!page) return { head, pages, end };
    pages.push(page);
    end += 1;
  }
}

/** Puts what was found into a window whose grid may be another one. */
export function restore(window: Window, { head, pages }: Found): void {
  const bySlot = new Map<number, Page[]>();
  for (const page of pages) {
    const others = bySlot.get(page.slot);
    if (others) others.push(page);
    else bySlot.set(page.slot, [page]);
  }
  for (const [number, parts] of [...bySlot].toSorted(([one], [other]) => one - other)) {
    restoreSlot(window, head.grid, number, parts);
  }
  window.settle();
}

function restoreSlot(window: Window, grid: Grid, number: number, pages: readonly Page[]): void {
  const sums = sumOf(grid, pages);
  const newest = sums.reduce((time, { last }) => Math.max(time, last), beginOf(grid, number));
  const isSame = grid.length === window.grid.length;
  const add = (what: 'events' | 'lost'): number => pages.reduce((sum, page) => sum + page[what], 0);
  const slot = isSame ? number : slotAt(window.grid, newest);
  window.restoreSlot(slot, add('events'), add('lost'));
  for (const sum of sums) {
    window.restore({ ...sum, slot: isSame ? number : slotAt(window.grid, sum.last) });
  }
}

/**
 * Writes what was counted, one write after the other: what is counted during one goes with the next.
 * A page of changes is written again until it is full; a slot that is over is written as a whole,
 * and the pages of its changes are given up. `found` is what the window was restored from.
 */
export function createKeeper(options: KeeperOptions, found: Found | undefined): Keeper {
  const { values, name, window, ticked, mark } = options;
  /** First and last page of each slot that is written as a whole, and its events by then. */
  const whole = new Map<number, { readonly range: Range; readonly events: number }>();
  let isNew = true;
  let garbage = found ? keysOf(name, found) : [];
  let headWritten = found?.head.ticked;
  let nextPage = Math.max(0, ...(found?.head.slots ?? []).map(([, , last]) => last + 1));
  let tail = found?.end ?? 0;
  let page = tail;
  let changesWritten = 0;
  let writing: Promise<void> | undefined;
  let next: Promise<void> | undefined;

  const put = (key: string, bytes: Uint8Array): Promise<void> =>
    values.set(key, bytes, KEPT + 3 * window().grid.length);

  /** All slots that are over, and the newest when much of it lies in changes. */
  function slotsToWrite(): number[] {
    const { slots } = window();
    const newest = slots.at(-1);
    const isMuch = newest && changesWritten > Math.max(MUCH, RECORD * newest.size);
    const over = isNew || isMuch ? slots : slots.slice(0, -1);
    return over
      .filter(({ number, events }) => whole.get(number)?.events !== events)
      .map(({ number }) => number);
  }

  async function writeWhole(numbers: readonly number[]): Promise<void> {
    isNew = false;
    const before = [...whole];
    const current = window();
    for (const number of numbers) {
      const slot = current.slots.find((each) => each.number === number);
      if (!slot) continue;
      const { events } = slot;
      const first = nextPage;
      for (const each of pagesOf(current, slot, ticked())) {
        await put(slotKey(name, nextPage), writePage(each));
        nextPage += 1;
      }
      whole.set(number, { range: [first, nextPage - 1], events });
    }
    const live = new Set(current.slots.map(({ number }) => number));
    const given = before.filter(([number]) => numbers.includes(number) || !live.has(number));
    for (const [number] of whole) if (!live.has(number)) whole.delete(number);
    const changes = Array.from({ length: page + 1 - tail }, (_, index) =>
      changesKey(name, tail + index),
    );
    garbage.push(...changes, ...given.flatMap(([, { range }]) => rangeKeys(name, range)));
    page += 1;
    tail = page;
    changesWritten = 0;
    await writeHead();
  }

  async function writeHead(): Promise<void> {
    const slots = Array.from(
      whole,
      ([
        number,
        {
          range: [first, last],
        },
      ]) => [number, first, last],
    );
    const head = { grid: window().grid, ticked: ticked(), mark: mark(), slots, tail };
    headWritten = head.ticked;
    await put(headKey(name), Buffer.from(JSON.stringify(head)));
    const given = garbage;
    garbage = [];
    await Promise.all(given.map((key) => values.set(key, new Uint8Array(0), 0)));
  }

  async function writeChanges(): Promise<void> {
    const current = window();
    const slot = current.slots.at(-1);
    if (!slot || slot.events === slot.writtenEvents) return;
    const bytes = writePage(changesOf(current, slot, ticked()));
    const key = changesKey(name, page);
    if (bytes.length >= FULL_PAGE) {
      seal(current, slot);
      changesWritten += bytes.length;
      page += 1;
    }
    headWritten = ticked();
    await put(key, bytes);
  }

  async function write(): Promise<void> {
    if (isNew) await writeWhole(slotsToWrite());
    // A slot may be over by the time that others are written: changes are those of the newest only.
    for (let numbers = slotsToWrite(); numbers.length > 0; numbers = slotsToWrite()) {
      await writeWhole(numbers);
    }
    await writeChanges();
    if (headWritten !== ticked()) await writeHead();
  }

  function begin(): Promise<void> {
    next = undefined;
    writing = write().finally(() => {
      writing = undefined;
    });
    return writing;
  }

  function commit(): Promise<void> {
    if (!writing) return begin();
    next ??= writing.then(begin, begin);
    return next;
  }

  return {
    commit,
    clear() {
      garbage.push(...[...whole.values()].flatMap(({ range }) => rangeKeys(name, range)));
      whole.clear();
      isNew = true;
      return commit();
    },
  };
}

type Range = readonly [number, number];

function rangeKeys(name: string, [first, last]: Range): string[] {
  return Array.from({ length: last + 1 - first }, (_, index) => slotKey(name, first + index));
}

function keysOf(name: string, { head, end }: Found): string[] {
  const changes = Array.from({ length: end - head.tail }, (_, index) =>
    changesKey(name, head.tail + index),
  );
  return [...changes, ...head.slots.flatMap(([, first, last]) => rangeKeys(name, [first, last]))];
}

async function getPage(values: Values, key: string): Promise<Page | undefined> {
  const bytes = await values.get(key);
  return bytes && readPage(bytes);
}

function readHead(bytes: Uint8Array): Head | undefined {
  const head = readJson(bytes);
  const [grid, mark, slots] = ['grid', 'mark', 'slots'].map((part) => own(head, part));
  const numbers = {
    ticked: Number(own(head, 'ticked')),
    tail: Number(own(head, 'tail')),
    origin: Number(own(grid, 'origin')),
    length: Number(own(grid, 'length')),
  };
  const times = {
    elapsed: Number(own(mark, 'elapsed')),
    now: Number(own(mark, 'now')),
    machineElapsed: Number(own(mark, 'machineElapsed')),
    machineNow: Number(own(mark, 'machineNow')),
  };
  if (!Array.isArray(slots) || !slots.every(isRange)) return undefined;
  if (!Object.values({ ...numbers, ...times }).every(Number.isFinite)) return undefined;
  const { origin, length, ...rest } = numbers;
  return { grid: { origin, length }, mark: times, slots, ...rest };
}

function isRange(value: unknown): value is [number, number, number] {
  return Array.isArray(value) && value.length === 3 && value.every(Number.isSafeInteger);
}
