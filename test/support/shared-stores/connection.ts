import { StoreError } from '../../../src/store/errors';
import type { Argument, CallOptions, Connection } from '../../../src/store/postgres/caller';
import type { Rows } from '../../../src/store/postgres/connection/session';
import type { DatabaseFunction, Tables } from './tables';

/** The way of a process to the database in memory. */
export interface StandInConnection extends Connection {
  /** The database is away with that error, or has come back. */
  setAway(error: StoreError | undefined): void;
  /** How often it has asked the database: once for all calls of a turn of the event loop. */
  readonly roundTrips: () => number;
}

interface Asked {
  readonly name: string;
  readonly args: readonly Argument[];
  readonly how: CallOptions;
  readonly resolve: (rows: Rows) => void;
  readonly reject: (error: unknown) => void;
}

/** All calls of a turn of the event loop go together, in their order. */
export function connectTo(
  tables: Tables,
  functions: Readonly<Record<string, DatabaseFunction>>,
): StandInConnection {
  const listeners = new Set<(payload: string | undefined) => void>();
  let waiting: Asked[] = [];
  let away: StoreError | undefined;
  let isClosed = false;
  let isPlanned = false;
  let trips = 0;

  tables.onNotify((payload) => {
    if (!away && !isClosed) tell(payload);
  });

  function tell(payload: string | undefined): void {
    for (const listener of listeners) listener(payload);
  }

  function plan(): void {
    if (isPlanned) return;
    isPlanned = true;
    setImmediate(() => {
      isPlanned = false;
      void run();
    });
  }

  async function run(): Promise<void> {
    if (away || waiting.length === 0) return;
    trips += 1;
    const batch = waiting.toSorted((one, other) => compare(one.how.order, other.how.order));
    waiting = [];
    const answers = batch.map((asked) => ({ asked, rows: execute(asked) }));
    for (const { asked, rows } of answers) await rows.then(asked.resolve, asked.reject);
  }

  async function execute({ name, args }: Asked): Promise<Rows> {
    const done = functions[name];
    if (!done) throw new StoreError(`The stand-in has no ${name}.`);
    // The arguments are those that the store has for this function.
    const rows: unknown = await Reflect.apply(done, undefined, args);
    return Array.isArray(rows) ? rows.map(copyOf) : [];
  }

  return {
    call: (name, args, how = {}) =>
      new Promise((resolve, reject) => {
        if (isClosed) return reject(new StoreError('The store is closed.'));
        if (away && !how.waits) return reject(away);
        waiting.push({ name, args, how, resolve, reject });
        plan();
      }),
    ready: () => Promise.resolve(),
    elapsed: () => tables.time.elapsed(),
    now: () => tables.time.now(),
    away: () => away,
    refuses: () => isClosed || away !== undefined,
    onNotice: (listener) => void listeners.add(listener),
    async close() {
      isClosed = true;
      for (const { reject } of waiting) reject(new StoreError('The store is closed.'));
      waiting = [];
    },
    setAway(error) {
      const wasAway = away !== undefined;
      away = error;
      if (!error) {
        plan();
        if (wasAway) tell(undefined);
        return;
      }
      for (const { how, reject } of waiting) if (!how.waits) reject(error);
      waiting = waiting.filter(({ how }) => how.waits);
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
