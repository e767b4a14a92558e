import { deserialize, serialize } from 'node:v8';
import { StoreError } from '../../src/store/errors';
import type { Store } from '../../src/store/store';
import { isPlainObject } from '../../src/plain-object';
import type { Message } from '../shared/run-node';

/** A message that waits for its lookup, as it is written down. */
interface Entry {
  readonly id: string;
  readonly msg: Message;
  /** What is looked up for it: the property may hold something else by now. */
  readonly value: unknown;
}

/** The messages of one node that wait, kept in the store until they have come to an end. */
export interface Journal {
  /**
   * Writes a message down. Resolves with the id of the entry, or `undefined` when the message holds
   * what cannot be written, such as the request of an HTTP node: it then waits in memory only.
   */
  write(msg: Message, value: unknown, urgent: boolean): Promise<string | undefined>;
  /** Whether an entry is there in the node's next life. */
  lasts(id: string): boolean;
  /** The message has come to an end: it was sent on, or its failure was. */
  finish(id: string): Promise<void>;
  /** The message goes on in the node's next life. */
  keep(id: string): Promise<void>;
  /**
   * Takes the entries of earlier lives, oldest first, and hands each to `resume`, until that returns
   * false: the entry is left for the next life then.
   */
  resume(resume: (entry: Entry) => boolean): Promise<void>;
}

/** More than any account lets wait; the account's own limit turns messages away long before. */
const LIMIT = 1_000_000;

/** The journal of a node, by the node's id: the same node finds it again after a restart. */
export function createJournal(store: Store, nodeId: string): Journal {
  const queue = store.queue(`lookup ${nodeId}`);

  async function resumeNext(resume: (entry: Entry) => boolean): Promise<void> {
    const work = await queue.take();
    if (!work) return;
    const entry = read(work.payload);
    if (!entry) await queue.bury(work.id, 'The entry cannot be read');
    else if (!resume({ id: work.id, ...entry })) {
      await queue.giveBack(work.id, 0);
      return;
    }
    await resumeNext(resume);
  }

  return {
    async write(msg, value, urgent) {
      const payload = toBytes({ msg, value });
      if (!payload) return undefined;
      return await queue.put({ payload, priority: urgent ? 1 : 0 }, LIMIT);
    },
    lasts: (id) => queue.lasts(id),
    finish: (id) => queue.finish(id).catch(leave),
    keep: (id) => queue.giveBack(id, 0).catch(leave),
    async resume(resume) {
      await queue.recover();
      await resumeNext(resume);
    },
  };
}

/**
 * An entry that a failing or closed store keeps is taken up again in the next life: the message may
 * come twice, but its end must not turn into a failure. The account tells of the store's trouble.
 */
function leave(error: unknown): void {
  if (!(error instanceof StoreError)) throw error;
}

/** Everything that JSON can hold, and Buffers, dates, maps and cycles besides; no functions. */
function toBytes(entry: { msg: Message; value: unknown }): Uint8Array | undefined {
  try {
    return serialize(entry);
  } catch {
    return undefined;
  }
}

function read(payload: Uint8Array): { msg: Message; value: unknown } | undefined {
  try {
    const entry: { msg: Message; value: unknown } = deserialize(payload);
    return isPlainObject(entry.msg) ? entry : undefined;
  } catch {
    return undefined;
  }
}
