import type { StoreError } from './errors';

/** A store that several processes use at the same time. */
export interface Shared {
  /** Names this process among those that use the store, from its start to its end. */
  readonly instance: string;
  /**
   * The lowest number from 0 on that no other living process has: whoever comes after a process that is
   * gone has its number. It holds once the store is ready.
   */
  place(): number;
  readonly leases: Leases;
  /** Tells all who share the store of something, this process too. Nobody may rely on being told. */
  tell(topic: string, text?: string): void;
  /**
   * Hears what is told of a topic; without a text also whenever something may have been missed. The
   * returned function ends that.
   */
  hear(topic: string, listener: (text: string | undefined) => void): () => void;
  /** Those who use the store at the moment, this process too, the one that started first before. */
  instances(): Promise<readonly Instance[]>;
  /** What this process does, for the others to see; told with the next sign of life. */
  describe(doing: () => InstanceDoing): void;
  /** Why the store cannot be reached at the moment; `undefined` while it can. */
  away(): StoreError | undefined;
  readonly windows: SharedWindows;
}

/** A process that uses a shared store. Times are ms UTC. */
export interface Instance {
  readonly id: string;
  readonly place: number;
  /** The name of its host, and the port of its editor where that is known. */
  readonly name: string;
  readonly since: number;
  /** Its last sign of life. */
  readonly seen: number;
  readonly doing: InstanceDoing;
}

/** Figures of a process, by name: what waits, what runs. */
export type InstanceDoing = Readonly<Record<string, number>>;

/** What only one process may do at a time. */
export interface Leases {
  /**
   * Takes the lease of a name; `undefined` where another one has it, here or elsewhere. It is over with
   * `end`, or with the process.
   */
  take(name: string): Promise<Lease | undefined>;
}

/** The right to do something alone. */
export interface Lease {
  /** Whether it is ours for certain, as in `WorkQueue.holds`. */
  holds(): boolean;
  /** Lets it go, in the same step as what is written in the same turn. Never rejects. */
  end(): Promise<void>;
}

/** Counts that several processes share: each belongs to a window, by name. */
export interface SharedWindows {
  /**
   * Adds what was counted since the last time; resolves once it is written. At most `most` indicators
   * of a window are kept: of more, the least frequent are forgotten, and what is new from then on may
   * have been counted short by as many.
   */
  count(window: string, counted: SharedCount, most: number): Promise<void>;
  /** What was counted in the last `length` milliseconds, the most frequent first; 0: all of it. */
  top(window: string, length: number, limit: number): Promise<readonly SharedTop[]>;
  /** How much is in a window, and when it last ticked, on the store's clock. */
  look(window: string, length: number): Promise<SharedState>;
  /**
   * One of all who ask gets the tick of `due` (the store's clock, ms): what `work` makes of what was
   * counted is put into a queue in the same step. Resolves with the ids of that work; `undefined` where
   * another one had it before.
   */
  tick(
    window: string,
    due: number,
    length: number,
    limit: number,
    work: (top: readonly SharedTop[]) => {
      readonly queue: string;
      readonly payloads: readonly Uint8Array[];
    },
  ): Promise<readonly string[] | undefined>;
  /** Empties a window. */
  clear(window: string): Promise<void>;
}

/** What one process has counted: how many events, and in how many of them each indicator was. */
export interface SharedCount {
  readonly events: number;
  readonly indicators: readonly {
    readonly key: string;
    readonly value: string;
    readonly sample: string;
    readonly count: number;
  }[];
}

/** An indicator in a shared window. Times are those of the store's clock, in ms. */
export interface SharedTop {
  readonly key: string;
  readonly value: string;
  readonly sample: string;
  readonly count: number;
  /** By how much the count may be too low. */
  readonly error: number;
  readonly first: number;
  readonly last: number;
}

/** What a shared window holds. */
export interface SharedState {
  readonly indicators: number;
  readonly events: number;
  readonly ticked?: number;
}
