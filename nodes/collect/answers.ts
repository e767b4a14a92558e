/** An indicator in the window of a node. Times are ISO 8601. */
export interface HeldIndicator {
  /** `url`, `file`, `domain` or `ip`. */
  readonly type: string;
  /** Shortened where it is long. */
  readonly value: string;
  readonly count: number;
  /** By how much the count may be too high; absent where it is exact. */
  readonly countError?: number;
  readonly lastSeen: string;
}

/** What the window of a node that runs holds at the moment. */
export interface HeldWindow {
  readonly indicators: number;
  readonly events: number;
  /** How many different ones took no place. */
  readonly skipped: number;
  /** When it is sent next, ISO 8601; absent where that is only when told. */
  readonly next?: string;
  /** The most frequent ones. */
  readonly first: readonly HeldIndicator[];
  /** How many more there are. */
  readonly more: number;
}

/** What was sent on at once. */
export interface SentWindow {
  readonly sent: number;
}
