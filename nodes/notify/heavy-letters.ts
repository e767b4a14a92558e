import { decodeEntry, encodeWholeEntry } from '../../src/mail/outbox/entry';
import type { WorkQueue } from '../../src/store/store';

/** More than an outbox holds. */
const ALL = 10_000;

/**
 * Writes mails whole of which only a part is written down so far, because their messages are too
 * heavy to be written while anything else waits for its turn: for when the node is stopped. `heavy` is
 * what their sender wants to have back, by their ids in the queue called `name`; those that have ended
 * or are on their way stay as they are. Rejects with `StoreError`.
 */
export async function writeHeavyLetters(
  queue: WorkQueue,
  name: string,
  heavy: ReadonlyMap<string, unknown>,
): Promise<void> {
  if (heavy.size === 0) return;
  for (const { id, payload } of await queue.list(ALL)) {
    const entry = heavy.has(id) ? decodeEntry(payload) : undefined;
    if (!entry) continue;
    const whole = encodeWholeEntry({ ...entry, senderData: heavy.get(id) });
    await queue.put({ payload: whole, priority: 0 }, ALL, { queue: name, ids: [id] });
  }
}
