import { DEAD_LETTERS } from '../store';

type State = 'ready' | 'delayed' | 'taken' | 'dead';

/** Work as it lies in memory. */
export interface Item {
  readonly number: number;
  payload: Uint8Array;
  readonly priority: number;
  state: State;
  /** How often it was taken. */
  taken: number;
  due: number;
  reason: string;
}

/** The work of a queue by its state, each list in the order in which it goes. Times are `elapsed()`. */
export interface WorkLists {
  makeReady(item: Item): void;
  /** Takes out what goes next. */
  take(now: number): Item | undefined;
  delay(item: Item, due: number): void;
  /** Sets work aside; returns the oldest where there are too many then. */
  bury(item: Item, reason: string): Item | undefined;
  /** Takes work out of the list that it is in. */
  leave(item: Item): void;
  /** When the next is due; now for what is due already. */
  nextDue(now: number): number | undefined;
  /** Work that is neither taken nor dead. */
  waiting(): number;
  oldestWaiting(limit: number): readonly Item[];
  newestDead(limit: number): readonly Item[];
  /** Work that was set aside. */
  dead(): number;
}

export function createWorkLists(): WorkLists {
  // Each is sorted so that what goes next is its last.
  const ready: Item[] = [];
  const delayed: Item[] = [];
  const dead: Item[] = [];
  const lists: Readonly<Record<State, Item[] | undefined>> = {
    ready,
    delayed,
    taken: undefined,
    dead,
  };

  function makeReady(item: Item): void {
    item.state = 'ready';
    insert(ready, item, (one, other) => one.priority - other.priority || other.number - one.number);
  }

  function makeDueReady(now: number): void {
    for (let next = delayed.at(-1); next && next.due <= now; next = delayed.at(-1)) {
      delayed.pop();
      makeReady(next);
    }
  }

  return {
    makeReady,
    take(now) {
      makeDueReady(now);
      const item = ready.pop();
      if (item) item.state = 'taken';
      return item;
    },
    delay(item, due) {
      item.state = 'delayed';
      item.due = due;
      insert(delayed, item, (one, other) => other.due - one.due);
    },
    bury(item, reason) {
      item.state = 'dead';
      item.reason = reason;
      insert(dead, item, (one, other) => other.number - one.number);
      return dead.length > DEAD_LETTERS ? dead.pop() : undefined;
    },
    leave(item) {
      const list = lists[item.state];
      const place = list?.indexOf(item) ?? -1;
      if (place !== -1) list?.splice(place, 1);
    },
    nextDue(now) {
      makeDueReady(now);
      return ready.length > 0 ? now : delayed.at(-1)?.due;
    },
    waiting: () => ready.length + delayed.length,
    oldestWaiting: (limit) =>
      [...ready, ...delayed].toSorted((one, other) => one.number - other.number).slice(0, limit),
    newestDead: (limit) => dead.slice(0, limit),
    dead: () => dead.length,
  };
}

/** Puts `entry` into the sorted `list`, behind its equals. */
function insert<Entry>(
  list: Entry[],
  entry: Entry,
  compare: (one: Entry, other: Entry) => number,
): void {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const there = list[middle];
    if (there !== undefined && compare(there, entry) <= 0) low = middle + 1;
    else high = middle;
  }
  list.splice(low, 0, entry);
}
