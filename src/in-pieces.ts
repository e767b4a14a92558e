/** Work that stops now and then, so that whoever runs it may let others have their turn. */
export type Pieces<Result> = Generator<void, Result, void>;

/** Where the time comes from, and how others get their turn. */
export interface Turns {
  /** Milliseconds that only go on. */
  elapsed(): number;
  /** Resolves once others have had their turn. */
  next(): Promise<void>;
}

/** Milliseconds that a piece of long work may hold the event loop, so that several do not add up to 50. */
const LONGEST_PIECE = 10;

/** Turns of this process's event loop, in which timers, sockets and other messages are served. */
export const eventLoopTurns: Turns = {
  elapsed: () => performance.now(),
  next: () =>
    new Promise((resolve) => {
      setImmediate(resolve);
    }),
};

/** Runs work to its end without a pause: for what is known to be short. */
export function atOnce<Result>(work: Pieces<Result>): Result {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}

/**
 * Runs work to its end and gives others their turn whenever it has taken 10 ms. Rejects with what the
 * work throws.
 */
export async function inPieces<Result>(
  work: Pieces<Result>,
  turns: Turns = eventLoopTurns,
): Promise<Result> {
  let begun = turns.elapsed();
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
    if (turns.elapsed() - begun < LONGEST_PIECE) continue;
    await turns.next();
    begun = turns.elapsed();
  }
}
