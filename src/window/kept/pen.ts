import type { TimeMark } from '../../steady-clock';
import type { Values } from '../../store/store';
import type { Slot } from '../slots';
import type { Window } from '../window';
import type { ChangePages } from './change-pages';
import { headKey, slotKey } from './keys';
import { packPage, pagesOf } from './pages';
import type { Head } from './restore';
import type { WholeSlots } from './whole-slots';

export interface PenOptions {
  readonly values: Values;
  readonly name: string;
  readonly window: () => Window;
  readonly ticked: () => number;
  /** Milliseconds between two ticks; 0: there is none. */
  readonly every: number;
  /** How many indicators the window holds at the most. */
  readonly most: number;
  readonly mark: () => TimeMark;
  readonly whole: WholeSlots;
  readonly changes: ChangePages;
  /** Where pages lie that are of no use once the head is written. */
  readonly garbage: string[];
}

/** Writes the parts of a window into the store. */
interface Pen {
  /** The last tick that is written down. */
  readonly tick: number | undefined;
  /** Whether some of what was written lies in a spare only, because the store failed. */
  readonly isInSpare: boolean;
  /** Whether the last that was written lasts. */
  readonly lasted: boolean;
  /** What lies in a spare is about to be written again. */
  begin(): void;
  /** Writes slots as a whole; resolves with whether the window is still the same. */
  writeSlots(slots: readonly Slot[]): Promise<boolean>;
  /** Writes what was counted in the newest slot since. */
  writeChanges(): Promise<void>;
  writeHead(): Promise<void>;
}

/** How long a window outlasts a node that does not run, in milliseconds: a week. */
const KEPT = 7 * 86_400_000;

export function createPen(options: PenOptions): Pen {
  const { values, name, window, ticked, whole, changes, garbage } = options;
  let tick: number | undefined;
  let isInSpare = false;
  let lasted = true;

  async function put(key: string, bytes: Uint8Array): Promise<void> {
    lasted = await values.set(key, bytes, KEPT + 3 * window().grid.length);
    if (!lasted) isInSpare = true;
  }

  /** Resolves with whether the window is still the same. */
  async function writeSlot(current: Window, slot: Slot): Promise<boolean> {
    const { number, updates } = slot;
    const first = whole.nextPage;
    let last = first - 1;
    for (const each of pagesOf(current, slot, ticked())) {
      last += 1;
      await put(slotKey(name, last), await packPage(each));
      // What was written of a window that has been emptied meanwhile is written over.
      if (window() !== current) return false;
    }
    whole.put(number, [first, last], updates);
    return true;
  }

  async function writeHead(): Promise<void> {
    const oldest = window().slots[0]?.number ?? Number.POSITIVE_INFINITY;
    whole.forget(oldest);
    const head = headOf(options, oldest);
    tick = head.ticked;
    const given = garbage.length;
    // Where only a spare has the new head, the old one and its pages are all that a crash leaves.
    await put(headKey(name), Buffer.from(JSON.stringify(head)));
    if (isInSpare) return;
    await Promise.all(garbage.splice(0, given).map((key) => values.set(key, new Uint8Array(0), 0)));
  }

  return {
    get tick() {
      return tick;
    },
    get isInSpare() {
      return isInSpare;
    },
    get lasted() {
      return lasted;
    },
    begin: () => void (isInSpare = false),
    async writeSlots(slots) {
      const current = window();
      for (const slot of slots) if (!(await writeSlot(current, slot))) return false;
      changes.startAgain();
      await writeHead();
      return window() === current;
    },
    async writeChanges() {
      const current = window();
      const slot = current.slots.at(-1);
      if (!slot || slot.updates === slot.writtenUpdates) return;
      const { key, bytes } = changes.next(current, slot, ticked());
      tick = ticked();
      await put(key, bytes);
    },
    writeHead,
  };
}

function headOf(
  { window, ticked, every, most, mark, whole, changes }: PenOptions,
  oldest: number,
): Head {
  const pages = whole.pages();
  return {
    grid: window().grid,
    ticked: ticked(),
    every,
    most,
    mark: mark(),
    slots: pages.filter(([number]) => number >= oldest),
    past: pages.filter(([number]) => number < oldest),
    tail: changes.tail,
    writer: changes.tailFollows,
  };
}
