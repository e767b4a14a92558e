import type { Clock } from '../../../src/clock';
import { StoreError } from '../../../src/store/errors';
import type { Argument, CallOptions, Connection } from '../../../src/store/postgres/caller';
import type { DatabaseFunction, Tables } from './tables';

/** The database as one process reaches it, and what a test does to that. */
export interface StandInConnection extends Connection {
  /** The process does nothing any more, until it is resumed. */
  pause(): void;
  resume(): void;
  /** It never does anything again: nothing that it has asked is answered. */
  kill(): void;
  /** The database is away with that error, or has come back. */
  setAway(error: StoreError | undefined): void;
  /** What others tell is not heard. */
  setDeaf(isDeaf: boolean): void;
  /** How often it has asked the database: once for all calls of a turn of the event loop. */
  roundTrips(): number;
}

interface Asked {
  readonly name: string;
  readonly args: readonly Argument[];
  readonly how: CallOptions;
  readonly resolve: (rows: readonly never[]) => void;
  readonly reject: (error: unknown) => void;
}

/** All calls of a turn of the event loop go together, in their order. */
export function connectTo(
  tables: Tables,
  functions: Readonly<Record<string, DatabaseFunction>>,
): StandInConnection {
  const listeners = new Set<(payload: string | undefined) => void>();
  let waiting: Asked[] = [];
  let state: 'runs' | 'paused' | 'killed' | 'closed' = 'runs';
  let away: StoreError | undefined;
  let isDeaf = false;
  let isPlanned = false;
  let trips = 0;
  let hasMissed = false;

  tables.onNotify((payload) => {
    if (isDeaf || state === 'killed' || state === 'closed') return;
    if (away || state === 'paused') hasMissed = true;
    else for (const listener of listeners) listener(payload);
  });

  function plan(): void {
    if (isPlanned || state !== 'runs') return;
    isPlanned = true;
    setImmediate(() => {
      isPlanned = false;
      void run();
    });
  }

  async function run(): Promise<void> {
    if (state !== 'runs' || away || waiting.length === 0) return;
    trips += 1;
    const batch = waiting.toSorted((one, other) => compare(one.how.order, other.how.order));
    waiting = [];
    const answers = batch.map((asked) => ({ asked, rows: execute(asked) }));
    for (const { asked, rows } of answers) await rows.then(asked.resolve, asked.reject);
  }

  async function execute({ name, args }: Asked): Promise<readonly never[]> {
    const done = functions[name];
    if (!done) throw new StoreError(`The stand-in has no ${name}.`);
    // The arguments are those that the store has for this function.
    const rows = await done(...(args as never[]));
    return (Array.isArray(rows) ? rows.map(copyOf) : []) as never[];
  }

  function goOn(): void {
    plan();
    if (!hasMissed || away || state !== 'runs') return;
    hasMissed = false;
    for (const listener of listeners) listener(undefined);
  }

  return {
    call: (name, args, how = {}) =>
      new Promise((resolve, reject) => {
        if (state === 'closed') return reject(new StoreError('The store is closed.'));
        if (away && !how.waits && state === 'runs') return reject(away);
        waiting.push({ name, args, how, resolve, reject });
        plan();
      }),
    ready: () => Promise.resolve(),
    elapsed: () => tables.time.elapsed(),
    now: () => tables.time.now(),
    away: () => away,
    onNotice: (listener) => void listeners.add(listener),
    async close() {
      if (state === 'killed') return;
      state = 'closed';
      for (const { reject } of waiting) reject(new StoreError('The store is closed.'));
      waiting = [];
    },
    pause() {
      if (state === 'runs') state = 'paused';
    },
    resume() {
      if (state !== 'paused') return;
      state = 'runs';
      hasMissed = true;
      goOn();
    },
    kill() {
      state = 'killed';
      waiting = [];
    },
    setAway(error) {
      away = error;
      if (!error) {
        hasMissed = true;
        return goOn();
      }
      for (const { how, reject } of waiting) if (!how.waits) reject(error);
      waiting = waiting.filter(({ how }) => how.waits);
    },
    setDeaf(next) {
      isDeaf = next;
    },
    roundTrips: () => trips,
  };
}

/** What a caller does to its bytes is nothing to others. */
function copyOf(row: object): object {
  const copied = Object.entries(row).map(([name, value]) => [
    name,
    value instanceof Uint8Array ? Buffer.from(value) : value,
  ]);
  return Object.fromEntries(copied);
}

function compare(one = '', other = ''): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

/** The clock of a process: what comes due while it is paused comes when it goes on. */
export function createProcessClock(
  clock: Clock,
  isRunning: () => boolean,
): Clock & { goOn(): void } {
  let due: (() => void)[] = [];
  return {
    now: () => clock.now(),
    elapsed: () => clock.elapsed(),
    after(milliseconds, callback) {
      let isCancelled = false;
      const call = (): void => {
        if (!isCancelled) callback();
      };
      const cancel = clock.after(milliseconds, () => {
        if (isRunning()) call();
        else due.push(call);
      });
      return () => {
        isCancelled = true;
        cancel();
      };
    },
    goOn() {
      const late = due;
      due = [];
      for (const callback of late) callback();
    },
  };
}
