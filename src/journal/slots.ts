import type { Values } from '../store/store';
import { CHUNK_LASTS } from './ring';

/**
 * Where the chunks of a journal lie. `open`: they may be read and written; `later`: not now; `lost`: another
 * process has them, for good.
 */
export interface Slots {
  /** To be asked before they are read or written. Never rejects. */
  open(): Promise<'open' | 'later' | 'lost'>;
  /** What lies in some slots, in their order. Rejects with `StoreError` where that cannot be told. */
  read(slots: readonly number[]): Promise<readonly (Uint8Array | undefined)[]>;
  /** Resolves with whether it lasts. Never rejects. */
  write(slot: number, bytes: Uint8Array): Promise<boolean>;
  /** What was written up to this sequence can be read. Never rejects. */
  advance(sequence: number): Promise<void>;
}

/** The slots of a store that no other process uses. */
export function createLoneSlots(values: Values): Slots {
  return {
    open: () => Promise.resolve('open'),
    read: (slots) =>
      // What cannot be read is as good as gone.
      Promise.all(slots.map((slot) => values.get(keyOf(slot)).catch(() => undefined))),
    write: (slot, bytes) => lasts(values, keyOf(slot), bytes),
    advance: () => Promise.resolve(),
  };
}

function keyOf(slot: number): string {
  return `journal/${slot}`;
}

/** Writes a chunk. Whoever else uses the store tells of its trouble; the journal tries again. */
export async function lasts(values: Values, key: string, bytes: Uint8Array): Promise<boolean> {
  try {
    return await values.set(key, bytes, CHUNK_LASTS);
  } catch {
    return false;
  }
}
