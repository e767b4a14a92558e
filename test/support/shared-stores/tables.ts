import { createSteadyClock, type SteadyClock } from '../../../src/steady-clock';
import type { Clock } from '../../../src/clock';

/** The holder of work that nobody holds. */
export const NOBODY = '00000000-0000-0000-0000-000000000000';

/** Work as it lies in the database. Times here are those of the server's clock. */
export interface WorkRow {
  readonly id: string;
  readonly seq: number;
  readonly queue: string;
  state: 'ready' | 'delayed' | 'taken' | 'dead';
  holder: string;
  readonly priority: number;
  due: number;
  taken: number;
  token: number | undefined;
  reason: string;
  payload: Uint8Array;
}

/** A process that uses the database. */
interface InstanceRow {
  readonly id: string;
  readonly place: number;
  readonly name: string;
  readonly since: number;
  seen: number;
  expires: number;
  doing: string;
}

/** A function of the database, with the arguments that the store gives it. */
export type DatabaseFunction = (...args: never[]) => unknown;

/** What the processes share. */
export interface Tables {
  /** The server's time. */
  readonly time: SteadyClock;
  readonly work: Map<string, WorkRow>;
  readonly instances: Map<string, InstanceRow>;
  /** The holder of each lease. */
  readonly leases: Map<string, string>;
  /** Told to all who listen, the sender too. */
  notify(payload: string): void;
  onNotify(listener: (payload: string) => void): void;
  /** The next number of work. */
  nextNumber(): number;
}

export function createTables(clock: Clock): Tables {
  const listeners = new Set<(payload: string) => void>();
  let lastNumber = 0;
  return {
    time: createSteadyClock(clock),
    work: new Map(),
    instances: new Map(),
    leases: new Map(),
    notify: (payload) => {
      for (const listener of listeners) listener(payload);
    },
    onNotify: (listener) => void listeners.add(listener),
    nextNumber: () => (lastNumber += 1),
  };
}
