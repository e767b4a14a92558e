import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '../../src/clock';
import { StoreError } from '../../src/store/errors';
import { createStoreOn } from '../../src/store/postgres/store';
import type { Shared } from '../../src/store/shared';
import type { Store } from '../../src/store/store';
import type { FakeClock } from './fake-clock';
import { claimFunctions } from './shared-stores/claims';
import { connectTo, createProcessClock, type StandInConnection } from './shared-stores/connection';
import { instanceFunctions } from './shared-stores/instances';
import { createTables } from './shared-stores/tables';
import { otherFunctions } from './shared-stores/time-values-quotas';
import { workFunctions } from './shared-stores/work';

/** A store that others share. */
export interface SharedStore extends Store {
  readonly shared: Shared;
}

/** A process that uses the shared store. */
export interface SharingProcess {
  readonly store: SharedStore;
  /** Its own clock, whose timers stand still with it. */
  readonly clock: Clock;
  /** It stands still, as by SIGSTOP: nothing it asks is done, none of its timers comes. */
  pause(): void;
  resume(): void;
  /** It is gone, as by SIGKILL: what it held is free when its lease is over. */
  kill(): void;
  /** It ends as it should: what it held is free at once. */
  close(): Promise<void>;
  /** How often it has asked the database: once for all calls of a turn of the event loop. */
  roundTrips(): number;
}

/** Several processes that share one state in memory, in place of a database. */
export interface SharedStores {
  /** Starts a process; `clock` where its host's clock is another one. */
  open(name?: string, clock?: Clock): SharingProcess;
  /** Nothing that is told is heard, until it is told otherwise. */
  loseNotices(areLost: boolean): void;
  /** Nobody reaches the database, until it is told otherwise. */
  beAway(isAway: boolean): void;
  closeAll(): Promise<void>;
}

/** Turns of the event loop until what is asked is answered, and what is asked because of it. */
const TURNS = 20;

/** Shorter than any interval of the store. */
const STEP = 500;

/** Lets all that was asked be answered. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn += 1) await nextTurn();
}

/** Lets time pass on some clocks, in steps in which each process that runs gives its signs of life. */
export async function pass(milliseconds: number, ...clocks: readonly FakeClock[]): Promise<void> {
  await settled();
  for (let left = milliseconds; left > 0; left -= STEP) {
    for (const clock of clocks) clock.advance(Math.min(STEP, left));
    await settled();
  }
}

/**
 * The database of `SharedStores` is a table of functions in place of those of a schema; the rest is the
 * store on PostgreSQL itself, with its signs of life, its leases and what it holds. `clock` is the
 * server's.
 */
export function createSharedStores(clock: Clock): SharedStores {
  const tables = createTables(clock);
  const functions = {
    ...otherFunctions(tables),
    ...claimFunctions(tables),
    ...workFunctions(tables),
    ...instanceFunctions(tables),
  };
  const connections = new Set<StandInConnection>();
  const processes = new Set<SharingProcess>();
  const awayError = new StoreError('PostgreSQL at test/db cannot be reached.', {
    trouble: 'unreachable',
  });
  let areLost = false;
  let isAway = false;

  function open(name = 'test', own: Clock = clock): SharingProcess {
    const connection = connectTo(tables, functions);
    let isRunning = true;
    const processClock = createProcessClock(own, () => isRunning);
    const options = { schema: 'shared', name, clock: processClock };
    const store = sharedOf(createStoreOn(connection, options));
    connection.setDeaf(areLost);
    if (isAway) connection.setAway(awayError);
    connections.add(connection);
    let isGone = false;

    const opened: SharingProcess = {
      store,
      clock: processClock,
      pause() {
        isRunning = false;
        connection.pause();
      },
      resume() {
        isRunning = true;
        connection.resume();
        processClock.goOn();
      },
      kill() {
        isRunning = false;
        isGone = true;
        connection.kill();
      },
      async close() {
        if (isGone) return;
        opened.resume();
        await store.close();
      },
      roundTrips: connection.roundTrips,
    };
    processes.add(opened);
    return opened;
  }

  return {
    open,
    loseNotices(lost) {
      areLost = lost;
      for (const connection of connections) connection.setDeaf(lost);
    },
    beAway(away) {
      isAway = away;
      for (const connection of connections) connection.setAway(away ? awayError : undefined);
    },
    async closeAll() {
      for (const connection of connections) connection.setAway(undefined);
      await Promise.all([...processes].map((each) => each.close()));
    },
  };
}

function sharedOf(store: Store): SharedStore {
  const { shared } = store;
  if (!shared) throw new Error('The store is not shared');
  return { ...store, shared };
}
