import { StoreError } from '../../store/errors';
import { LostRightError } from '../queue/lost-right-error';
import type { Right, Rights } from './rights';

/** Something that one process finds out for all. */
export interface Finding<Result> {
  /** The name of the right to find it out. */
  readonly name: string;
  /** What is known of it, and, where one `hasWaited`, what others have found meanwhile. */
  readonly recall: (hasWaited: boolean) => Promise<Result | undefined>;
  /**
   * Finds it out, and ends the right with what it writes down. Rejects with `LostRightError` where the right
   * is lost before; whatever it rejects with, the right is ended here.
   */
  readonly find: (right: Right) => Promise<Result>;
  /**
   * Somebody begins to wait; throws where too many do. `trouble`: what the store fails with. What is
   * returned is called when the wait is over.
   */
  readonly admit: (trouble: StoreError | undefined) => () => void;
}

/** What a look has shown. */
interface Seen<Result> {
  readonly known?: Result | undefined;
  readonly right?: Right | undefined;
  readonly trouble?: StoreError;
}

/**
 * Finds something out, unless another process does: then waits for what comes of it. What fails there is
 * tried here. While the store is away it waits for its return. Rejects as `find` and `admit` do, or with
 * `ClosedError`.
 */
export async function findOutOnce<Result>(
  rights: Rights,
  { name, recall, find, admit }: Finding<Result>,
): Promise<Result> {
  let isTold = true;
  let hasWaited = false;
  let leave: (() => void) | undefined;
  try {
    for (;;) {
      const { known, right, trouble } = await (isTold ? lookAtBoth() : lookAtRight());
      if (known !== undefined) {
        right?.end();
        return known;
      }
      if (right) {
        leave?.();
        leave = undefined;
        const found = await tryWith(right);
        if (found) return found.result;
      }
      leave ??= admit(trouble);
      isTold = await rights.wait(name);
      hasWaited = true;
    }
  } finally {
    leave?.();
  }

  /** In one step, as the answer is written down in the step in which the right is let go. */
  async function lookAtBoth(): Promise<Seen<Result>> {
    const [found, taken] = await Promise.allSettled([recall(hasWaited), rights.take(name)]);
    const right = taken.status === 'fulfilled' ? taken.value : undefined;
    if (found.status === 'rejected') {
      right?.end();
      throw found.reason;
    }
    if (taken.status === 'fulfilled') return { known: found.value, right };
    return { known: found.value, trouble: troubleIn(taken.reason) };
  }

  /** Nobody has told of an answer: most likely there is none, and another one has the right. */
  async function lookAtRight(): Promise<Seen<Result>> {
    let right: Right | undefined;
    try {
      right = await rights.take(name);
    } catch (error) {
      return { trouble: troubleIn(error) };
    }
    if (!right) return {};
    try {
      return { known: await recall(hasWaited), right };
    } catch (error) {
      right.end();
      throw error;
    }
  }

  async function tryWith(right: Right): Promise<{ readonly result: Result } | undefined> {
    try {
      return { result: await find(right) };
    } catch (error) {
      right.end();
      if (error instanceof LostRightError) return undefined;
      throw error;
    }
  }
}

function troubleIn(error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  throw error;
}
