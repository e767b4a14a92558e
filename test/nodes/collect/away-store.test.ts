import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { startFlow } from '../../support/flow';
import { freePort } from '../../support/free-port';
import { allNodes } from '../../support/modules';
import { sinks } from '../../support/sinks';

describe('virustotal-collect on a PostgreSQL that was never there', () => {
  it('waits for it, and is stopped without a word', async () => {
    const url = `postgres://vt@127.0.0.1:${await freePort()}/vt`;
    const nodes = [
      { id: 'tab', type: 'tab', label: 'test' },
      { id: 'place', type: 'virustotal-store', kind: 'postgres' },
      {
        // The event waits for a next life of it, which no other test has.
        id: 'waiting',
        type: 'virustotal-collect',
        z: 'tab',
        store: 'place',
        wires: [['out']],
      },
      { id: 'catching', type: 'catch', z: 'tab', scope: ['waiting'], wires: [['caught']] },
      ...sinks('out', 'caught'),
    ];
    const flow = await startFlow(allNodes, nodes, { place: { url } });
    flow.receive('waiting', { payload: 'http://a.example/' });
    await flow.redeploy(nodes, 'full');
    const [caught, out, log] = [flow.unread('caught'), flow.unread('out'), flow.log()];
    await flow.stop();
    assert.deepEqual([caught, out], [0, 0]);
    assert.doesNotMatch(log, /level: [23]0,\s+id: 'waiting'/);
  });
});
