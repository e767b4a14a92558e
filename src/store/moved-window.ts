/**
 * What was counted in a window in one store, for another one that goes on with it. Times are of the first
 * one's `elapsed`. Its slots begin at `origin` and at every 60th of `length`, in ms.
 */
export interface MovedWindow {
  readonly name: string;
  readonly origin: number;
  readonly length: number;
  /** Milliseconds between two ticks, and when the last one was; 0: there is none. */
  readonly every: number;
  readonly ticked: number;
  /** Oldest first. */
  readonly slots: readonly MovedSlot[];
  /** In the order in which they came in. */
  readonly indicators: readonly MovedIndicator[];
}

interface MovedSlot {
  readonly events: number;
  /** By how much indicators that were let go in it may have been counted short. */
  readonly lost: number;
  readonly first: number;
  readonly last: number;
}

export interface MovedIndicator {
  readonly key: string;
  readonly value: string;
  readonly sample: string;
  readonly counts: readonly MovedCount[];
}

/** How often an indicator was counted in a slot. */
interface MovedCount {
  /** Its place among the slots. */
  readonly slot: number;
  readonly count: number;
  readonly first: number;
  readonly last: number;
}
