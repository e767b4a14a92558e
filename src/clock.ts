/** Where time comes from. Handed in everywhere, so that a test moves it and nothing sleeps. */
export interface Clock {
  /** Milliseconds since the Unix epoch, UTC. */
  now(): number;
  /**
   * Milliseconds since the machine started, as far as it was awake. It never jumps and never runs
   * backwards, whatever is done to the time of day; only a reboot starts it anew.
   */
  elapsed(): number;
  /** Calls `callback` once after `milliseconds`; the returned function cancels it. */
  after(milliseconds: number, callback: () => void): () => void;
}

/** `setTimeout` takes 32 bits of milliseconds, 24.8 days, and fires at once beyond. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** The machine's own clock. A waiting timer does not keep the process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => Number(process.hrtime.bigint() / 1_000_000n),
  after(milliseconds, callback) {
    const end = performance.now() + milliseconds;
    let timer: NodeJS.Timeout;
    function wait(): void {
      const remaining = end - performance.now();
      const last = remaining <= LONGEST_TIMER;
      timer = setTimeout(
        last ? callback : wait,
        Math.min(Math.max(0, remaining), LONGEST_TIMER),
      ).unref();
    }
    wait();
    return () => clearTimeout(timer);
  },
};
