import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '../../src/clock';
import { StoreError } from '../../src/store/errors';
import type { Connection } from '../../src/store/postgres/caller';
import type { FakeClock } from './fake-clock';
import { claimFunctions } from './shared-stores/claims';
import { connectTo, type StandInConnection } from './shared-stores/connection';
import { instanceFunctions } from './shared-stores/instances';
import { startProcess, type SharingProcess } from './shared-stores/process';
import { createTables } from './shared-stores/tables';
import { otherFunctions } from './shared-stores/time-values-quotas';
import { workFunctions } from './shared-stores/work';

/** A process that uses the state in memory. */
export interface StandInProcess extends SharingProcess {
  /** How often it has asked the database: once for all calls of a turn of the event loop. */
  roundTrips(): number;
}

/** Several processes that share one state in memory, in place of a database. */
export interface SharedStores {
  /**
   * Starts a process; `clock` where its host's clock is another one, `way` where it comes to the database
   * by another way than straight.
   */
  open(name?: string, clock?: Clock, way?: (connection: Connection) => Connection): StandInProcess;
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

/** Lets all that was asked of a stand-in be answered. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn += 1) await nextTurn();
}

/** Lets time pass on some clocks, in steps in which each process that runs gives its signs of life. */
export async function pass(milliseconds: number, ...clocks: readonly FakeClock[]): Promise<void> {
  await passing(milliseconds, clocks, settled);
}

/** The same where `settle` lets all be answered. */
export async function passing(
  milliseconds: number,
  clocks: readonly FakeClock[],
  settle: () => Promise<unknown>,
): Promise<void> {
  await settle();
  for (let left = milliseconds; left > 0; left -= STEP) {
    for (const clock of clocks) clock.advance(Math.min(STEP, left));
    await settle();
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
  const unreachable = new StoreError('PostgreSQL at test/db cannot be reached.', {
    trouble: 'unreachable',
  });
  let areLost = false;
  let isAway = false;

  return {
    open(name = 'test', own = clock, way = (straight) => straight) {
      const connection = connectTo(tables, functions);
      const options = { connection: way(connection), schema: 'shared', name, clock: own };
      const opened = startProcess(options);
      opened.loseNotices(areLost);
      if (isAway) connection.setAway(unreachable);
      connections.add(connection);
      processes.add(opened);
      return { ...opened, roundTrips: connection.roundTrips };
    },
    loseNotices(lost) {
      areLost = lost;
      for (const each of processes) each.loseNotices(lost);
    },
    beAway(away) {
      isAway = away;
      for (const connection of connections) connection.setAway(away ? unreachable : undefined);
    },
    async closeAll() {
      for (const connection of connections) connection.setAway(undefined);
      await Promise.all([...processes].map((each) => each.close()));
    },
  };
}
