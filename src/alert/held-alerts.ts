import { StoreError } from '../store/errors';
import type { Store } from '../store/store';
import { readEntry } from '../keeping/entry';
import {
  heldOf,
  nameBy,
  nameIn,
  readHeld,
  UNREADABLE,
  type HeldAlert,
  type HeldAlerts,
  type HeldByAll,
} from './held-alert';

/** The alerts that are kept in `queueName` of a store by the node `node`, among those of `byAll`. */
export function openHeldAlerts(
  store: Store,
  queueName: string,
  node: string,
  byAll: HeldByAll,
): HeldAlerts {
  const queue = store.queue(queueName);
  /** By kind and subject; of each the id of its work. */
  const known = new Map<string, { readonly work: string; readonly held: HeldAlert }>();
  /** What is taken, and neither sent on nor given back. */
  const taken = new Set<string>();

  /** What came before about the same subject is told of by what came after. */
  async function add(work: string, held: HeldAlert): Promise<void> {
    const before = known.get(nameIn(held));
    if (before?.work === work) return;
    known.set(nameIn(held), { work, held });
    byAll.set(nameIn(held), held);
    if (!before) return;
    taken.delete(before.work);
    await queue.finish(before.work);
  }

  /** Returns the id of its work. */
  function forget(held: HeldAlert): string | undefined {
    const before = known.get(nameIn(held));
    if (!before || before.held !== held) return undefined;
    known.delete(nameIn(held));
    leaveOne(held);
    taken.delete(before.work);
    return before.work;
  }

  function leaveOne(held: HeldAlert): void {
    if (byAll.get(nameIn(held)) === held) byAll.delete(nameIn(held));
  }

  async function setAside(id: string): Promise<void> {
    taken.delete(id);
    const lost = [...known.values()].find(({ work }) => work === id);
    if (lost) forget(lost.held);
    await queue.bury(id, 'The alert cannot be read');
  }

  async function giveBack(): Promise<void> {
    const ids = [...taken];
    taken.clear();
    await Promise.all(ids.map((id) => queue.giveBack(id, 0)));
  }

  return {
    async load() {
      await queue.recover();
      let unreadable = 0;
      for (let work = await queue.take(); work; work = await queue.take()) {
        taken.add(work.id);
        const entry = readEntry(work.payload, node);
        const held = readHeld(entry?.msg['alert'], entry?.value);
        if (!held) unreadable += 1;
        await (held ? add(work.id, held) : setAside(work.id));
      }
      await giveBack();
      if (unreadable > 0) throw new StoreError(`${unreadable} of the ${UNREADABLE}`);
    },
    all: () => [...known.values()].map(({ held }) => held),
    count: () => known.size,
    own: () => known.size,
    find: (kind, key) => known.get(nameBy(kind, key))?.held,
    async kept(id, alert, note) {
      await add(id, heldOf(alert, note));
    },
    async take(isFree) {
      for (let work = await queue.take(); work; work = await queue.take()) {
        const { id } = work;
        taken.add(id);
        const entry = readEntry(work.payload, node);
        const read = readHeld(entry?.msg['alert'], entry?.value);
        if (!entry || !read) {
          await setAside(id);
          throw new StoreError(`One of the ${UNREADABLE}`);
        }
        const before = known.get(nameIn(read));
        // It was put a moment ago, or the store could not tell of it at the start.
        if (!before || (before.work !== id && before.held.at <= read.at)) await add(id, read);
        const held = known.get(nameIn(read));
        if (held?.work !== id) await queue.finish(id);
        else if (isFree(held.held)) return { id, held: held.held, entry };
      }
      return undefined;
    },
    findAnywhere: (kind, key) => known.get(nameBy(kind, key))?.held ?? byAll.get(nameBy(kind, key)),
    leave: () => known.forEach(({ held }) => leaveOne(held)),
    giveBack,
    sent: forget,
    async drop(held) {
      const work = forget(held);
      if (work !== undefined) await queue.finish(work);
    },
  };
}
