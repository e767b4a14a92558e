import type { TimeMark } from '../../steady-clock';
import type { Values } from '../../store/store';
import {
  changesKey,
  headKey,
  slotKey,
  type Head,
  type Range,
  type Restored,
  type SlotPages,
} from './restore';
import { changesOf, forgetTold, packPage, pagesOf, seal, writePage } from './pages';
import { isStillTold, type Slot } from '../slots';
import type { Window } from '../window';

/** Keeps a window in the store. */
export interface WindowWriter {
  /** Resolves once all that was counted and told so far is written. */
  commit(): Promise<void>;
  /** The window was emptied: what was written is given up. */
  clear(): Promise<void>;
}

export interface WindowWriterOptions {
  readonly values: Values;
  /** Tells the windows in one store apart. */
  readonly name: string;
  readonly window: () => Window;
  readonly ticked: () => number;
  /** Milliseconds between two ticks; 0: there is none. */
  readonly every: number;
  readonly mark: () => TimeMark;
  /** From 0 to 1, for a number that nobody else has. */
  readonly random: () => number;
}

/** Characters after which a page of changes is not written again: what one write costs at the most. */
const FULL_PAGE = 4096;

/** Characters of changes after which their slot is written as a whole, if that is not larger. */
const MUCH = 256 * 1024;

/** About the characters that a record takes in the pages of a whole slot. */
const RECORD = 200;

/** How long a window outlasts a node that does not run, in milliseconds: a week. */
const KEPT = 7 * 86_400_000;

/** The pages of each slot that is written as a whole, and its events by then. */
type Whole = Map<number, { readonly range: Range; readonly events: number }>;

/**
 * Writes what was counted, one write after the other: what is counted during one goes with the next.
 * A page of changes is written again until it is full; a slot that is over is written as a whole,
 * and the pages of its changes are given up. Where some of it came into a spare only, because the
 * store failed, all is written again once the store works.
 */
