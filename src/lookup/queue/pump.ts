/** Work that is done turn after turn, never two of them at once. */
export interface Pump {
  isRunning(): boolean;
  /** Takes a turn as soon as none is running, and goes on while there is more. Never rejects. */
  run(): Promise<void>;
}

/**
 * Makes a pump. `turn` is one turn and must not reject; `hasMore` tells whether another one has
 * something to do; `over` is called when none has.
 */
export function createPump(options: {
  readonly turn: () => Promise<void>;
  readonly hasMore: () => boolean;
  readonly over: () => void;
}): Pump {
  const { turn, hasMore, over } = options;
  let isRunning = false;
  let isWished = false;

  return {
    isRunning: () => isRunning,
    async run() {
      isWished = true;
      if (isRunning) return;
      isRunning = true;
      // Looked at in the same breath as it ends: whoever came until then is not overlooked.
      while (isWished || hasMore()) {
        isWished = false;
        await turn();
      }
      isRunning = false;
      over();
    },
  };
}
