import type { ClaimRecord, SeenClaim } from './claim-record';
import type { Shared } from './shared';

/**
 * The only place that keeps state. Every operation is atomic by itself and none reads a whole set,
 * so that an adapter can sit on one process, one file or a server that several processes share.
 * Keys are texts of the caller's; times come from the adapter's own clock.
 * Every operation rejects with a `StoreError` when the store cannot do it.
 */
export interface Store {
  /** Whether what is written survives the end of the process. */
  readonly durable: boolean;
  /** What there is to know and to do because other processes use it too; absent where none does. */
  readonly shared?: Shared;
  readonly values: Values;
  readonly quotas: Quotas;
  /** What was raised under a name; the same name is the same claims. */
  claims(name: string): Claims;
  /** The work that waits under a name; the same name is the same work. */
  queue(name: string): WorkQueue;
  /**
   * Milliseconds on a clock that only goes on: nobody who sets the time of day moves it, and where
   * the store is durable it goes on over restarts.
   */
  elapsed(): number;
  /** The time of day by the store's clock, in ms UTC; where it is shared, all who use it agree on it. */
  now(): number;
  /** Tells the true time, in milliseconds since the epoch, as a server gave it. */
  learnTime(now: number): void;
  /**
   * Resolves when the store is open: `elapsed` and `now` hold from then on. It may take until a server
   * can be reached, and rejects with `StoreError` where it never can be, or is closed before.
   */
  ready(): Promise<void>;
  close(): Promise<void>;
}

