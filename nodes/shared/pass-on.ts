import { setImmediate as nextTurn } from 'node:timers/promises';

/**
 * Turns of the event loop in which a message passes as many nodes, which is more than stand between
 * a node and the one that writes down what it sends.
 */
const TURNS = 20;

/**
 * Resolves when those who follow have what was sent, as far as they answer at once. A number of turns
 * and not a time, as a busy machine takes longer for each.
 */
export async function passOn(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn += 1) {
    await nextTurn();
  }
}
