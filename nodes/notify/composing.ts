import { once } from 'node:events';
import type { Taken } from '../shared/keeping';
import { lastMessages } from '../shared/close-node';

/** The messages of a node that are not written down yet, because they are being composed. */
interface Composing {
  /** Works on a message by `work`; it counts until it is written down by what `work` is given. */
  until<Result>(taken: Taken, work: (taken: Taken) => Promise<Result>): Promise<Result>;
  start(): Promise<void>;
  /** Resolves when none is left: before that, what writes them down has to stay. */
  close(): Promise<void>;
}

export function createComposing(): Composing {
  const unwritten = new Set<Promise<unknown>>();
  return {
    async until(taken, work) {
      const written = new AbortController();
      const noted = once(written.signal, 'abort');
      unwritten.add(noted);
      try {
        return await work({
          ...taken,
          write: (...given) => taken.write(...given).finally(() => written.abort()),
        });
      } finally {
        written.abort();
        unwritten.delete(noted);
      }
    },
    start: () => Promise.resolve(),
    async close() {
      await lastMessages();
      await Promise.all(unwritten);
    },
  };
}
