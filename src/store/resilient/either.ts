/** Does `first`, and where the store fails `second`. */
type Either = <Result>(
  first: () => Promise<Result>,
  second: () => Promise<Result>,
) => Promise<Result>;

/** Does what nobody else can do, and tells of the trouble where the store fails. */
type Strictly = <Result>(first: () => Promise<Result>) => Promise<Result>;

/** How a resilient store gets through trouble. */
export interface Ways {
  readonly either: Either;
  readonly strictly: Strictly;
  /** Has `listener` called when the primary does something again after it has failed. */
  readonly onReturn: (listener: () => void) => void;
}
