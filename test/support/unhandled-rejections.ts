import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';

/** Makes a suite fail when one of its tests leaves a rejected promise that nobody handles. */
export function allowNoUnhandledRejection(): void {
  const unhandled: unknown[] = [];
  const note = (reason: unknown): void => void unhandled.push(reason);
  before(() => process.on('unhandledRejection', note));
  after(() => process.off('unhandledRejection', note));
  afterEach('leaves no rejection unhandled', async () => {
    // Node.js reports them when the microtasks of a turn are done.
    await nextTurn();
    assert.deepEqual(unhandled.splice(0), []);
  });
}
