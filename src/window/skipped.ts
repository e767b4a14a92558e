import { createHash } from 'node:crypto';
import { compact } from '../text/compact';
import { isOver, slotAt, type Grid } from './slots';

/** How many different indicators are left out of a window: they take no place in it. */
export interface Skipped {
  /** An event at `time` has the indicator with this key, which is left out. */
  note(key: string, time: number): void;
  /** How many different ones, in the window that ends at `time`; `MOST_SKIPPED` stands for more, too. */
  count(time: number): number;
  clear(): void;
}

/** Different ones that are told apart; of more, those that came last. */
export const MOST_SKIPPED = 10_000;

/** Longer keys are told apart by their hash. */
const LONGEST_KEY = 64;

/** Counts in memory only: what must not leave is not written down, either. */
export function createSkipped(grid: Grid): Skipped {
  /** The slot in which each came last, the oldest first. */
  const slots = new Map<string, number>();

  function forgetOver(time: number): void {
    for (const [key, slot] of slots) {
      if (!isOver(grid, slot, time)) return;
      slots.delete(key);
    }
  }

  return {
    note(key, time) {
      const name = shortOf(key);
      slots.delete(name);
      slots.set(name, slotAt(grid, time));
      const [oldest] = slots.keys();
      if (slots.size > MOST_SKIPPED && oldest !== undefined) slots.delete(oldest);
    },
    count(time) {
      forgetOver(time);
      return slots.size;
    },
    clear: () => slots.clear(),
  };
}

function shortOf(key: string): string {
  if (key.length <= LONGEST_KEY) return compact(key);
  return createHash('sha256').update(key).digest('base64');
}
