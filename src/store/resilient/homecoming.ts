/** Keys that are known; beyond, the first are forgotten: what stands in for a store is bounded too. */
const MOST = 200_000;

/** What a spare was given while the primary failed, and what the primary is given once it works again. */
export interface Homecoming<About, Brought> {
  /** The spare was given something under a key. */
  note(key: string, about: About): void;
  /**
   * Brings home what there is of a key, before the primary is asked about it; nothing where there is
   * nothing. Resolves and rejects as `bring` does.
   */
  of(key: string): Promise<Brought> | undefined;
  /**
   * What there was of a key is out of date. Resolves when it is on its way no longer; nothing where there
   * was nothing.
   */
  drop(key: string): Promise<void> | undefined;
  /** Whether the spare has something of a key that is not on its way. */
  has(key: string): boolean;
  /** Whether the primary has all that the spare was given. */
  isDone(): boolean;
  /**
   * Brings home all, one after the other, until the primary fails again. Resolves with whether the spare has
   * nothing left; never rejects.
   */
  all(): Promise<boolean>;
}

/** `bring` gives the primary what the spare has under a key. */
export function createHomecoming<About, Brought>(
  bring: (key: string, about: About) => Promise<Brought>,
): Homecoming<About, Brought> {
  const pending = new Map<string, About>();
  const underWay = new Map<string, Promise<Brought>>();
  let bringingAll: Promise<boolean> | undefined;

  function of(key: string): Promise<Brought> | undefined {
    const known = underWay.get(key);
    const about = pending.get(key);
    if (known || about === undefined) return known;
    const done = start(key, about).finally(() => underWay.delete(key));
    underWay.set(key, done);
    return done;
  }

  async function start(key: string, about: About): Promise<Brought> {
    pending.delete(key);
    try {
      return await bring(key, about);
    } catch (error) {
      if (!pending.has(key)) pending.set(key, about);
      throw error;
    }
  }

  async function bringAll(): Promise<boolean> {
    try {
      for (const key of pending.keys()) await of(key);
      await Promise.all(underWay.values());
    } catch {
      // It fails again: what is left waits for the next time.
    }
    return pending.size === 0;
  }

  return {
    note(key, about) {
      pending.set(key, about);
      const first = pending.size > MOST ? pending.keys().next() : undefined;
      if (first && !first.done) pending.delete(first.value);
    },
    of,
    drop(key) {
      const there = pending.delete(key) ? Promise.resolve() : undefined;
      const coming = underWay.get(key)?.then(nothing, nothing);
      return coming ?? there;
    },
    has: (key) => pending.has(key),
    isDone: () => pending.size === 0 && underWay.size === 0,
    all() {
      bringingAll ??= bringAll().finally(() => {
        bringingAll = undefined;
      });
      return bringingAll;
    },
  };
}

function nothing(): void {
  // Whatever became of it.
}
