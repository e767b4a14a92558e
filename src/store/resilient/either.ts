/** Does `first`, and where the store fails `second`. */
export type Either = <Result>(
  first: () => Promise<Result>,
  second: () => Promise<Result>,
) => Promise<Result>;

/** Does what nobody else can do, and tells of the trouble where the store fails. */
export type Strictly = <Result>(first: () => Promise<Result>) => Promise<Result>;
