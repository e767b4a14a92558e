import assert from 'node:assert/strict';
import { sqliteAvailable } from '../../../src/store/sqlite/sqlite';
import { startFlow } from '../../support/flow';
import { allNodes } from '../../support/modules';

describe('the embedded store', () => {
  it('names all that is not kept where this Node.js has no SQLite, and nothing where it has', async () => {
    const flow = await startFlow(allNodes, [
      { id: 'tab', type: 'tab', label: 'test' },
      { id: 'collect', type: 'virustotal-collect', z: 'tab', every: '', wires: [[]] },
    ]);
    try {
      await flow.shows('collect', '0 indicators, 0 events');
      const kept = ['Quota', 'cache', 'lookups', 'mails', 'raised', 'collected'];
      const warned = flow.log().includes('needs Node.js 22.13');
      assert.equal(warned, !sqliteAvailable());
      for (const what of warned ? kept : []) assert.match(flow.log(), new RegExp(what));
    } finally {
      await flow.stop();
    }
  });
});
