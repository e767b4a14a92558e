import type { Clock } from '../../clock';
import type { Run } from './run';
import { DEAD_LETTERS, type NewWork, type WorkQueue } from '../store';

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

/** A queue in memory. */
export interface MemoryQueue extends WorkQueue {
  /** Puts work into it at once, however much waits; returns its id. */
  add(work: NewWork): string;
  /** Takes work out of it at once, whatever its state. */
  remove(id: string): void;
}

/**
 * Makes a queue. `nextNumber` numbers the work of all queues of a store, which `queueOf` finds. Each
 * list is sorted so that what goes next is its last. `isPassing`: nobody opens it a second time.
 */
export function createMemoryQueue(
  run: Run,
  time: Clock,
  nextNumber: () => number,
  queueOf: (name: string) => MemoryQueue,
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

  function remove(id: string): void {
    const item = items.get(id);
    if (item === undefined) return;
    leaveList(item);
    items.delete(id);
  }

  return {
    lasts: () => !isPassing,
    add,
    remove,
    put: (work, limit, replaced) =>
      run(() => {
        if (ready.length + delayed.length >= limit) return undefined;
        for (const id of replaced?.ids ?? []) queueOf(replaced?.queue ?? '').remove(id);
        return add(work);
      }),
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
    finish: (id) => run(() => remove(id)),
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
        const forgotten = dead.length > DEAD_LETTERS ? dead.pop() : undefined;
        if (forgotten) items.delete(String(forgotten.number));
      }),
    dead: (limit) =>
      run(() =>
        dead.slice(0, limit).map(({ number, payload, reason }) => ({
          id: String(number),
          payload: new Uint8Array(payload),
          reason,
        })),
      ),
    discard: (id) =>
      run(() => {
        const isDead = items.get(id)?.state === 'dead';
        if (isDead) remove(id);
        return isDead;
      }),
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
