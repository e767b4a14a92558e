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

/**
 * Counts that several processes share: each belongs to a window, by name. Times are those of `elapsed`
 * of the store. What changes a window waits while the store is away, but for `clear`; the rest rejects
 * with `StoreError`.
 */
export interface SharedWindows {
  /**
   * Takes a window up, or begins with an empty one. It is `length` ms long and ticks `every` ms (0:
   * never): who opens it last decides.
   */
  open(window: string, length: number, every: number): Promise<SharedState>;
  /**
   * Adds what was counted; resolves once it is written, with what the window holds then. `writer` and
   * `number`, which only grows, name the count: called again with them, it counts once. What was seen
   * before a tick that is over belongs to the next one.
   */
  count(window: string, writer: string, number: number, counted: SharedCount): Promise<SharedState>;
  /**
   * The most frequent first, then those seen first, then those that came first; `limit` at most (0: all).
   * They are those of one moment.
   */
  top(window: string, limit: number): Promise<readonly SharedTop[]>;
  look(window: string): Promise<SharedState>;
  /**
   * The tick that is due, with some of what it tells: what was counted before it, and `limit` at most
   * (0: all). It is due until it was told, by whomever.
   */
  due(window: string, limit: number): Promise<SharedTick | undefined>;
  /**
   * Tells `tick`: puts work into a queue in the same step in which it is over, or the next part of it is
   * due. Resolves with the ids of that work; `undefined` where another one has told it before.
   */
  tell(
    window: string,
    tick: SharedTick,
    queue: string,
    payloads: readonly Uint8Array[],
  ): Promise<readonly string[] | undefined>;
  /** Looks at all that is in a window, some at a time, and forgets those of which `isWanted` is false. */
  sift(window: string, isWanted: (key: string, value: string) => boolean): Promise<void>;
  /** Empties a window; the ticks stay as they are. */
  clear(window: string): Promise<void>;
}

/** What one process has counted, and when it saw it, on the store's clock. */
export interface SharedCount {
  readonly seen: number;
  readonly events: number;
  /** In the order in which they were seen, each once, with the number of events in which it was. */
  readonly indicators: readonly {
    readonly key: string;
    readonly value: string;
    readonly sample: string;
    readonly count: number;
  }[];
  /**
   * Indicators that the window holds at most: of more, the least frequent are forgotten, and what is new
   * from then on may have been counted short by as many.
   */
  readonly most: number;
}

/** An indicator in a shared window. */
export interface SharedTop {
  readonly id: number;
  readonly key: string;
  readonly value: string;
  readonly sample: string;
  /** At most `error` too many. */
  readonly count: number;
  readonly error: number;
  readonly first: number;
  readonly last: number;
}

/** A tick, or a part of one that tells much. */
export interface SharedTick {
  readonly due: number;
  /** How many were told of before. */
  readonly told: number;
  /** How many it tells of in all. */
  readonly total: number;
  readonly top: readonly SharedTop[];
}

/** What a shared window holds. */
export interface SharedState {
  /** When its slots begin. */
  readonly origin: number;
  readonly length: number;
  readonly indicators: number;
  readonly events: number;
  readonly ticked: number;
  /** The next tick; 0: there is none. */
  readonly due: number;
}
