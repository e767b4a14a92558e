/**
 * The only place that keeps state. Every operation is atomic by itself and none reads a whole set,
 * so that an adapter can sit on one process, one file or a server that several processes share.
 * Keys are texts of the caller's; times come from the adapter's own clock.
 * Every operation rejects with a `StoreError` when the store cannot do it.
 */
export interface Store {
  /** Whether what is written survives the end of the process. */
  readonly durable: boolean;
  readonly values: Values;
  readonly quotas: Quotas;
  readonly claims: Claims;
  readonly counters: Counters;
  /** The work that waits under a name; the same name is the same work. */
  queue(name: string): WorkQueue;
  /** Tells the true time, in milliseconds since the epoch, as a server gave it. */
  learnTime(now: number): void;
  close(): Promise<void>;
}

/** Bytes that are forgotten after a time. */
export interface Values {
  get(key: string): Promise<Uint8Array | undefined>;
  /** Keeps `value` for `lifetime` milliseconds, in place of what was there. */
  set(key: string, value: Uint8Array, lifetime: number): Promise<void>;
}

/** How often something may be done; 0 means no limit. Day and month are UTC. */
export interface Allowance {
  readonly perMinute: number;
  readonly perDay: number;
  readonly perMonth: number;
}

/** Which window of an allowance holds something back; of several, the one that does so longest. */
export type QuotaWindow = 'minute' | 'day' | 'month' | 'pause';

/**
 * The answer to one wish. `attempt` names what was granted, for `settle`. `wait` is in milliseconds
 * from now, `retryAt` the same as ms UTC.
 */
export type Reservation =
  | { readonly granted: true; readonly attempt: string }
  | {
      readonly granted: false;
      readonly window: QuotaWindow;
      readonly wait: number;
      readonly retryAt: number;
    };

/** What has been used of each window. */
export interface Usage {
  readonly minute: number;
  readonly day: number;
  readonly month: number;
  /** Milliseconds since the epoch until which nothing is granted, when paused. */
  readonly pausedUntil?: number;
}

/** Keeps something below an allowance, whoever asks. */
export interface Quotas {
  /**
   * Takes one out of every window (any 60 s, the UTC day, the UTC month), or out of none. Whoever
   * counts at the other end sees the attempt up to `duration` milliseconds (0) later: until it is
   * settled it counts as if it were made as late as that, also in a day or month that begins then.
   */
  reserve(key: string, allowance: Allowance, duration?: number): Promise<Reservation>;
  /** The attempt is over: it was made no later than now. */
  settle(key: string, attempt: string): Promise<void>;
  /** Grants nothing for `milliseconds` from now, or until a longer pause is over. */
  pause(key: string, milliseconds: number): Promise<void>;
  usage(key: string): Promise<Usage>;
}

/** The first in a period gets the claim; the others are counted. */
export interface Claims {
  /**
   * Claims `key` for `milliseconds`. `first`: nobody held it. Otherwise `note` is what the holder
   * left, `count` how many came after the holder, this one included, and `since` when it was
   * claimed (ms UTC).
   */
  claim(key: string, milliseconds: number, note: string): Promise<Claim>;
  /** Gives a claim back, so that the next one is first again. */
  release(key: string): Promise<void>;
}

/** The outcome of a claim. */
type Claim =
  | { readonly first: true }
  | {
      readonly first: false;
      readonly note: string;
      readonly count: number;
      readonly since: number;
    };

/** Numbers that only grow. */
export interface Counters {
  add(name: string, amount: number): Promise<void>;
  /** The numbers of the given names; 0 for those never added to. */
  read(names: readonly string[]): Promise<number[]>;
}

/** Work to be put into a queue. */
interface NewWork {
  readonly payload: Uint8Array;
  /** Higher goes first; among equals the oldest. */
  readonly priority: number;
}

/** Work taken out of a queue; nobody else gets it until it is finished or given back. */
export interface Work extends NewWork {
  readonly id: string;
  /** How often it was taken before. */
  readonly attempts: number;
}

/** Work that was given up. */
interface DeadWork {
  readonly id: string;
  readonly payload: Uint8Array;
  readonly reason: string;
}

/** Work that waits, in an order, and is not lost. */
export interface WorkQueue {
  /** Adds work unless `limit` wait already; resolves with its id, or `undefined` when full. */
  put(work: NewWork, limit: number): Promise<string | undefined>;
  /** Whether work is still there for whoever opens the same store next. */
  lasts(id: string): boolean;
  /** Takes the next work that is due: highest priority first, then oldest. */
  take(): Promise<Work | undefined>;
  /** The work is done and forgotten. */
  finish(id: string): Promise<void>;
  /** Gives work back, due again after `milliseconds`. */
  giveBack(id: string, milliseconds: number): Promise<void>;
  /** Sets work aside with a reason. */
  bury(id: string, reason: string): Promise<void>;
  /** The oldest dead letters, `limit` at most. */
  dead(limit: number): Promise<DeadWork[]>;
  /** Puts a dead letter back into the queue; resolves with whether there was one. */
  revive(id: string): Promise<boolean>;
  /** Work that is neither taken nor dead. */
  waiting(): Promise<number>;
  /** Milliseconds until the next work is due; 0: now; `undefined`: none waits. */
  nextDue(): Promise<number | undefined>;
  /** Makes work that was taken by a process that is gone available again. */
  recover(): Promise<void>;
}
