import type { Clock } from '../../clock';
import type { Run } from './run';
import type { NewWork, WorkQueue } from '../store';
import { createWorkLists, type Item } from './work-lists';

/** A queue in memory. */
export interface MemoryQueue extends WorkQueue {
  /** Puts work into it at once, however much waits; returns its id. */
  add(work: NewWork): string;
  /** Takes work out of it at once, whatever its state. */
  remove(id: string): void;
}

/**
 * Makes a queue. `nextNumber` numbers the work of all queues of a store, which `queueOf` finds.
 * `isPassing`: nobody opens it a second time.
 */
export function createMemoryQueue(
  run: Run,
  time: Clock,
  nextNumber: () => number,
  queueOf: (name: string) => MemoryQueue,
  isPassing: boolean,
): MemoryQueue {
  const items = new Map<string, Item>();
  const lists = createWorkLists();

  function add({ payload, priority }: NewWork): string {
    const item = newItem(nextNumber(), payload, priority);
    items.set(String(item.number), item);
    lists.makeReady(item);
    return String(item.number);
  }

  function remove(id: string): void {
    const item = items.get(id);
    if (item === undefined) return;
    lists.leave(item);
    items.delete(id);
  }

  return {
    lasts: () => !isPassing,
    add,
    remove,
    put: (work, limit, replaced) =>
      run(() => {
        if (lists.waiting() >= limit) return undefined;
        for (const id of replaced?.ids ?? []) queueOf(replaced?.queue ?? '').remove(id);
        return add(work);
      }),
    take: () =>
      run(() => {
        const item = lists.take(time.elapsed());
        if (item === undefined) return undefined;
        item.taken += 1;
        return { ...show(item), priority: item.priority, attempts: item.taken - 1 };
      }),
    finish: (id) => run(() => remove(id)),
    giveBack: (id, milliseconds, payload) =>
      run(() => {
        const item = items.get(id);
        if (item?.state !== 'taken') return;
        replacePayload(item, payload);
        lists.delay(item, time.elapsed() + milliseconds);
      }),
    bury: (id, reason, payload) =>
      run(() => {
        const item = items.get(id);
        if (item === undefined) return;
        lists.leave(item);
        replacePayload(item, payload);
        const forgotten = lists.bury(item, reason);
        if (forgotten) items.delete(String(forgotten.number));
      }),
    dead: (limit) =>
      run(() =>
        lists.newestDead(limit).map((item) => Object.assign(show(item), { reason: item.reason })),
      ),
    countDead: () => run(() => lists.dead()),
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
        lists.leave(item);
        lists.makeReady(item);
        return true;
      }),
    list: (limit) => run(() => lists.oldestWaiting(limit).map(show)),
    waiting: () => run(() => lists.waiting()),
    nextDue: () =>
      run(() => {
        const due = lists.nextDue(time.elapsed());
        return due === undefined ? undefined : due - time.elapsed();
      }),
    // No other process can have taken anything from here.
    recover: () => run(() => undefined),
    holds: () => true,
    regain: () => Promise.resolve(true),
    onLeft: () => () => undefined,
  };
}

function replacePayload(item: Item, payload: Uint8Array | undefined): void {
  if (payload) item.payload = new Uint8Array(payload);
}

function newItem(number: number, payload: Uint8Array, priority: number): Item {
  const own = new Uint8Array(payload);
  return { number, payload: own, priority, state: 'ready', taken: 0, due: 0, reason: '' };
}

/** What others see of an item: a copy, so that what they change stays theirs. */
function show({ number, payload }: Item): { readonly id: string; readonly payload: Uint8Array } {
  return { id: String(number), payload: new Uint8Array(payload) };
}
