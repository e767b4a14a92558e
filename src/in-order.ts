/** Work that is done in the order in which it came. */
export interface Line {
  /** Whether nothing is under way. */
  isFree(): boolean;
  /** Does `work` when all that came before is done. */
  run<Result>(work: () => Promise<Result>): Promise<Result>;
  /** Resolves when nothing is under way; never rejects. */
  settled(): Promise<void>;
}

export function createLine(): Line {
  let last: Promise<unknown> = Promise.resolve();
  let underWay = 0;
  return {
    isFree: () => underWay === 0,
    run(work) {
      underWay += 1;
      const done = last.then(work).finally(() => {
        underWay -= 1;
      });
      last = done.catch(() => undefined);
      return done;
    },
    async settled() {
      while (underWay > 0) await last;
    },
  };
}
