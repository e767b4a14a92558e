import type { StoreError } from '../errors';

/** What a function of the schema is given. */
export type Argument =
  | string
  | number
  | boolean
  | null
  | Uint8Array
  | readonly string[]
  | readonly Uint8Array[]
  | readonly number[];

/** How a function is called. */
export interface CallOptions {
  /** Calls of one batch go in this order, so that two processes lock rows in the same order. */
  readonly order?: string;
  /** While the database is away it waits for its return, instead of rejecting with `StoreError`. */
  readonly waits?: boolean;
  /** It may take long: it goes beside the others, and in no order with them. */
  readonly isLong?: boolean;
}

/** Calls functions of the schema. */
export interface Caller {
  /**
   * Calls a function of the schema, as a part of the batch of this turn of the event loop, which is one
   * transaction. Resolves with its rows, once that is committed.
   */
  readonly call: <Row>(
    name: string,
    args: readonly Argument[],
    how?: CallOptions,
  ) => Promise<readonly Row[]>;
}

/** A process's way to the database: made at once, open when `ready` resolves. */
export interface Connection extends Caller {
  ready(): Promise<void>;
  /** The server's clock, in ms; estimated between two answers. */
  elapsed(): number;
  /** The same with what was learned of the true time, in ms UTC. */
  now(): number;
  /** Why the database cannot be reached at the moment; `undefined` while it can. */
  away(): StoreError | undefined;
  /** Whether what is called now, and does not wait, is refused for certain without being sent. */
  refuses(): boolean;
  /**
   * Calls `listener` with what others have told on the channel of the schema; with `undefined` when
   * something may have been missed.
   */
  onNotice(listener: (payload: string | undefined) => void): void;
  /** Every call after it rejects with `StoreError`, and so do those that wait. */
  close(): Promise<void>;
}
