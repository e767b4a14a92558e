import type { Clock } from '../../clock';
import { ClosedError } from '../../closed-error';
import type { Indicator } from '../../indicator/indicator';
import { storeKey } from '../cache/store-key';
import type { Shared } from '../../store/shared';

/** The right to find something out, which one of all processes has at a time. */
export interface Right {
  /** Whether it is ours for certain: to be asked right before a request. */
  holds(): boolean;
  /** Lets it go in the same step as what is written in the same turn, and tells those who wait. */
  end(): void;
}

/** The rights to find things out, among all processes that share a store. */
export interface Rights {
  /** Takes the right of a name; `undefined` where another one has it. Rejects with `StoreError`. */
  take(name: string): Promise<Right | undefined>;
  /**
   * Waits until it is worth a look whether something was found out, or its right is free. Resolves with
   * whether somebody has told so; else some time has passed. Rejects with `ClosedError`.
   */
  wait(name: string): Promise<boolean>;
  /** Ends what waits with `ClosedError`, and whatever comes later. */
  close(): void;
}

/** The rights of the lookups of one account. */
export interface LookupRights extends Rights {
  /** The name of the right to do something about an indicator, for all who use the same key. */
  nameOf(what: 'ask' | 'analyse', indicator: Indicator): string;
}

/** Milliseconds between two looks at what nobody has told of: what is told may get lost. */
const LOOK = 2000;

const TOPIC = 'found out';

interface Waiting {
  readonly look: (isTold: boolean) => void;
  readonly end: (error: Error) => void;
}

/**
 * The rights of an account. `scope` keeps those apart who do not use the same key: what one waits for need
 * not hold up the other. One timer serves all that wait, so that they look in one round trip.
 */
export function createRights(
  { leases, tell, hear }: Pick<Shared, 'leases' | 'tell' | 'hear'>,
  clock: Clock,
  scope: string,
): LookupRights {
  const waiting = new Map<string, Set<Waiting>>();
  let isTimed = false;
  let cancel: (() => void) | undefined;
  let closed: ClosedError | undefined;

  const stopHearing = hear(TOPIC, (name) => {
    if (name === undefined) lookAll(true);
    else lookFor(name, true);
  });

  function lookAll(isTold: boolean): void {
    for (const name of waiting.keys()) lookFor(name, isTold);
  }

  function lookFor(name: string, isTold: boolean): void {
    const all = takeAll(name);
    for (const each of all) each.look(isTold);
  }

  function takeAll(name: string): readonly Waiting[] {
    const all = [...(waiting.get(name) ?? [])];
    waiting.delete(name);
    return all;
  }

  function lookLater(): void {
    if (isTimed) return;
    isTimed = true;
    cancel = clock.after(LOOK, () => {
      isTimed = false;
      lookAll(false);
    });
  }

  return {
    nameOf: (what, indicator) => storeKey(`right to ${what}`, scope, indicator),
    async take(name) {
      const lease = await leases.take(name);
      if (!lease) return undefined;
      let isOver = false;
      return {
        holds: () => !isOver && lease.holds(),
        end() {
          if (isOver) return;
          isOver = true;
          void lease.end();
          tell(TOPIC, name);
        },
      };
    },
    wait(name) {
      if (closed) return Promise.reject(closed);
      return new Promise((look, end) => {
        const all = waiting.get(name) ?? new Set();
        waiting.set(name, all.add({ look, end }));
        lookLater();
      });
    },
    close() {
      closed = new ClosedError('Closed while the lookup was waiting for another process');
      stopHearing();
      cancel?.();
      for (const name of waiting.keys()) for (const { end } of takeAll(name)) end(closed);
    },
  };
}
