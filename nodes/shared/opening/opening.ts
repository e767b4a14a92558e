import type { Node } from 'node-red';
import { ClosedError } from '../../../src/closed-error';
import { systemClock } from '../../../src/clock';
import type { StoreError } from '../../../src/store/errors';
import type { Store } from '../../../src/store/store';

/** Why a node may go on: its store is open, it waited long enough, or it is being closed. */
type Began = 'open' | 'late' | 'closed';

/** A store that takes time to open, seen by a node that uses it. */
export interface Opening {
  /** Why the node may go on; `undefined` while it has to wait. */
  began(): Began | undefined;
  /** Why the store cannot be used so far. */
  away(): StoreError | undefined;
  /** Calls `listener` in the turn in which the node may go on. */
  onBegin(listener: (why: Began) => void): void;
}

/** A node that is told when it is closed. */
type ClosedNode = Pick<Node, 'on'>;

const openings = new WeakMap<object, Opening>();

/**
 * Has `node` begin when `store` is open, or after `patience` milliseconds where it can do without. A
 * store of one process is open as soon as it is made, and nothing waits for it. To be called before
 * anything else of the node hears that it is closed.
 */
export function beginWhenOpen(
  node: ClosedNode,
  store: Pick<Store, 'shared' | 'ready'>,
  patience?: number,
): void {
  const { shared } = store;
  if (!shared || openings.has(node)) return;
  const listeners = new Set<(why: Began) => void>();
  let why: Began | undefined;
  const begin = (reason: Began): void => {
    if (why) return;
    why = reason;
    cancel?.();
    for (const listener of listeners) listener(reason);
  };
  const cancel =
    patience === undefined ? undefined : systemClock.after(patience, () => begin('late'));
  openings.set(node, {
    began: () => why,
    away: () => shared.away(),
    onBegin: (listener) => void listeners.add(listener),
  });
  node.on('close', () => begin('closed'));
  // What never opens tells so with each operation, and the node does with that what it can.
  store.ready().then(
    () => begin('open'),
    () => begin('open'),
  );
}

/** What `node` has to wait for; `undefined` where its store is open, or it has none. */
export function openingOf(node: object): Opening | undefined {
  const opening = openings.get(node);
  return opening?.began() ? undefined : opening;
}

/**
 * Does `work` when the store of `node` is open: now, where it is. Rejects with `ClosedError` where the
 * node is closed before.
 */
export function whenOpen<Result>(node: object, work: () => Promise<Result>): Promise<Result> {
  const opening = openingOf(node);
  if (!opening) return work();
  return new Promise((resolve, reject) => {
    opening.onBegin((why) => {
      if (why === 'closed')
        reject(new ClosedError('The node was stopped before its store was open'));
      else work().then(resolve, reject);
    });
  });
}
