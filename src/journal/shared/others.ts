import type { Clock } from '../../clock';
import { inPieces, type Pieces, type Turns } from '../../in-pieces';
import { StoreError } from '../../store/errors';
import type { Values } from '../../store/store';
import { readChunk, type WrittenChunk } from '../chunk';
import { ofBoth } from '../combine';
import type { Item, ItemsByKind, Kind } from '../item';
import { SLOTS } from '../ring';
import { MOST_RINGS, readHead, slotKey } from './ring-head';
import { createRingView, type RingView } from './ring-view';

/** What others have noted is looked for at most so often, in milliseconds. */
export const LOOKED_AT = 2000;

/** Heads, and chunks, that are read at once. */
const READ_AT_ONCE = 16;

/** What other processes have noted that use the same store. */
export interface Others {
  /** Reads what they have written since, unless that was looked for just now. Never rejects. */
  look(): Promise<void>;
  /** What was read, each note once. */
  items(): ItemsByKind;
}

interface OthersOptions {
  readonly values: Values;
  readonly clock: Clock;
  readonly turns: Turns;
  /** The ring that is not another one's. */
  readonly ownRing: () => number | undefined;
  /** What is read while this is so is not certain. */
  readonly isAway: () => boolean;
  /** There is something new. */
  readonly onNew: () => void;
}

const NOTHING: ItemsByKind = { verdict: [], alert: [], mail: [], hour: [] };

/** Reads the rings of others, and of each what is new since it was read. */
export function createOthers(options: OthersOptions): Others {
  const { values, clock, turns, ownRing, isAway, onNew } = options;
  const views = new Map<number, RingView>();
  let items = NOTHING;
  /** Views have changed since `items` was made of them. */
  let isStale = false;
  let lookedAt = Number.NEGATIVE_INFINITY;
  let looking: Promise<void> | undefined;

  async function lookNow(): Promise<void> {
    try {
      await readRings();
    } catch (error) {
      // What was read stays, and the next look reads the rest.
      if (!(error instanceof StoreError)) throw error;
    }
    if (!isStale) return;
    isStale = false;
    items = await inPieces(mergeAll([...views.values()]), turns);
    onNew();
  }

  /** Rings are numbered from 0 on, with a gap where one was not written for very long. */
  async function readRings(): Promise<void> {
    for (let first = 0; first < MOST_RINGS; first += READ_AT_ONCE) {
      const rings = Array.from({ length: READ_AT_ONCE }, (_, index) => first + index);
      const heads = await Promise.all(rings.map((ring) => readHead(values, ring)));
      if (isAway()) return;
      for (const [index, head] of heads.entries()) await readRing(first + index, head?.sequence);
      if (heads.every((head) => head === undefined)) return;
    }
  }

  async function readRing(ring: number, newest: number | undefined): Promise<void> {
    if (newest === undefined || ring === ownRing()) {
      isStale = views.delete(ring) || isStale;
      return;
    }
    const view = views.get(ring) ?? createRingView();
    if (view.sequence() === newest) return;
    const since = Math.max(view.sequence(), newest - SLOTS);
    const chunks = await readChunks(ring, since, newest);
    if (!chunks) return;
    await inPieces(view.add(newest, chunks), turns);
    views.set(ring, view);
    isStale = true;
  }

  /** The chunks after `since`, in order; nothing where some of them could not be read. */
  async function readChunks(
    ring: number,
    since: number,
    newest: number,
  ): Promise<WrittenChunk[] | undefined> {
    const chunks: WrittenChunk[] = [];
    for (let next = since + 1; next <= newest; next += READ_AT_ONCE) {
      const count = Math.min(READ_AT_ONCE, newest - next + 1);
      const slots = Array.from({ length: count }, (_, index) => (next + index) % SLOTS);
      const found = await Promise.all(slots.map((slot) => values.get(slotKey(ring, slot))));
      if (isAway()) return undefined;
      chunks.push(...(await inPieces(readEach(found, since), turns)));
    }
    return chunks.toSorted((one, other) => one.sequence - other.sequence);
  }

  return {
    async look() {
      const now = clock.elapsed();
      if (!looking && !isAway() && now - lookedAt >= LOOKED_AT) {
        lookedAt = now;
        looking = lookNow().finally(() => {
          looking = undefined;
        });
      }
      await looking;
    },
    items: () => items,
  };
}

/** A slot holds an older chunk where nothing was written into it meanwhile. */
function* readEach(
  found: readonly (Uint8Array | undefined)[],
  since: number,
): Pieces<WrittenChunk[]> {
  const chunks: WrittenChunk[] = [];
  for (const bytes of found) {
    const chunk = bytes && readChunk(bytes);
    if (chunk && chunk.sequence > since) chunks.push(chunk);
    yield;
  }
  return chunks;
}

function* mergeAll(views: readonly RingView[]): Pieces<ItemsByKind> {
  const all = views.map((view) => view.items());
  yield;
  return {
    verdict: yield* merge(all.map(({ verdict }) => verdict)),
    alert: yield* merge(all.map(({ alert }) => alert)),
    mail: yield* merge(all.map(({ mail }) => mail)),
    hour: yield* merge(all.map(({ hour }) => hour)),
  };
}

/** Of several lists one, in which each name is once. */
export function* merge<Of extends Kind>(
  lists: readonly (readonly Item<Of>[])[],
): Pieces<Item<Of>[]> {
  const byName = new Map<string, Item<Of>>();
  for (const item of lists.flat()) {
    const known = byName.get(item.name);
    byName.set(item.name, known ? ofBoth(known, item) : item);
    yield;
  }
  return [...byName.values()];
}
