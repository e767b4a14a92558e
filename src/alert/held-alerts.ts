import { isPlainObject, own } from '../plain-object';
import { StoreError } from '../store/errors';
import type { Store } from '../store/store';
import { readEntry, writeWholeEntry, type Entry } from '../keeping/entry';
import type { Alert, HeldWhy, Untold } from './alert';
import { keyOf, nameOf, type Kind } from './kinds';

/** An alert that is kept until its silence, or the quiet hours, are over. */
export interface HeldAlert extends Untold {
  readonly kind: Required<Kind>;
  /** What its subject is known by. */
  readonly key: string;
  /** `msg.alert.id`. */
  readonly id: string;
  readonly why: HeldWhy;
  /** The worst of all that it stands for. */
  readonly severity: number;
  readonly positives: number;
  /** When the alert was to be raised: ISO 8601. */
  readonly raisedAt: string;
  /** When it was kept, in milliseconds of the store's `elapsed`. */
  readonly at: number;
}

/** Work of the queue in which alerts are kept. */
export interface HeldWork {
  readonly id: string;
  readonly held: HeldAlert;
  readonly entry: Entry;
}

/** What is kept beside an alert, in the `value` of its entry. */
export type HeldNote = Pick<HeldAlert, 'positives' | 'at'> & { readonly simulated: boolean };

/** The alerts that a node keeps: one a subject. Operations on the queue reject with `StoreError`. */
export interface HeldAlerts {
  /** Takes up what earlier lives have kept; rejects at its end where some of it cannot be read. */
  load(): Promise<void>;
  all(): readonly HeldAlert[];
  count(): number;
  find(kind: Kind, key: string): HeldAlert | undefined;
  /** The same, whichever of those who share the store keeps it. */
  findAnywhere(kind: Kind, key: string): HeldAlert | undefined;
  /** An alert was put into the queue, in place of what is kept about the same subject. */
  kept(id: string, alert: Alert, note: HeldNote): Promise<void>;
  /**
   * Takes the oldest for which `isFree` holds. It and what is passed over are out of reach until
   * `giveBack`, which gives back what was not sent on.
   */
  take(isFree: (held: HeldAlert) => boolean): Promise<HeldWork | undefined>;
  giveBack(): Promise<void>;
  /** It was sent on, with its work. */
  sent(held: HeldAlert): unknown;
  /** Another alert tells of it. */
  drop(held: HeldAlert): Promise<void>;
  /** Others must not count on what nobody looks after any more. */
  leave(): void;
}

const UNREADABLE = 'alerts that were kept for later cannot be read, and are raised no more';

/** What all nodes of a store keep, by kind and subject. */
export type HeldByAll = Map<string, HeldAlert>;

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

  const nameIn = ({ kind, key }: Pick<HeldAlert, 'kind' | 'key'>): string => nameBy(kind, key);

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
        const held = readHeld(readEntry(work.payload, node));
        if (!held) unreadable += 1;
        await (held ? add(work.id, held) : setAside(work.id));
      }
      await giveBack();
      if (unreadable > 0) throw new StoreError(`${unreadable} of the ${UNREADABLE}`);
    },
    all: () => [...known.values()].map(({ held }) => held),
    count: () => known.size,
    find: (kind, key) => known.get(nameBy(kind, key))?.held,
    async kept(id, alert, note) {
      await add(id, heldOf(alert, note));
    },
    async take(isFree) {
      for (let work = await queue.take(); work; work = await queue.take()) {
        const { id } = work;
        taken.add(id);
        const entry = readEntry(work.payload, node);
        const read = readHeld(entry);
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

function nameBy(kind: Kind, key: string): string {
  return `${nameOf(kind)} ${key}`;
}

function heldOf(alert: Alert, { positives, at, simulated }: HeldNote): HeldAlert {
  const {
    module,
    detection,
    subject,
    id,
    severity,
    suppressed,
    suppressedSince,
    reason,
    raisedAt,
  } = alert;
  return {
    kind: { module, detection, simulated },
    key: keyOf(subject),
    id,
    why: reason === 'silenced' ? 'silenced' : 'held',
    severity,
    positives,
    raisedAt,
    at,
    suppressed,
    ...(suppressedSince !== undefined && { suppressedSince }),
  };
}

/** What is kept as `msg.alert` and in the value of an entry; `undefined` where that is none. */
function readHeld(entry: Entry | undefined): HeldAlert | undefined {
  const alert = entry?.msg['alert'];
  const [module, detection, subject, id] = ['module', 'detection', 'subject', 'id'].map((name) =>
    textIn(alert, name),
  );
  if (!entry || module === undefined || detection === undefined) return undefined;
  if (subject === undefined || id === undefined) return undefined;
  const suppressedSince = textIn(alert, 'suppressedSince');
  return {
    kind: { module, detection, simulated: own(entry.value, 'simulated') === true },
    key: keyOf(subject),
    id,
    why: own(alert, 'reason') === 'silenced' ? 'silenced' : 'held',
    severity: numberIn(alert, 'severity'),
    positives: numberIn(entry.value, 'positives'),
    raisedAt: textIn(alert, 'raisedAt') ?? '',
    at: numberIn(entry.value, 'at'),
    suppressed: numberIn(alert, 'suppressed'),
    ...(suppressedSince !== undefined && { suppressedSince }),
  };
}

/**
 * An alert that `node` keeps, with its time later by `shift` milliseconds, for another clock; what is none
 * stays as it is.
 */
export function shiftHeld(payload: Uint8Array, node: string, shift: number): Uint8Array {
  const entry = readEntry(payload, node);
  if (!entry || !isPlainObject(entry.value)) return payload;
  const at = numberIn(entry.value, 'at') + shift;
  return writeWholeEntry({ ...entry, value: { ...entry.value, at } });
}

function textIn(value: unknown, name: string): string | undefined {
  const text = own(value, name);
  return typeof text === 'string' ? text : undefined;
}

function numberIn(value: unknown, name: string): number {
  const number = own(value, name);
  return typeof number === 'number' ? number : 0;
}
