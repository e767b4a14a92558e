/** Work that is done after those who caused it have gone on. */
export interface WriteBehind<Item> {
  /** Takes an item of `bytes`; resolves at once, or when what is left to be written fits again. */
  add(item: Item, bytes: number): Promise<void>;
  /** `undefined` while there is room for more; else resolves once there is. Never rejects. */
  room(): Promise<void> | undefined;
  /** Resolves once all that was added is written. */
  written(): Promise<void>;
}

/** Items that are written together. */
const AT_ONCE = 16;

/**
 * Writes items in order, some at a time and one lot after the other, so that a burst neither fills
 * memory nor takes the processor from those who wait for an answer. `write` must not reject.
 */
export function createWriteBehind<Item>(
  maximumBytes: number,
  write: (items: readonly Item[]) => Promise<void>,
): WriteBehind<Item> {
  const waiting: { readonly item: Item; readonly bytes: number }[] = [];
  let bytesWaiting = 0;
  let lot = Promise.resolve();
  let writing: Promise<void> | undefined;

  async function writeAll(): Promise<void> {
    while (waiting.length > 0) {
      const next = waiting.splice(0, AT_ONCE);
      lot = write(next.map(({ item }) => item));
      await lot;
      for (const { bytes } of next) bytesWaiting -= bytes;
    }
    // In the same breath as it was looked at: whoever comes now begins anew.
    writing = undefined;
  }

  async function untilRoom(): Promise<void> {
    while (bytesWaiting > maximumBytes) await lot;
  }

  return {
    async add(item, bytes) {
      waiting.push({ item, bytes });
      bytesWaiting += bytes;
      writing ??= writeAll();
      await untilRoom();
    },
    room: () => (bytesWaiting > maximumBytes ? untilRoom() : undefined),
    written: async () => await writing,
  };
}
