import type { TimeMark } from '../../steady-clock';
import type { Values } from '../../store/store';
import { createChangePages } from './change-pages';
import { inTurn } from './in-turn';
import { changesKeys, headKey, slotKey, slotKeys } from './keys';
import { forgetTold, packPage, pagesOf } from './pages';
import type { Head, Restored } from './restore';
import { createWholeSlots, pagesIn } from './whole-slots';
import type { Slot } from '../slots';
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

/** Characters of changes after which their slot is written as a whole, if that is not larger. */
const MUCH = 256 * 1024;

/** About the characters that a record takes in the pages of a whole slot. */
const RECORD = 200;

/** How long a window outlasts a node that does not run, in milliseconds: a week. */
const KEPT = 7 * 86_400_000;

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
  const usable = usableFor(window(), restored);
  /** Pages that are of no use once the head is written. */
  const garbage = restored && !usable ? keysOf(name, restored) : [];
  const giveUp = (keys: readonly string[]): void => void garbage.push(...keys);
  const whole = createWholeSlots(name, restored?.found.head, usable, giveUp);
  const changes = createChangePages(name, writer, restored, usable !== undefined, giveUp);
  /** Changes cannot be added to what is written: first all that is there is to be written. */
  let startsAnew = !usable;
  let tickWritten: number | undefined;
  /** Some of what was written lies in the spare. */
  let isInSpare = false;
  /** The last that was written does not. */
  let lasted = true;

  if (!usable) forgetTold(window());

  async function put(key: string, bytes: Uint8Array): Promise<void> {
    lasted = await values.set(key, bytes, KEPT + 3 * window().grid.length);
    if (!lasted) isInSpare = true;
  }

  /** All slots that are over, and the newest when much of it lies in changes. */
  function slotsToWrite(): Slot[] {
    const { slots } = window();
    const newest = slots.at(-1);
    const isMuch = newest && changes.characters > Math.max(MUCH, RECORD * newest.size);
    const over = startsAnew || isMuch ? slots : slots.slice(0, -1);
    return over.filter(({ number, events }) => whole.eventsOf(number) !== events);
  }

  async function writeSlots(slots: readonly Slot[]): Promise<void> {
    const current = window();
    for (const slot of slots) {
      const { number, events } = slot;
      const first = whole.nextPage;
      let last = first - 1;
      for (const each of pagesOf(current, slot, ticked())) {
        last += 1;
        await put(slotKey(name, last), await packPage(each));
        // What was written of a window that has been emptied meanwhile is written over.
        if (window() !== current) return;
      }
      whole.put(number, [first, last], events);
    }
    changes.startAgain();
    await writeHead();
    if (window() === current) startsAnew = false;
  }

  async function writeHead(): Promise<void> {
    const { grid, slots } = window();
    const oldest = slots[0]?.number ?? Number.POSITIVE_INFINITY;
    whole.forget(oldest);
    const pages = whole.pages();
    const head: Head = {
      grid,
      ticked: ticked(),
      every,
      mark: mark(),
      slots: pages.filter(([number]) => number >= oldest),
      past: pages.filter(([number]) => number < oldest),
      tail: changes.tail,
      writer: changes.tailFollows,
    };
    tickWritten = head.ticked;
    const given = garbage.length;
    // Where only a spare has the new head, the old one and its pages are all that a crash leaves.
    await put(headKey(name), Buffer.from(JSON.stringify(head)));
    if (isInSpare) return;
    await Promise.all(garbage.splice(0, given).map((key) => values.set(key, new Uint8Array(0), 0)));
  }

  async function writeChanges(): Promise<void> {
    const current = window();
    const slot = current.slots.at(-1);
    if (!slot || slot.events === slot.writtenEvents) return;
    const { key, bytes } = changes.next(current, slot, ticked());
    tickWritten = ticked();
    await put(key, bytes);
  }

  async function writeNews(): Promise<void> {
    // A slot may be over by the time that others are written: changes are those of the newest only.
    while (startsAnew || slotsToWrite().length > 0) await writeSlots(slotsToWrite());
    await writeChanges();
    if (tickWritten !== ticked()) await writeHead();
  }

  /** What is written is given up: all that there is will be written. */
  function beginAnew(): void {
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

  const commit = inTurn(write);
  return {
    commit,
    clear() {
      beginAnew();
      return commit();
    },
  };
}

/** What was found, where what is written now can be added to it. */
function usableFor(window: Window, restored: Restored | undefined): Restored | undefined {
  // Slots of another length than those of the window are of no use.
  const isSame = restored?.found.head.grid.length === window.grid.length;
  return restored?.isWhole && isSame ? restored : undefined;
}

/** Where all that was found lies. */
function keysOf(name: string, { found: { head, changes } }: Restored): string[] {
  const slots = pagesIn(head).flatMap(([, ...range]) => slotKeys(name, range));
  return [...changesKeys(name, head.tail, head.tail + changes.length - 1), ...slots];
}
