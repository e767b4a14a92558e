import type { PlainObject } from '../plain-object';
import { StoreError } from '../store/errors';
import type { Replaced, Store } from '../store/store';
import { atWork, happens, takerEnds, takerSends, type Custody } from './custody';
import type { Origin } from './identity';
import type { Registry } from './registry';

/**
 * Writes something down; what it has `replaced` is finished in the same step, or not at all. Resolves
 * with whether what is written lasts: what only a spare holds does not.
 */
export type Put = (replaced?: Replaced) => Promise<boolean>;

/** Writes a message down by the `put` it is given, and resolves or rejects as that does. */
export type Write = (store: Store, put: Put, goesOn?: boolean) => Promise<boolean>;

/** Writes down what nobody else keeps. */
export const writeAlone: Write = (_store, put) => put();

/** A message that another of our nodes keeps, for the one who works on it now. */
export interface Taking {
  /** Where the first of ours has taken it on; of several, the earliest. */
  readonly origin: Origin;
  /** The taker has it already, from an earlier life: it has nothing to do. */
  readonly isHad: boolean;
  /**
   * It is being written into `store` by `put`, which is called in the same turn. Where that is the
   * keeper's own store, its entry is replaced by what is written, if that lasts. `goesOn`: what is
   * written is there for longer than the message, as an item of a digest is.
   */
  readonly write: Write;
  /** Its message has come to its end, by a failure that can be seen or without. */
  ended(how: 'finished' | 'failed'): void;
  /** Its message goes on, to others than those who write it down, and stays with its keeper. */
  passedOn(): void;
  /** Whoever took it was stopped. Returns whether it is still kept, and comes again. */
  returned(): boolean;
}

/** Has `taker` work on a message; `undefined` where nobody keeps it. */
export function take(registry: Registry, msg: PlainObject, taker: string): Taking | undefined {
  const custodies = registry.find(msg, taker);
  if (custodies.length === 0) return undefined;
  const origins = custodies.map(({ entry }) => entry.origin);
  for (const custody of custodies) {
    (custody.takers ??= new Map()).set(taker, 'works');
    happens(custody, 'taken');
  }
  const isWorking = ({ takers }: Custody): boolean => takers?.get(taker) === 'works';
  const endAll = (how: 'finished' | 'failed' | 'returned'): void => {
    for (const custody of custodies) takerEnds(custody, taker, how);
  };
  return {
    origin: origins.reduce((first, each) => (each.at < first.at ? each : first)),
    isHad: custodies.some(({ entry }) => entry.has.includes(taker)),
    async write(store, put, goesOn = false) {
      const open = custodies.filter((each) => isWorking(each) && canReplace(each, store));
      const { lasts, replaced } = await putInPlaceOf(open, put);
      for (const custody of custodies) {
        if (replaced.includes(custody)) custody.isReplaced = true;
        if (lasts) takerEnds(custody, taker, 'written');
        else if (isWorking(custody)) custody.keeper.outlasts(custody);
      }
      // What the keepers hold outlasts what is lost with the process.
      if (goesOn && !lasts) for (const { takers } of custodies) takers?.delete(taker);
      return lasts;
    },
    ended: endAll,
    passedOn: () => custodies.forEach((custody) => takerSends(custody, taker)),
    returned() {
      const isKept = custodies.some(isWorking);
      endAll('returned');
      return isKept;
    },
  };
}

function canReplace(custody: Custody, store: Store): boolean {
  const { keeper, id, comesAgain, isReplaced } = custody;
  const isThere = id !== undefined && !isReplaced && keeper.store === store;
  return isThere && !comesAgain && atWork(custody) === 1;
}

/** Puts something in the place of what is kept; what comes into the spare comes beside it. */
async function putInPlaceOf(
  custodies: readonly Custody[],
  put: Put,
): Promise<{ readonly lasts: boolean; readonly replaced: readonly Custody[] }> {
  const queue = custodies[0]?.keeper.queue;
  if (queue === undefined) return { lasts: await put(), replaced: [] };
  // One transaction reaches one other queue; what lies elsewhere is struck out after.
  const replaced = custodies.filter(({ keeper }) => keeper.queue === queue);
  try {
    const lasts = await put({ queue, ids: replaced.flatMap(({ id }) => id ?? []) });
    return { lasts, replaced: lasts ? replaced : [] };
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    return { lasts: await put(), replaced: [] };
  }
}
