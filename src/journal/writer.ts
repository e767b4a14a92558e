import type { Clock } from '../clock';
import { eventLoopTurns, inPieces, type Pieces, type Turns } from '../in-pieces';
import { createLine } from '../in-order';
import { StoreError } from '../store/errors';
import type { Change } from './change';
import { readChunk, writeChunk, type WrittenChunk } from './chunk';
import { putTogether } from './earlier';
import type { Item, ItemsByKind } from './item';
import { createRing, SLOTS, type Chunk } from './ring';
import type { Slots } from './slots';

/** Milliseconds until something new is written, together with all that has come meanwhile. */
const SOON = 1000;

/** Milliseconds until the rest is written, at the latest; it waits for `SOON` besides. */
const LATE = 59_000;

/** Items of one chunk, and chunks of one batch: what is more waits for the next. */
const ITEMS_OF_CHUNK = 1000;
const CHUNKS_OF_BATCH = 2;

/** Chunks that are read at once. */
const READ_AT_ONCE = 16;

export interface WriterOptions {
  /** Absent where nothing lasts: then nothing is written. */
  readonly slots?: Slots;
  readonly clock: Clock;
  readonly turns?: Turns;
  /** Takes what earlier lives have written; what it does not keep is to be told to `forget`. */
  readonly restore: (earlier: ItemsByKind) => void;
  /** Its slots are another one's now: nothing is written any more. */
  readonly onLost?: () => void;
}

/** Writes notes down, and reads what earlier lives have written. */
export interface Writer {
  /** A note has changed. */
  touch(item: Item, change: Change): void;
  /** A note is gone. */
  forget(item: Item): void;
  /**
   * Resolves with whether `restore` has what earlier lives have written, which cannot be read before the
   * slots are open; never rejects.
   */
  load(): Promise<boolean>;
  /** Writes all that is not written. Never rejects. */
  close(): Promise<void>;
}

