/** Work that can be ended from outside. */
export interface EndableWork {
  /** Does something that `end` ends by its signal, and waits for. */
  start<Result>(act: (end: AbortController) => Promise<Result>): Promise<Result>;
  /** Ends all of it for this reason, and waits until it is over; what is started later ends at once. */
  end(reason: Error): Promise<void>;
}

/** Makes a place where nothing is under way. */
export function createEndableWork(): EndableWork {
  const underWay = new Map<AbortController, Promise<unknown>>();
  let ended: Error | undefined;

  return {
    start(act) {
      const end = new AbortController();
      if (ended) end.abort(ended);
      const acting = act(end);
      underWay.set(end, acting);
      const over = (): void => void underWay.delete(end);
      acting.then(over, over);
      return acting;
    },
    async end(reason) {
      ended = reason;
      for (const end of underWay.keys()) end.abort(reason);
      await Promise.allSettled(underWay.values());
    },
  };
}
