import type { Ways } from './either';
import type { Replaced, Store, WorkQueue } from '../store';

/** Marks the ids of work that the spare holds. */
export const SPARE = 'spare:';

/**
 * A queue of a resilient store. Work stays where it was put; what the spare was given is done before
 * what came later. What becomes of work that the primary holds only the primary can write down:
 * `finish`, `giveBack`, `bury`, `revive` and `discard` reject where it fails, and have to be repeated.
 */
export function resilientQueue(
  primaryStore: Store,
  spareStore: Store,
  name: string,
  { either, strictly }: Ways,
): WorkQueue {
  const primary = primaryStore.queue(name);
  const spare = spareStore.queue(name);

  function by<Result>(
    id: string,
    act: (queue: WorkQueue, id: string) => Promise<Result>,
  ): Promise<Result> {
    if (id.startsWith(SPARE)) return act(spare, id.slice(SPARE.length));
    return strictly(() => act(primary, id));
  }

  async function takeSpare(): ReturnType<WorkQueue['take']> {
    const work = await spare.take();
    return work && { ...work, id: SPARE + work.id };
  }

  return {
    async put(work, limit, replaced) {
      const { lasting, passing } = partOf(replaced);
      const putInPrimary = (): Promise<string | undefined> => primary.put(work, limit, lasting);
      const id = lasting
        ? await strictly(putInPrimary)
        : await either(putInPrimary, async () => {
            const own = await spare.put(work, limit);
            return own === undefined ? undefined : SPARE + own;
          });
      if (id !== undefined && passing) await finishAll(spareStore, passing);
      return id;
    },
    lasts: (id) => !id.startsWith(SPARE) && primary.lasts(id),
    take: async () => (await takeSpare()) ?? (await either(() => primary.take(), takeSpare)),
    finish: (id) => by(id, (queue, own) => queue.finish(own)),
    giveBack: (id, wait, payload) => by(id, (queue, own) => queue.giveBack(own, wait, payload)),
    bury: (id, reason, payload) => by(id, (queue, own) => queue.bury(own, reason, payload)),
    revive: (id) => by(id, (queue, own) => queue.revive(own)),
    discard: (id) => by(id, (queue, own) => queue.discard(own)),
    async list(limit) {
      const own = await strictly(() => primary.list(limit));
      const others = await spare.list(limit);
      const marked = others.map(({ id, payload }) => ({ id: SPARE + id, payload }));
      return [...own, ...marked].slice(0, limit);
    },
    async dead(limit) {
      const own = await either(
        () => primary.dead(limit),
        () => Promise.resolve([]),
      );
      const others = (await spare.dead(limit)).map(({ id, payload, reason }) => ({
        id: SPARE + id,
        payload,
        reason,
      }));
      return [...others, ...own].slice(0, limit);
    },
    countDead: async () =>
      (await spare.countDead()) +
      (await either(
        () => primary.countDead(),
        () => Promise.resolve(0),
      )),
    waiting: async () =>
      (await spare.waiting()) +
      (await either(
        () => primary.waiting(),
        () => Promise.resolve(0),
      )),
    async nextDue() {
      const due = [await spare.nextDue(), await strictly(() => primary.nextDue())].filter(
        (each) => each !== undefined,
      );
      return due.length === 0 ? undefined : Math.min(...due);
    },
    recover: () =>
      either(
        () => primary.recover(),
        () => Promise.resolve(),
      ),
    holds: (id) => id.startsWith(SPARE) || primary.holds(id),
    regain: (id) => (id.startsWith(SPARE) ? Promise.resolve(true) : primary.regain(id)),
    onLeft: (listener) => primary.onLeft(listener),
  };
}

/** Finishes work of a store. */
export async function finishAll(store: Store, { queue, ids }: Replaced): Promise<void> {
  for (const id of ids) await store.queue(queue).finish(id);
}

/** What is replaced in the primary and in the spare. */
export function partOf(replaced: Replaced | undefined): {
  readonly lasting?: Replaced;
  readonly passing?: Replaced;
} {
  if (!replaced) return {};
  const { queue } = replaced;
  const ids = replaced.ids.filter((id) => !id.startsWith(SPARE));
  const others = replaced.ids
    .filter((id) => id.startsWith(SPARE))
    .map((id) => id.slice(SPARE.length));
  return {
    ...(ids.length > 0 && { lasting: { queue, ids } }),
    ...(others.length > 0 && { passing: { queue, ids: others } }),
  };
}
