import type { TimeMark } from '../../steady-clock';
import type { Values } from '../../store/store';
import { createChangePages } from './change-pages';
import { inTurn } from './in-turn';
import { changesKeys, slotKeys } from './keys';
import { forgetTold } from './pages';
import { createPen } from './pen';
import type { Restored } from './restore';
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
  /** How many indicators the window holds at the most. */
  readonly most: number;
  readonly mark: () => TimeMark;
  /** From 0 to 1, for a number that nobody else has. */
  readonly random: () => number;
}

/** Characters of changes after which their slot is written as a whole, if that is not larger. */
const MUCH = 256 * 1024;

/** About the characters that a record takes in the pages of a whole slot. */
const RECORD = 200;

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
  const { name, window, ticked } = options;
  const writer = Math.floor(options.random() * Number.MAX_SAFE_INTEGER);
  const usable = usableFor(window(), restored);
  const garbage = restored && !usable ? keysOf(name, restored) : [];
  const giveUp = (keys: readonly string[]): void => void garbage.push(...keys);
  const whole = createWholeSlots(name, restored?.found.head, usable, giveUp);
  const changes = createChangePages(name, writer, restored, usable !== undefined, giveUp);
  const pen = createPen({ ...options, whole, changes, garbage });
  /** Changes cannot be added to what is written: first all that is there is to be written. */
  let startsAnew = !usable;

  if (!usable) forgetTold(window());

  /** All slots that are over, and the newest when much of it lies in changes. */
  function slotsToWrite(): Slot[] {
    const { slots } = window();
    const newest = slots.at(-1);
    const isMuch = newest && changes.characters > Math.max(MUCH, RECORD * newest.size);
    const over = startsAnew || isMuch ? slots : slots.slice(0, -1);
    return over.filter(({ number, updates }) => whole.updatesOf(number) !== updates);
  }

  async function writeNews(): Promise<void> {
    // A slot may be over by the time that others are written: changes are those of the newest only.
    while (startsAnew || slotsToWrite().length > 0) {
      if (await pen.writeSlots(slotsToWrite())) startsAnew = false;
    }
    await pen.writeChanges();
    if (pen.tick !== ticked()) await pen.writeHead();
  }

  /** What is written is given up: all that there is will be written. */
  function beginAnew(): void {
    whole.clear();
    startsAnew = true;
  }

  async function write(): Promise<void> {
    try {
      await writeNews();
      if (!pen.isInSpare || !pen.lasted) return;
      pen.begin();
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
