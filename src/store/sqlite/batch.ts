/** Puts work that comes at about the same time into one transaction. */
export interface Batch {
  /** Resolves with what `work` returned, once that is written; rejects with what it threw. */
  add<Result>(work: () => Result): Promise<Result>;
  /** Does at once what waits. */
  flush(): void;
}

/** So many works share a transaction: with more of them others would wait for their turn. */
const MOST = 500;

/** Work that waits for the next transaction, and whoever waits for it. */
interface Waiting {
  /** Does the work; what it returns tells of that, and is called once it is written. */
  readonly run: () => () => void;
  readonly fail: (error: unknown) => void;
}

/**
 * Most of what a transaction costs is its end, which a burst of messages can share. `transact` runs
 * work in a transaction of its own. When one of a batch fails, each is done again by itself, so that
 * none fails for another.
 */
export function createBatch(transact: <Result>(work: () => Result) => Result): Batch {
  let waiting: Waiting[] = [];

  function runAlone({ run, fail }: Waiting): void {
    try {
      transact(run)();
    } catch (error) {
      fail(error);
    }
  }

  function flush(): void {
    while (waiting.length > 0) runNext();
  }

  function flushInTurns(): void {
    runNext();
    if (waiting.length > 0) setImmediate(flushInTurns);
  }

  function runNext(): void {
    const batch = waiting.slice(0, MOST);
    waiting = waiting.slice(MOST);
    if (batch.length === 0) return;
    let isBroken = false;
    const runAll = (): (() => void)[] => {
      isBroken = true;
      const told = batch.map(({ run }) => run());
      isBroken = false;
      return told;
    };
    try {
      for (const tell of transact(runAll)) tell();
    } catch (error) {
      // A file that is locked is locked for each of them: trying again would only take longer.
      if (isBroken) batch.forEach(runAlone);
      else for (const { fail } of batch) fail(error);
    }
  }

  return {
    flush,
    add: (work) =>
      new Promise((resolve, fail) => {
        const run = (): (() => void) => {
          const result = work();
          return () => resolve(result);
        };
        if (waiting.length === 0) setImmediate(flushInTurns);
        waiting.push({ run, fail });
      }),
  };
}
