import { setImmediate as nextTurn } from 'node:timers/promises';

/** More turns of the event loop than a message may take on its way from one of our nodes to the next. */
const TURNS = 25;

/** Resolves when those who follow have what was sent, as far as they answer at once. */
export async function passOn(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn += 1) await nextTurn();
}
