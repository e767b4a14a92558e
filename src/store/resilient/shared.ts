import type { Lease, Shared } from '../shared';
import type { Ways } from './either';

/** What several share, until it is closed. */
interface ResilientShared {
  readonly shared: Shared;
  /** Nothing waits any more. */
  close(): void;
}

/** What the spare was given while the store was away. */
interface Homecoming {
  /** Whether the store has all of it. */
  readonly isHome: () => boolean;
  /** Gives it to the store; resolves with whether that has all. Never rejects. */
  readonly bringHome: () => Promise<boolean>;
}

/**
 * The same, but that a lease ends once the store has what the spare was given while that was away: what was
 * found out under a lease is there for whoever takes it next.
 */
export function resilientShared(
  primary: Shared,
  { isHome, bringHome }: Homecoming,
  { onReturn }: Pick<Ways, 'onReturn'>,
): ResilientShared {
  const waiting = new Set<() => void>();
  let isClosed = false;

  async function letGo(): Promise<void> {
    if (waiting.size === 0 || !(await bringHome())) return;
    letAllGo();
  }

  function letAllGo(): void {
    for (const end of waiting) end();
    waiting.clear();
  }

  function away(): ReturnType<Shared['away']> {
    const error = primary.away();
    // Also where some of it could not be given the last time.
    if (!error) void letGo();
    return error;
  }

  async function untilHome(): Promise<void> {
    const isLetGo = new Promise<void>((resolve) => waiting.add(resolve));
    away();
    await isLetGo;
  }

  function leaseOf(lease: Lease): Lease {
    let isOver = false;
    return {
      holds: () => !isOver && lease.holds(),
      async end() {
        isOver = true;
        // Else it ends in this very turn.
        if (!isClosed && (primary.away() || !isHome())) await untilHome();
        await lease.end();
      },
    };
  }

  onReturn(() => void letGo());
  return {
    shared: {
      ...primary,
      away,
      leases: {
        async take(name) {
          const lease = await primary.leases.take(name);
          return lease && leaseOf(lease);
        },
      },
    },
    close() {
      isClosed = true;
      letAllGo();
    },
  };
}
