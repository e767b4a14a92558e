import type { Clock } from '../clock';
import type { Shared } from '../store/shared';
import type { Store, Values } from '../store/store';
import type { Counted, FoundIndicator } from './window';

export interface CollectorOptions {
  readonly clock: Clock;
  readonly values: Values;
  /** Tells the windows in one store apart. */
  readonly name: string;
  /** Milliseconds that the window is long. */
  readonly length: number;
  /** Milliseconds between two ticks; without it there is none. */
  readonly every?: number;
  /** How many are told of at once; 0: all. */
  readonly limit: number;
  /** How many indicators are held at the most. */
  readonly maxDistinct: number;
  /** From 0 to 1. */
  readonly random: () => number;
  /** Whether what an earlier life has counted still takes a place; all does unless told. */
  readonly isWanted?: (found: FoundIndicator) => boolean;
  /**
   * Sends on what was counted, with how many different ones took no place meanwhile; times are ms UTC.
   * Returns what resolves when all is sent, where that takes more than a moment.
   */
  readonly send: (counted: readonly Counted[], skipped: number) => Promise<void> | undefined;
  /** What went wrong at a tick. */
  readonly fail: (error: unknown) => void;
  /** Others count in the same window: it is in the store, and `values` is not used. */
  readonly sharing?: Sharing;
}

/** What it takes to count in a window that several processes share. */
export interface Sharing {
  readonly shared: Pick<Shared, 'windows' | 'leases' | 'away'>;
  readonly store: Pick<Store, 'elapsed' | 'now'>;
  /** The queue in which what a tick tells is work until it is sent on. */
  readonly queue: string;
  /**
   * Sends on what a tick tells, or a part of it, once it is written by `write`, which puts work for each
   * into the queue. Resolves with whether it was; else another process has done it.
   */
  readonly sendTick: (part: TickPart, write: WriteTick) => Promise<boolean>;
}

/** Resolves with the ids of the work; `undefined` where another process has written it before. */
export type WriteTick = (payloads: readonly Uint8Array[]) => Promise<readonly string[] | undefined>;

/** Some of what a tick tells; times are ms UTC. */
export interface TickPart {
  /** The same for all parts of a tick, whoever tells them. */
  readonly id: string;
  readonly counted: readonly Counted[];
  /** How many different ones took no place here meanwhile. */
  readonly skipped: number;
  /** How many were told of before, and how many there are in all. */
  readonly told: number;
  readonly total: number;
}

/** What a window holds at the moment. */
interface CollectorState {
  readonly indicators: number;
  readonly events: number;
  /** How many different ones took no place. */
  readonly skipped: number;
  /** The next tick, ms UTC. */
  readonly next?: number;
}

/** Counts what is found in events, keeps it in the store and sends it on at each tick. */
export interface Collector {
  /** Counts an event; resolves once it is written down, and `before`, which may be of an earlier count. */
  add(
    found: readonly FoundIndicator[],
    sample: () => string,
    before?: Promise<void>,
  ): Promise<void>;
  /** Counts what was also found in the event that was counted last: for what is found little by little. */
  addMore(
    found: readonly FoundIndicator[],
    sample: () => string,
    before?: Promise<void>,
  ): Promise<void>;
  /** Notes what takes no place. */
  skip(found: FoundIndicator): void;
  /** Whether an indicator has a place already; where several processes count, as far as this one knows. */
  has(key: string): boolean;
  /** The most frequent of what is there, as `flush` would send them, `most` at the most. Times are ms UTC. */
  look(most: number): Promise<readonly Counted[]>;
  /** Sends on what is there; the ticks stay as they are. Returns what resolves then, where that takes a while. */
  flush(): Promise<void> | undefined;
  /** Empties the window and what is written of it; the ticks stay as they are. */
  reset(): Promise<void>;
  /** Begins with the ticks: one that was missed comes now. */
  start(): void;
  state(): CollectorState;
  /** Resolves once all is written. */
  close(): Promise<void>;
}
