import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { sqliteAvailable } from '../../../src/store/sqlite/sqlite';
import { startFlow } from '../../support/flow';
import { allNodes } from '../../support/modules';
import { needsSqlite } from '../../support/needs-sqlite';
import { makeTemporaryFolder } from '../../support/temporary-folder';

describe('the embedded store', () => {
  it('names all that is not kept where this Node.js has no SQLite, and nothing where it has', async () => {
    const flow = await startFlow(allNodes, [
      { id: 'tab', type: 'tab', label: 'test' },
      { id: 'collect', type: 'virustotal-collect', z: 'tab', every: '', wires: [[]] },
    ]);
    try {
      await flow.shows('collect', '0 in 0 events');
      const kept = ['Quota', 'cache', 'lookups', 'mails', 'raised', 'collected'];
      const warned = flow.log().includes('needs Node.js 22.13');
      assert.equal(warned, !sqliteAvailable());
      for (const what of warned ? kept : []) assert.match(flow.log(), new RegExp(what));
    } finally {
      await flow.stop();
    }
  });
});

describe('a store that is damaged', () => {
  needsSqlite();

  for (const type of ['lookup', 'raise'] as const) {
    it(`shows in the status of a ${type} node, and in the log what became of the quota`, async () => {
      const file = path.join(makeTemporaryFolder(), 'state.sqlite');
      writeFileSync(file, 'destroyed '.repeat(100));
      const flow = await startFlow(
        allNodes,
        [
          { id: 'tab', type: 'tab', label: 'test' },
          { id: 'store', type: 'virustotal-store', kind: 'embedded', path: file },
          { id: 'account', type: 'virustotal-account', api: 'v3', store: 'store' },
          {
            id: 'node',
            type: `virustotal-${type}`,
            z: 'tab',
            account: 'account',
            store: 'store',
            wires: [[], []],
          },
        ],
        { account: { apiKey: 'feedc0de'.repeat(8) } },
      );
      try {
        await flow.shows('node', 'store was damaged: see the log');
        assert.match(flow.log(), /was damaged and lies now at .* counts as spent/);
      } finally {
        await flow.stop();
      }
    });
  }
});
