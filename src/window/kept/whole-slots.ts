import { isStillTold } from '../slots';
import { slotKeys, type Range } from './keys';
import type { Head, Restored, SlotPages } from './restore';

/** The slots that are written as a whole, each on its pages. */
export interface WholeSlots {
  /** `updates` of a slot by when it was written; `undefined` where it was not. */
  updatesOf(number: number): number | undefined;
  /** The number of a page that was never used. */
  readonly nextPage: number;
  /** A slot is written on pages; those that it was on before are given up. */
  put(number: number, range: Range, updates: number): void;
  /** Gives up slots before `oldest` that tell of nothing in it or after it. */
  forget(oldest: number): void;
  /** Gives up all. */
  clear(): void;
  /** Where each is, in the order in which they were written. */
  pages(): SlotPages[];
}

/** Goes on after what was written before. `giveUp` hears where pages lie that are of no use. */
export function createWholeSlots(
  name: string,
  head: Head | undefined,
  usable: Restored | undefined,
  giveUp: (keys: readonly string[]) => void,
): WholeSlots {
  const whole = new Map<number, { readonly range: Range; readonly updates: number }>();
  let nextPage = Math.max(0, ...pagesIn(head).map(([, , last]) => last + 1));

  for (const [number, ...range] of pagesIn(usable?.found.head)) {
    whole.set(number, { range, updates: usable?.events.get(number) ?? 0 });
  }

  return {
    updatesOf: (number) => whole.get(number)?.updates,
    get nextPage() {
      return nextPage;
    },
    put(number, range, updates) {
      nextPage = range[1] + 1;
      giveUp(slotKeys(name, whole.get(number)?.range));
      whole.set(number, { range, updates });
    },
    forget(oldest) {
      for (const [number, { range }] of whole) {
        if (isStillTold(number, oldest)) continue;
        whole.delete(number);
        giveUp(slotKeys(name, range));
      }
    },
    clear() {
      for (const { range } of whole.values()) giveUp(slotKeys(name, range));
      whole.clear();
    },
    pages: () => Array.from(whole, ([number, { range }]): SlotPages => [number, ...range]),
  };
}

/** Where the slots lie of which a head tells. */
export function pagesIn(head: Head | undefined): readonly SlotPages[] {
  return head ? [...head.past, ...head.slots] : [];
}
