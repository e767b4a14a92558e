import type { Clock } from '../clock';
import type { Custody } from './custody';

/**
 * A message that nobody takes over is kept so long after it was sent on, in milliseconds, and for at
 * least as many turns of the event loop as it has nodes to pass that answer at once.
 */
const SETTLING = 100;

/**
 * Turns in which a message passes as many nodes, which is more than stand between a node and the one
 * that writes down what it sends. A number of turns and not a time, as a busy machine takes longer
 * for each.
 */
const TURNS = 20;

/** Milliseconds between two looks at what was sent on. */
const LOOK = 10;

/** What was sent on not long ago. */
export interface Settling {
  add(custody: Custody): void;
  remove(custody: Custody): void;
  has(custody: Custody): boolean;
  /** Those that may still be on their way through nodes that answer at once. */
  onTheirWay(): readonly Custody[];
}

/**
 * Calls `waited` for each custody that is still here when its time is over. One timer and one counter
 * of turns serve all, so that a message costs nothing more.
 */
export function createSettling(
  clock: Clock,
  nextTurn: (callback: () => void) => void,
  waited: (custody: Custody) => void,
): Settling {
  /** In the order in which they were sent. */
  const sent = new Set<Custody>();
  let turn = 0;
  let lastSent = 0;
  let isCounting = false;
  let isTimed = false;

  const hasTurns = (custody: Custody): boolean => turn < custody.turn + TURNS;

  function count(): void {
    turn += 1;
    isCounting = turn < lastSent + TURNS;
    if (isCounting) nextTurn(count);
    else if (!isTimed) look();
  }

  function lookIn(milliseconds: number): void {
    isTimed = true;
    clock.after(milliseconds, () => {
      isTimed = false;
      look();
    });
  }

  function look(): void {
    const now = clock.elapsed();
    for (const custody of sent) {
      const wait = custody.sentAt + SETTLING - now;
      if (wait > 0) {
        lookIn(Math.max(LOOK, wait));
        return;
      }
      // The counter looks again when it comes to its end; others may go on being sent until then.
      if (hasTurns(custody)) {
        if (lastSent > custody.turn) lookIn(LOOK);
        return;
      }
      sent.delete(custody);
      waited(custody);
    }
  }

  return {
    add(custody) {
      custody.sentAt = clock.elapsed();
      custody.turn = turn;
      lastSent = turn;
      // Sent again it goes to the end.
      sent.delete(custody);
      sent.add(custody);
      if (!isTimed) lookIn(SETTLING);
      if (isCounting) return;
      isCounting = true;
      nextTurn(count);
    },
    remove: (custody) => void sent.delete(custody),
    has: (custody) => sent.has(custody),
    onTheirWay: () => [...sent].filter((each) => hasTurns(each) && each.hasArrived !== true),
  };
}
