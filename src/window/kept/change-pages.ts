import type { Slot } from '../slots';
import type { Window } from '../window';
import { changesKey, changesKeys } from './keys';
import { changesOf, seal, writePage } from './pages';
import type { Restored } from './restore';

/** The pages of what was counted since the slots were written as a whole. */
export interface ChangePages {
  /** The first that counts, and whom it follows. */
  readonly tail: number;
  readonly tailFollows: number;
  /** Characters of changes since the slots were written as a whole. */
  readonly characters: number;
  /** The next page to be written, with what was counted in the newest slot. */
  next(window: Window, slot: Slot, ticked: number): ChangePage;
  /** All that they tell is written as a whole: they are given up. */
  startAgain(): void;
}

/** A page as it is to be written. */
interface ChangePage {
  readonly key: string;
  readonly bytes: Uint8Array;
}

/** Characters after which a page of changes is not written again: what one write costs at the most. */
const FULL_PAGE = 4096;

/**
 * `writer` is a number that nobody else has. Goes on after the pages that were found, if those are
 * of use. `giveUp` hears where pages lie that are of no use.
 */
export function createChangePages(
  name: string,
  writer: number,
  restored: Restored | undefined,
  isUsable: boolean,
  giveUp: (keys: readonly string[]) => void,
): ChangePages {
  const found = restored?.found;
  const before = isUsable ? found : undefined;
  let page = found ? found.head.tail + found.changes.length : 0;
  let tail = before ? before.head.tail : page;
  let tailFollows = before?.head.writer ?? writer;
  let follows = before?.changes.at(-1)?.writer ?? tailFollows;
  let characters = 0;

  return {
    get tail() {
      return tail;
    },
    get tailFollows() {
      return tailFollows;
    },
    get characters() {
      return characters;
    },
    next(window, slot, ticked) {
      const bytes = writePage({ ...changesOf(window, slot, ticked), writer, follows });
      const key = changesKey(name, page);
      if (bytes.length >= FULL_PAGE) {
        follows = writer;
        seal(window, slot);
        characters += bytes.length;
        page += 1;
      }
      return { key, bytes };
    },
    startAgain() {
      giveUp(changesKeys(name, tail, page));
      page += 1;
      tail = page;
      tailFollows = writer;
      follows = writer;
      characters = 0;
    },
  };
}