export function createWindowWriter(
  options: WindowWriterOptions,
  restored: Restored | undefined,
): WindowWriter {
  const { values, name, window, ticked, every, mark } = options;
  const writer = Math.floor(options.random() * Number.MAX_SAFE_INTEGER);
  const head = restored?.found.head;
  // Slots of another length than those of the window are of no use.
  const isUsable = restored?.isWhole && head?.grid.length === window().grid.length;
  const usable = isUsable ? restored : undefined;
  const end = restored ? restored.found.head.tail + restored.found.changes.length : 0;
  const whole: Whole = usable ? wholeOf(usable) : new Map();
  /** Changes cannot be added to what is written: first all that is there is to be written. */
  let startsAnew = !usable;
  /** Pages that are of no use once the head is written. */
  const garbage = restored && !usable ? keysOf(name, restored.found.head, end) : [];
  let headWritten: number | undefined;
  let nextPage = Math.max(0, ...pagesIn(head).map(([, , last]) => last + 1));
  let tail = usable ? usable.found.head.tail : end;
  let page = end;
  let tailFollows = usable?.found.head.writer ?? writer;
  let follows = usable?.found.changes.at(-1)?.writer ?? tailFollows;
  let changesWritten = 0;
  /** Some of what was written lies in the spare. */
  let isInSpare = false;
  /** The last that was written does not. */
  let lasted = true;
  let writing: Promise<void> | undefined;
  let next: Promise<void> | undefined;

  if (!usable) forgetTold(window());

  async function put(key: string, bytes: Uint8Array): Promise<void> {
    lasted = await values.set(key, bytes, KEPT + 3 * window().grid.length);
    if (!lasted) isInSpare = true;
  }

  /** All slots that are over, and the newest when much of it lies in changes. */
  function slotsToWrite(): Slot[] {
    const { slots } = window();
    const newest = slots.at(-1);
    const isMuch = newest && changesWritten > Math.max(MUCH, RECORD * newest.size);
    const over = startsAnew || isMuch ? slots : slots.slice(0, -1);
    return over.filter(({ number, events }) => whole.get(number)?.events !== events);
  }

  async function writeSlots(slots: readonly Slot[]): Promise<void> {
    const current = window();
    for (const slot of slots) {
      const { number, events } = slot;
      const first = nextPage;
      let last = first - 1;
      for (const each of pagesOf(current, slot, ticked())) {
        last += 1;
        await put(slotKey(name, last), await packPage(each));
        // What was written of a window that has been emptied meanwhile is written over.
        if (window() !== current) return;
      }
      nextPage = last + 1;
      garbage.push(...rangeKeys(name, whole.get(number)?.range));
      whole.set(number, { range: [first, last], events });
    }
    garbage.push(...changesKeys(name, tail, page));
    page += 1;
    tail = page;
    tailFollows = writer;
    follows = writer;
    changesWritten = 0;
    await writeHead();
    if (window() === current) startsAnew = false;
  }

  /** Gives up slots that are over and tell of nothing in those that are not. */
  function forgetSlots(oldest: number): void {
    for (const [number, { range }] of whole) {
      if (isStillTold(number, oldest)) continue;
      whole.delete(number);
      garbage.push(...rangeKeys(name, range));
    }
  }

  async function writeHead(): Promise<void> {
    const { grid, slots } = window();
    const oldest = slots[0]?.number ?? Number.POSITIVE_INFINITY;
    forgetSlots(oldest);
    const pages = Array.from(whole, ([number, { range }]): SlotPages => [number, ...range]);
    const written: Head = {
      grid,
      ticked: ticked(),
      every,
      mark: mark(),
      slots: pages.filter(([number]) => number >= oldest),
      past: pages.filter(([number]) => number < oldest),
      tail,
      writer: tailFollows,
    };
    headWritten = written.ticked;
    const given = garbage.length;
    // Where only a spare has the new head, the old one and its pages are all that a crash leaves.
    await put(headKey(name), Buffer.from(JSON.stringify(written)));
    if (isInSpare) return;
    await Promise.all(garbage.splice(0, given).map((key) => values.set(key, new Uint8Array(0), 0)));
  }

  async function writeChanges(): Promise<void> {
    const current = window();
    const slot = current.slots.at(-1);
    if (!slot || slot.events === slot.writtenEvents) return;
    const bytes = writePage({ ...changesOf(current, slot, ticked()), writer, follows });
    const key = changesKey(name, page);
    if (bytes.length >= FULL_PAGE) {
      follows = writer;
      seal(current, slot);
      changesWritten += bytes.length;
      page += 1;
    }
    headWritten = ticked();
    await put(key, bytes);
  }

  async function writeNews(): Promise<void> {
    // A slot may be over by the time that others are written: changes are those of the newest only.
    while (startsAnew || slotsToWrite().length > 0) await writeSlots(slotsToWrite());
    await writeChanges();
    if (headWritten !== ticked()) await writeHead();
  }

  /** What is written is given up: all that there is will be written. */
  function beginAnew(): void {
    garbage.push(...Array.from(whole.values()).flatMap(({ range }) => rangeKeys(name, range)));
    whole.clear();
    startsAnew = true;
  }

  async function write(): Promise<void> {
    try {
      await writeNews();
      if (!isInSpare || !lasted) return;
      isInSpare = false;
      forgetTold(window());
      beginAnew();
      await writeNews();
    } catch (error) {
      startsAnew = true;
      throw error;
    }
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
      beginAnew();
      return commit();
    },
  };
}

function wholeOf({ found: { head }, events }: Restored): Whole {
  return new Map(
    pagesIn(head).map(([number, ...range]) => [number, { range, events: events.get(number) ?? 0 }]),
  );
}

function pagesIn(head: Head | undefined): readonly SlotPages[] {
  return head ? [...head.past, ...head.slots] : [];
}

function rangeKeys(name: string, range: Range | undefined): string[] {
  if (!range) return [];
  const [first, last] = range;
  return Array.from({ length: last + 1 - first }, (_, index) => slotKey(name, first + index));
}

/** From the first to the last page. */
function changesKeys(name: string, first: number, last: number): string[] {
  return Array.from({ length: last + 1 - first }, (_, index) => changesKey(name, first + index));
}

function keysOf(name: string, head: Head, end: number): string[] {
  const slots = pagesIn(head).flatMap(([, ...range]) => rangeKeys(name, range));
  return [...changesKeys(name, head.tail, end - 1), ...slots];
}
