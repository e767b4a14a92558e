import { asError } from '../as-error';
import type { Clock } from '../clock';
import { inPieces, type Pieces } from '../in-pieces';
import { readEntry, type Entry } from '../keeping/entry';
import { StoreError } from '../store/errors';
import { lookAfterOthers } from '../store/look-after-others';
import type { Lease, Shared } from '../store/shared';
import type { Store } from '../store/store';
import {
  heldOf,
  nameBy,
  readHeld,
  UNREADABLE,
  type HeldAlert,
  type HeldAlerts,
  type HeldByAll,
} from './held-alert';
import { createKeptOfAll } from './kept-of-all';
import { readHeldNews, tellKept, tellGone } from './held-news';

/** How the alerts are opened that a node keeps in several processes. */
export interface SharedHeldOptions {
  readonly store: Store;
  readonly shared: Shared;
  readonly clock: Clock;
  /** The name of the queue in which they are kept, for all who share the store. */
  readonly queue: string;
  /** The id of the node. */
  readonly node: string;
  readonly byAll: HeldByAll;
  /** Hears of one that another process has kept. */
  readonly noted: (held: HeldAlert) => void;
  /** Called when all that is kept was looked at anew, and when this process may send on what waits. */
  readonly changed: () => void;
  readonly trouble: (error: Error) => void;
}

/** Milliseconds after which all that is kept is looked at again, whatever was told. */
const LOOK_AT_ALL = 30_000;

/** And at least so many times as long as that takes. */
const RARELY = 100;

/** Of what is kept so many are looked through for one, and then so many times more. */
const LOOKED_THROUGH = 32;

/**
 * The alerts that a node keeps, where several processes have it. All of them know all that is kept, as
 * they tell each other, and look again where they may have missed something. What is kept belongs to
 * nobody: one of them at a time sends on, whoever that is.
 */
export function openSharedHeldAlerts(options: SharedHeldOptions): HeldAlerts {
  const { store, shared, clock, node, byAll, changed, trouble } = options;
  const queue = store.queue(options.queue);
  const known = createKeptOfAll(byAll);
  /** The work that this process has put. */
  const put = new Set<string>();
  let lease: Lease | undefined;
  /** Another one was sending on when this one wanted to. */
  let wasDenied = false;
  let nextLookAtAll = Number.NEGATIVE_INFINITY;
  /** What was forgotten since all was looked at last: what is found then may be older than that. */
  let forgotten = new Set<string>();
  let lookSoon: (() => void) | undefined;

  function forget(works: readonly string[]): void {
    known.forget(works);
    for (const work of works) {
      put.delete(work);
      forgotten.add(work);
    }
  }

  /** It is gone for all. */
  function forgetForAll(works: readonly string[]): void {
    forget(works);
    shared.tell(options.queue, tellGone(works));
  }

  async function finish(held: HeldAlert): Promise<void> {
    const works = known.worksOf(held);
    forgetForAll(works);
    await Promise.all(works.map((work) => queue.finish(work)));
  }

  /** Reads all that is kept; resolves with how much of it cannot be read, which is set aside. */
  async function lookAtAll(): Promise<number> {
    const begun = clock.elapsed();
    nextLookAtAll = begun + LOOK_AT_ALL;
    forgotten = new Set();
    const before = known.works();
    const listed = await queue.list(Number.POSITIVE_INFINITY);
    const unreadable = await inPieces(readAll(listed, forgotten));
    const there = new Set(listed.map(({ id }) => id));
    forget(before.filter((work) => !there.has(work)));
    await Promise.all(unreadable.map((id) => queue.bury(id, 'The alert cannot be read')));
    const now = clock.elapsed();
    nextLookAtAll = Math.max(nextLookAtAll, now + RARELY * (now - begun));
    return unreadable.length;
  }

  function* readAll(
    listed: readonly { readonly id: string; readonly payload: Uint8Array }[],
    gone: ReadonlySet<string>,
  ): Pieces<readonly string[]> {
    const unreadable: string[] = [];
    for (const { id, payload } of listed) {
      yield;
      if (known.has(id) || gone.has(id)) continue;
      const entry = readEntry(payload, node);
      const held = readHeld(entry?.msg['alert'], entry?.value);
      if (held) known.add(id, held);
      else unreadable.push(id);
    }
    return unreadable;
  }

  async function look(): Promise<void> {
    const isOther =
      clock.elapsed() >= nextLookAtAll || (await queue.waiting()) !== known.works().length;
    const unreadable = isOther ? await lookAtAll() : 0;
    if (isOther || wasDenied) changed();
    if (unreadable > 0) trouble(new StoreError(`${unreadable} of the ${UNREADABLE}`));
  }

  async function find(work: string): Promise<Entry | undefined> {
    for (let limit = LOOKED_THROUGH; ; limit *= LOOKED_THROUGH) {
      const listed = await queue.list(limit);
      const found = listed.find(({ id }) => id === work);
      if (found) return readEntry(found.payload, node);
      if (listed.length < limit) return undefined;
    }
  }

  const others = lookAfterOthers({
    onLeft(listener) {
      lookSoon = listener;
      return queue.onLeft(listener);
    },
    clock,
    look,
    trouble,
  });
  const stopHearing = shared.hear(options.queue, (text) => {
    const news = readHeldNews(text);
    if (news?.kept) hearOf(news.kept);
    else if (news?.gone) forget(news.gone);
    else {
      nextLookAtAll = Number.NEGATIVE_INFINITY;
      lookSoon?.();
    }
  });

  function hearOf({ work, held }: { readonly work: string; readonly held: HeldAlert }): void {
    if (known.has(work)) return;
    known.add(work, held);
    options.noted(held);
  }

  return {
    async load() {
      others.start();
      const unreadable = await lookAtAll();
      if (unreadable > 0) throw new StoreError(`${unreadable} of the ${UNREADABLE}`);
    },
    all: () => known.all(),
    count: () => known.count(),
    own: () => put.size,
    find: (kind, key) => known.find(nameBy(kind, key)),
    findAnywhere: (kind, key) => known.find(nameBy(kind, key)) ?? byAll.get(nameBy(kind, key)),
    async kept(id, alert, note, before) {
      known.add(id, heldOf(alert, note));
      put.add(id);
      shared.tell(options.queue, tellKept(id, alert, note));
      if (before) await finish(before);
    },
    async take(isFree) {
      lease ??= await shared.leases.take(`sending ${options.queue}`);
      wasDenied = lease === undefined;
      for (let held = known.all().find(isFree); lease && held; held = known.all().find(isFree)) {
        const works = known.worksOf(held);
        const [id = '', ...more] = works.toReversed();
        const entry = await find(id);
        if (!lease.holds()) break;
        if (entry) return { id, held, entry, more };
        // Somebody else has sent it on, or tells of it.
        forget([id]);
      }
      return undefined;
    },
    async giveBack() {
      const ending = lease;
      lease = undefined;
      await ending?.end();
    },
    sent: (held) => forgetForAll(known.worksOf(held)),
    drop: finish,
    leave() {
      others.end();
      stopHearing();
      known.leave();
      lease?.end().catch((error: unknown) => trouble(asError(error)));
    },
  };
}
