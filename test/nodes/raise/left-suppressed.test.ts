import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, it } from 'mocha';
import type { Alert } from '../../../src/alert/alert';
import { systemClock } from '../../../src/clock';
import { writeEntryPart } from '../../../src/keeping/entry';
import { openSqliteStore } from '../../../src/store/sqlite/sqlite';
import { startFlow } from '../../support/flow';
import { allNodes } from '../../support/modules';
import { needsSqlite } from '../../support/needs-sqlite';
import { raiseFlow } from '../../support/raise-flow';
import { part } from '../../support/sinks';
import { makeTemporaryFolder, removeTemporaryFolder } from '../../support/temporary-folder';

const REASONS: readonly Alert['reason'][] = ['suppressed', 'acknowledged', 'silenced', 'held'];

describe('what a virustotal-raise had not raised when it was stopped', () => {
  needsSqlite();

  it('leaves by the second output in the next life, whyever it was not raised', async () => {
    const folder = makeTemporaryFolder();
    const file = path.join(folder, 'state.sqlite');
    const { store } = openSqliteStore(file, systemClock);
    for (const reason of REASONS) {
      const msg = { _msgid: reason, alert: { reason, subject: 'a', id: reason } };
      const origin = { node: 'raise', at: 0 };
      const payload = writeEntryPart({ msg, value: undefined, origin, has: [] });
      await store.queue('raise raise').put({ payload, priority: 0 }, 100);
    }
    await store.close();

    const place = { id: 'kept', type: 'virustotal-store', kind: 'embedded', path: file };
    const nodes = raiseFlow().map((node) => (node.id === 'kept' ? place : node));
    const flow = await startFlow(allNodes, nodes);
    const reasons: unknown[] = [];
    for (const _ of REASONS) reasons.push(part(await flow.next('suppressed'), 'alert').reason);
    assert.deepEqual(reasons, REASONS);
    assert.equal(flow.unread('raised'), 0);
    await flow.stop();
    removeTemporaryFolder(folder);
  });
});
