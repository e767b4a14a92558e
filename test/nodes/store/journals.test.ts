import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import path from 'node:path';
import type { NodeAPI } from 'node-red';
import { journalsOf, leaseStore, type OpenJournal } from '../../../nodes/store/stores';
import { createFakeClock } from '../../support/fake-clock';
import { makeTemporaryFolder, removeTemporaryFolder } from '../../support/temporary-folder';
import { needsSqlite } from '../../support/needs-sqlite';

/** As much of a runtime as stores are known by. */
function runtime(): NodeAPI {
  const RED: Pick<NodeAPI, 'events'> = { events: new EventEmitter() };
  return Object.assign(Object.create(null), RED);
}

const places = (journals: readonly OpenJournal[]): unknown[] =>
  journals.map(({ place, durable }) => [place, durable]);

describe('the journals of a runtime', () => {
  needsSqlite();

  it('are those of the stores that are open, one each', async () => {
    const folder = makeTemporaryFolder();
    const file = path.join(folder, 'state.sqlite');
    const RED = runtime();
    const clock = createFakeClock();
    const first = leaseStore(RED, 'embedded', file, clock);
    const second = leaseStore(RED, 'embedded', file, clock);
    const memory = leaseStore(RED, 'memory', '', clock);
    assert.equal(first.journal, second.journal);
    assert.deepEqual(places(journalsOf(RED)), [
      [file, true],
      ['memory', false],
    ]);
    assert.deepEqual(places(journalsOf(runtime())), []);
    first.journal.lookup('account', 'asked');
    await first.release();
    await second.release();
    await memory.release();
    assert.deepEqual(places(journalsOf(RED)), [['memory', false]]);
    const again = leaseStore(RED, 'embedded', file, clock);
    await again.journal.loaded();
    assert.equal(again.journal.hours(0)[0]?.lookups['account']?.asked, 1);
    await again.release();
    removeTemporaryFolder(folder);
  });
});
