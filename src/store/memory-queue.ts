import type { Clock } from '../clock';
import type { Run } from './memory-run';
import type { NewWork, WorkQueue } from './store';

type State = 'ready' | 'delayed' | 'taken' | 'dead';

interface Item {
  readonly number: number;
  payload: Uint8Array;
  readonly priority: number;
  state: State;
  /** How often it was taken. */
  taken: number;
  due: number;
  reason: string;
}

/** Dead letters beyond this many are forgotten, the oldest first. */
const DEAD_KEPT = 1000;

/** A queue in memory. */
export interface MemoryQueue extends WorkQueue {
  /** Puts work into it at once, however much waits; returns its id. */
  add(work: NewWork): string;
}

/**
 * Makes a queue. `nextNumber` numbers the work of all queues of a store. Each list is sorted so
 * that what goes next is its last. `isPassing`: nobody opens it a second time.
 */
export function createMemoryQueue(
  run: Run,
  time: Clock,
  nextNumber: () => number,
  isPassing: boolean,
): MemoryQueue {
  const items = new Map<string, Item>();
  const ready: Item[] = [];
  const delayed: Item[] = [];
  const dead: Item[] = [];

  const lists: Readonly<Record<State, Item[] | undefined>> = {
    ready,
    delayed,
    taken: undefined,
    dead,
  };

  function leaveList(item: Item): void {
    const list = lists[item.state];
    const place = list?.indexOf(item) ?? -1;
    if (place !== -1) list?.splice(place, 1);
  }

  function replacePayload(item: Item, payload: Uint8Array | undefined): void {
    if (payload) item.payload = new Uint8Array(payload);
  }

  function makeReady(item: Item): void {
    item.state = 'ready';
    insert(ready, item, (one, other) => one.priority - other.priority || other.number - one.number);
  }

  function makeDueReady(): void {
    for (let next = delayed.at(-1); next && next.due <= time.elapsed(); next = delayed.at(-1)) {
      delayed.pop();
      makeReady(next);
    }
  }

  function add({ payload, priority }: NewWork): string {
    const item: Item = {
      number: nextNumber(),
      payload: new Uint8Array(payload),
      priority,
      state: 'ready',
      taken: 0,
      due: 0,
      reason: '',
    };
    items.set(String(item.number), item);
    makeReady(item);
    return String(item.number);
  }

  return {
    lasts: () => !isPassing,
    add,
    put: (work, limit) =>
      run(() => (ready.length + delayed.length >= limit ? undefined : add(work))),
    take: () =>
      run(() => {
        makeDueReady();
        const item = ready.pop();
        if (item === undefined) return undefined;
        item.state = 'taken';
        item.taken += 1;
        return {
          id: String(item.number),
          payload: new Uint8Array(item.payload),
          priority: item.priority,
          attempts: item.taken - 1,
        };
      }),
    finish: (id) =>
      run(() => {
        const item = items.get(id);
        if (item === undefined) return;
        leaveList(item);
        items.delete(id);
      }),
    giveBack: (id, milliseconds, payload) =>
      run(() => {
        const item = items.get(id);
        if (item?.state !== 'taken') return;
        replacePayload(item, payload);
        item.state = 'delayed';
        item.due = time.elapsed() + milliseconds;
        insert(delayed, item, (one, other) => other.due - one.due);
      }),
    bury: (id, reason, payload) =>
      run(() => {
        const item = items.get(id);
        if (item === undefined) return;
        leaveList(item);
        replacePayload(item, payload);
        item.state = 'dead';
        item.reason = reason;
        insert(dead, item, (one, other) => other.number - one.number);
        const forgotten = dead.length > DEAD_KEPT ? dead.pop() : undefined;
        if (forgotten) items.delete(String(forgotten.number));
      }),
    dead: (limit) =>
      run(() =>
        dead
          .slice(Math.max(0, dead.length - limit))
          .toReversed()
          .map(({ number, payload, reason }) => ({
            id: String(number),
            payload: new Uint8Array(payload),
            reason,
          })),
      ),
    revive: (id) =>
      run(() => {
        const item = items.get(id);
        if (item?.state !== 'dead') return false;
        leaveList(item);
        makeReady(item);
        return true;
      }),
    list: (limit) =>
      run(() =>
        [...ready, ...delayed]
          .toSorted((one, other) => one.number - other.number)
          .slice(0, limit)
          .map(({ number, payload }) => ({ id: String(number), payload: new Uint8Array(payload) })),
      ),
    waiting: () => run(() => ready.length + delayed.length),
    nextDue: () =>
      run(() => {
        makeDueReady();
        if (ready.length > 0) return 0;
        const next = delayed.at(-1);
        return next && next.due - time.elapsed();
      }),
    // No other process can have taken anything from here.
    recover: () => run(() => undefined),
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
