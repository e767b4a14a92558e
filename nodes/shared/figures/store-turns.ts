import type { Runtime } from '../flow-events';

const runtimes = new WeakMap<object, Set<() => void>>();

function listenersOf(RED: Runtime): Set<() => void> {
  const known = runtimes.get(RED.events) ?? new Set();
  runtimes.set(RED.events, known);
  return known;
}

/** A store is away that was not, or back, or away for another reason. */
export function tellStoreTurn(RED: Runtime): void {
  for (const listener of listenersOf(RED)) listener();
}

/** Calls `listener` at each such turn, at once and without a pace; the returned function ends that. */
export function listenToStoreTurns(RED: Runtime, listener: () => void): () => void {
  const listeners = listenersOf(RED);
  const own = (): void => listener();
  listeners.add(own);
  return () => void listeners.delete(own);
}
