import assert from 'node:assert/strict';
import { tellWaiting } from '../../../../nodes/shared/closing/tell-waiting';
import { createMemoryStore } from '../../../../src/store/memory/memory';
import { createFakeClock } from '../../../support/fake-clock';
import { createSharedStores } from '../../../support/shared-stores';

describe('what waits when a node is stopped', () => {
  const clock = createFakeClock();
  const own = createMemoryStore(clock);
  const { store: shared } = createSharedStores(clock).open();

  for (const [where, count, store, told] of [
    ['is in a file', 7, { durable: true }, ['Lookups that wait for the next start: 7']],
    [
      'is in memory',
      7,
      own,
      ['Lookups that wait for the next start: 7, in memory only: they are lost when Node-RED ends'],
    ],
    ['is shared', 7, shared, ['Lookups that wait for another Node-RED or the next start: 7']],
    ['is nothing', 0, shared, []],
  ] as const) {
    it(`is logged where it ${where}`, () => {
      const log: unknown[] = [];
      tellWaiting({ log: (line) => void log.push(line) }, 'Lookups', count, store);
      assert.deepEqual(log, told);
    });
  }
});
