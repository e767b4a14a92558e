/**
 * A request has failed in passing, or was not made in time, and is to be made again: it goes back to its
 * place, after so many milliseconds of `rest`, and waits for the quota. It never leaves the queue: where it
 * cannot wait, it ends with its `failure`, if it has one.
 */
export class HeldBackError extends Error {
  constructor(
    readonly failure: unknown,
    readonly rest: number,
  ) {
    super('It is made again when there is quota for it');
  }
}
