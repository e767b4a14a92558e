/** Between the beginnings of two questions, in milliseconds. */
export const PACE = 1000;

/** After so long it is asked anew, in milliseconds: quotas come back and ages grow without an event. */
export const RENEWAL = 20_000;

/** What it takes to keep a page up to date. */
interface Surroundings {
  /** Milliseconds; never goes back. */
  readonly now: () => number;
  /** Calls back after so many milliseconds; what it returns cancels it. */
  readonly after: (milliseconds: number, callback: () => void) => () => void;
  readonly isShown: () => boolean;
  /** Asks, and shows the answer. Never rejects. */
  readonly ask: () => Promise<void>;
}

export interface Live {
  /** There is something new. */
  changed(): void;
  /** The page has come to sight, or is gone from it. */
  moved(): void;
  /** Somebody waits for the answer: the pace does not hold it back. */
  hurry(): void;
}

/** Asks whenever there is something new, one question at a time, and none while nobody sees the page. */
export function createLive({ now, after, isShown, ask }: Surroundings): Live {
  let isWanted = true;
  let isAsking = false;
  let askedAt = Number.NEGATIVE_INFINITY;
  let cancel: (() => void) | undefined;

  function go(): void {
    cancel?.();
    cancel = undefined;
    if (isAsking || !isShown()) return;
    const wait = askedAt + (isWanted ? PACE : RENEWAL) - now();
    if (wait > 0) cancel = after(wait, go);
    else void askNow();
  }

  async function askNow(): Promise<void> {
    isAsking = true;
    isWanted = false;
    askedAt = now();
    try {
      await ask();
    } finally {
      isAsking = false;
      go();
    }
  }

  function changed(): void {
    isWanted = true;
    go();
  }

  return {
    changed,
    moved: go,
    hurry() {
      askedAt = Number.NEGATIVE_INFINITY;
      changed();
    },
  };
}