/** Bytes that are forgotten after a time. */
export interface Values {
  get(key: string): Promise<Uint8Array | undefined>;
  /**
   * Keeps `value` for `lifetime` milliseconds, in place of what was there. Resolves with whether it
   * lasts as long as the store does; what only a spare holds does not.
   */
  set(key: string, value: Uint8Array, lifetime: number): Promise<boolean>;
  /** Forgets a value. */
  remove(key: string): Promise<void>;
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

/**
 * Who raised something, and how many came after. A claim is known for a week after its quiet is
 * over, with what was counted meanwhile.
 */
export interface Claims {
  /**
   * Claims `key`, or is counted where it is held: one of any number who ask at once gets it. With
   * `leftBehind` work is put into a queue in the same step, so that there is no claim without it.
   */
  claim(key: string, wish: ClaimWish, leftBehind?: LeftBehind): Promise<Claim>;
  /**
   * Undoes the claim `id`, so that the next one gets it at once, and is told of all that nobody was
   * told of. Resolves with whether `id` is what held the key.
   */
  release(key: string, id: string): Promise<boolean>;
  /**
   * Ends the quiet of the claim `id` before its time: the next one gets the key at once, and is told
   * of those who came since. Resolves with whether `id` is what held the key; without one, whether
   * any did.
   */
  endQuiet(key: string, id?: string): Promise<boolean>;
  /**
   * Has the claim of a key hold it until a rank grows, however long that takes; a year after the last
   * who came it is forgotten all the same. With `seen` only where the claim is the one of that `id`,
   * or no rank of it is higher than those. Resolves with whether that is so now.
   */
  acknowledge(key: string, seen?: SeenClaim): Promise<boolean>;
  /**
   * What still holds its key against whoever has to wait `quiet` milliseconds, or is acknowledged, in
   * no order. It comes some at a time, each part by an operation of its own, and a part may be empty.
   */
  held(quiet: number): AsyncIterable<readonly HeldClaim[]>;
  /** Makes one of what is known of a key here and what another store knows, which stood in for this one. */
  absorb(key: string, record: ClaimRecord): Promise<void>;
  /** Forgets all about a key. */
  forget(key: string): Promise<void>;
  /** Forgets all keys. */
  clear(): Promise<void>;
}

/** A claim that holds its key, as it is looked at: `since` is ms UTC. */
export interface HeldClaim {
  readonly key: string;
  readonly id: string;
  readonly since: number;
  readonly ranks: readonly number[];
  /** How many came after it. */
  readonly suppressed: number;
  /** It holds until a rank grows. */
  readonly acknowledged?: true;
}

/** What somebody wants to claim. */
export interface ClaimWish {
  /** Names the claim, for `release`. */
  readonly id: string;
  /** Milliseconds since a claim was made, for which this one has to wait. */
  readonly quiet: number;
  /** How bad it is, in one or more regards; compared one by one. */
  readonly ranks: readonly number[];
  /** Whether a rank that is higher than all that was claimed need not wait. */
  readonly escalates: boolean;
  /** Claims, by their ids, that this one takes the place of: unless acknowledged, none holds it back. */
  readonly inPlaceOf?: readonly string[];
}

/** What whoever gets a claim leaves behind with it, for as long as nobody else knows of it. */
export interface LeftBehind {
  /** The name of the queue. */
  readonly queue: string;
  /** May be asked more than once, when the store has to try again. */
  readonly payload: (granted: Exclude<Claim, { readonly outcome: 'held' }>) => Uint8Array;
  /** As in `NewWork`. */
  readonly forAll?: boolean;
  /**
   * What is finished in the same step, or not at all, whether the claim is got or counted. Where another
   * process has some of that by now nothing is claimed, counted or put: see `WorkQueue.put`.
   */
  readonly replaced?: Replaced;
}

/**
 * The outcome of a claim. `first`: nobody is known to have had it; `again`: the quiet is over;
 * `escalated`: it is not, but a rank has grown. `suppressed` were counted since the claim before, the
 * first of them at `suppressedSince`. `held`: another one has it, named `id`, since `since`; this one
 * is among the `suppressed`; `acknowledged`: until a rank grows, whether or not it `escalates`. Times
 * are ms UTC. `kept` is the id of the work that was put for it. `unasked`: whoever else shares the store
 * could not be asked, and may have raised it too.
 */
export type Claim =
  | {
      readonly outcome: 'first' | 'again' | 'escalated';
      readonly since: number;
      readonly suppressed: number;
      readonly suppressedSince?: number;
      readonly kept?: string;
      readonly unasked?: true;
    }
  | {
      readonly outcome: 'held';
      readonly id: string;
      readonly since: number;
      readonly suppressed: number;
      readonly suppressedSince: number;
      readonly acknowledged?: true;
    };

/** Work to be put into a queue. */
export interface NewWork {
  readonly payload: Uint8Array;
  /** Higher goes first; among equals the oldest. */
  readonly priority: number;
  /** Others may take it at once; else it stays with the process that has put it until that is gone. */
  readonly forAll?: boolean;
}

/**
 * Work taken out of a queue; nobody else gets it until it is finished or given back, or the process
 * that has taken it is gone.
 */
export interface Work extends NewWork {
  readonly id: string;
  /** How often it was taken before. */
  readonly attempts: number;
}

/** Work that waits, as it is looked at. */
interface WaitingWork {
  readonly id: string;
  readonly payload: Uint8Array;
}

/** Work that was given up. */
interface DeadWork extends WaitingWork {
  readonly reason: string;
}

/** Work of another queue of the same store. */
export interface Replaced {
  /** The name of the queue. */
  readonly queue: string;
  readonly ids: readonly string[];
}

/** Dead letters that a queue keeps; beyond, the oldest are forgotten. */
export const DEAD_LETTERS = 1000;

/** Work that waits, in an order, and is not lost. */
export interface WorkQueue {
  /**
   * Adds work unless `limit` wait already; resolves with its id, or `undefined` when full. What it
   * has `replaced` is finished in the same step, or not at all: work that lasts is replaced only by
   * work that does. Where another process has some of that by now, nothing is put: the id is of nothing
   * that `holds` or `regain` says yes to.
   */
  put(work: NewWork, limit: number, replaced?: Replaced): Promise<string | undefined>;
  /** Whether work is still there for whoever opens the same store next. */
  lasts(id: string): boolean;
  /**
   * Takes the next work that is due: highest priority first, then oldest. Of very many that come due
   * at once, those that are due longest go first.
   */
  take(): Promise<Work | undefined>;
  /** The work is done and forgotten. */
  finish(id: string): Promise<void>;
  /** Gives work back, due again after `milliseconds`; with `payload` in place of what it held. */
  giveBack(id: string, milliseconds: number, payload?: Uint8Array): Promise<void>;
  /**
   * Sets work aside with a reason; with `payload` in place of what it held. Of all dead letters the
   * newest `DEAD_LETTERS` are kept, by when they were put.
   */
  bury(id: string, reason: string, payload?: Uint8Array): Promise<void>;
  /** The newest dead letters by when they were put, newest first; `limit` at most. */
  dead(limit: number): Promise<DeadWork[]>;
  /** How many dead letters are kept. */
  countDead(): Promise<number>;
  /** Forgets a dead letter; resolves with whether there was one. */
  discard(id: string): Promise<boolean>;
  /** Puts a dead letter back into the queue; resolves with whether there was one. */
  revive(id: string): Promise<boolean>;
  /** The oldest work that is neither taken nor dead, due or not, `limit` at most. */
  list(limit: number): Promise<WaitingWork[]>;
  /** Work that is neither taken nor dead. */
  waiting(): Promise<number>;
  /** Milliseconds until the next work is due; 0: now; `undefined`: none waits. */
  nextDue(): Promise<number | undefined>;
  /** Makes work that was taken by a process that is gone available again. */
  recover(): Promise<void>;
  /**
   * Whether work that was put or taken here is ours for certain: to be asked right before something is
   * done about it that cannot be undone. False where the lease of this process may be over.
   */
  holds(id: string): boolean;
  /**
   * The same where `holds` says no: finds out, and takes it again where nobody else has. Waits until
   * the store can tell; resolves with whether it is ours.
   */
  regain(id: string): Promise<boolean>;
  /**
   * Calls `listener` when there may be work to take that others have put or left; the returned function
   * ends that.
   */
  onLeft(listener: () => void): () => void;
}