/** Nothing is read before somebody asks or something is noted. */
export function createWriter({ slots, clock, restore, ...options }: WriterOptions): Writer {
  const { turns = eventLoopTurns, onLost } = options;
  const ring = createRing();
  const line = createLine();
  const soon = new Set<Item>();
  const late = new Set<Item>();
  let cancelSoon: (() => void) | undefined;
  let cancelLate: (() => void) | undefined;
  let isLateDue = false;
  let isClosed = slots === undefined;
  let loading: Promise<boolean> | undefined;

  function writeSoon(): void {
    cancelSoon ??= clock.after(SOON, () => {
      cancelSoon = undefined;
      void line.run(writeBatch);
    });
  }

  function writeLate(): void {
    cancelLate ??= clock.after(LATE, () => {
      cancelLate = undefined;
      isLateDue = true;
      writeSoon();
    });
  }

  async function isOpen(from: Slots): Promise<boolean> {
    const state = await from.open();
    if (state === 'lost') lose();
    return state === 'open';
  }

  function lose(): void {
    if (isClosed) return;
    isClosed = true;
    cancelSoon?.();
    cancelLate?.();
    soon.clear();
    late.clear();
    onLost?.();
  }

  async function writeBatch(): Promise<boolean> {
    if (!slots) return false;
    if (!(await isOpen(slots)) || !(await load())) {
      if (!isClosed) writeSoon();
      return false;
    }
    const due = isLateDue ? [...soon, ...late] : [...soon];
    const chunks = chunksOf(due.slice(0, ITEMS_OF_CHUNK * CHUNKS_OF_BATCH));
    // What is noted while these are written waits for its own time.
    if (late.size === 0) isLateDue = false;
    const written = await Promise.all(chunks.map((chunk) => writeOne(slots, chunk)));
    const isWritten = !written.includes(false);
    const last = chunks.findLast((_chunk, index) => written[index] === true);
    if (last) await slots.advance(last.sequence);
    if (isClosed) return isWritten;
    if (!isWritten) isLateDue = false;
    if (soon.size > 0 || isLateDue) writeSoon();
    else if (late.size > 0) writeLate();
    return isWritten;
  }

  function chunksOf(items: readonly Item[]): Chunk[] {
    const chunks: Chunk[] = [];
    for (let from = 0; from < items.length; from += ITEMS_OF_CHUNK) {
      // What an earlier chunk of this batch had to move is due no more.
      const part = items.slice(from, from + ITEMS_OF_CHUNK).filter(({ due }) => due !== undefined);
      if (part.length === 0) continue;
      const chunk = ring.next(part, clock.now());
      for (const item of [...chunk.whole, ...chunk.repeats]) {
        soon.delete(item);
        late.delete(item);
      }
      chunks.push(chunk);
    }
    return chunks;
  }

  async function writeOne(to: Slots, chunk: Chunk): Promise<boolean> {
    const bytes = writeChunk(chunk, clock.now());
    if (await to.write(chunk.slot, bytes)) return true;
    ring.undo(chunk);
    for (const item of [...chunk.whole, ...chunk.repeats]) if (!item.isGone) late.add(item);
    return false;
  }

  function load(): Promise<boolean> {
    loading ??= slots ? loadFrom(slots) : Promise.resolve(true);
    return loading;
  }

  async function loadFrom(from: Slots): Promise<boolean> {
    const isRead = (await isOpen(from)) && (await readAll(from));
    if (!isRead) loading = undefined;
    return isRead;
  }

  async function readAll(from: Slots): Promise<boolean> {
    const chunks: WrittenChunk[] = [];
    for (let slot = 0; slot < SLOTS; slot += READ_AT_ONCE) {
      const some = Array.from({ length: READ_AT_ONCE }, (_, index) => slot + index);
      const found = await readFrom(from, some);
      if (!found) return false;
      chunks.push(...(await inPieces(readEach(found, slot), turns)));
    }
    // Seldom a chunk comes each second: so it goes on behind what could not be read, too.
    const passed = Math.floor(clock.now() / 1000);
    ring.goOnAfter(Math.max(passed, ...chunks.map(({ sequence }) => sequence)));
    const earlier = await inPieces(putTogether(chunks, clock.now()), turns);
    for (const items of Object.values(earlier)) for (const item of items) ring.takeUp(item);
    restore(earlier);
    return true;
  }

  return {
    touch(item, change) {
      if (isClosed) return;
      // Whatever it knows already need not be written whole.
      if (!loading) void load();
      if (change === 'repeated') item.due ??= 'repeat';
      else item.due = 'whole';
      if (change === 'new') {
        soon.add(item);
        writeSoon();
      } else {
        late.add(item);
        writeLate();
      }
    },
    forget(item) {
      item.isGone = true;
      soon.delete(item);
      late.delete(item);
      ring.forget(item);
    },
    load,
    async close() {
      cancelSoon?.();
      cancelLate?.();
      await line.settled();
      isClosed = true;
      isLateDue = true;
      while (soon.size + late.size > 0 && (await line.run(writeBatch))) isLateDue = true;
    },
  };
}

type FoundInSlots = Awaited<ReturnType<Slots['read']>>;

/** Nothing where it cannot be told what lies there. */
async function readFrom(from: Slots, some: readonly number[]): Promise<FoundInSlots | undefined> {
  try {
    return await from.read(some);
  } catch (error) {
    if (error instanceof StoreError) return undefined;
    throw error;
  }
}

/** What is in some slots, from `first` on; what lies in another one than it was written into is none. */
function* readEach(
  found: readonly (Uint8Array | undefined)[],
  first: number,
): Pieces<WrittenChunk[]> {
  const chunks: WrittenChunk[] = [];
  for (const [index, bytes] of found.entries()) {
    const chunk = bytes && readChunk(bytes);
    if (chunk && chunk.sequence % SLOTS === first + index) chunks.push(chunk);
    yield;
  }
  return chunks;
}
