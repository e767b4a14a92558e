/** Work that was begun and has not come to its end. */
export interface WorkUnderWay {
  /** How much there is. */
  size(): number;
  /** Notes work until its end, well or not. What comes back ends with it, when it is noted no more. */
  add<Result>(work: Promise<Result>): Promise<Result>;
  /** Resolves once all that is under way now has ended; never rejects. */
  settled(): Promise<void>;
}

/** Notes what is under way, for whoever has to wait for it when all is closed. */
export function createWorkUnderWay(): WorkUnderWay {
  const underWay = new Set<Promise<unknown>>();
  return {
    size: () => underWay.size,
    add(work) {
      const noted = work.finally(() => underWay.delete(noted));
      underWay.add(noted);
      return noted;
    },
    async settled() {
      await Promise.allSettled(underWay);
    },
  };
}
