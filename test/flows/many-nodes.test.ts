import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { startNodeRed } from '../support/node-red-process';
import { projectName } from '../support/pair';

/** Of each type. */
const MANY = 50;

/** The nodes that belong to one another: what is asked, kept, told and mailed is their own. */
function nodesOf(number: number): object[] {
  const place = { z: 'tab', x: 0, y: 0 };
  const id = (type: string): string => `${type}-${number}`;
  const palette = (type: string, rest: object): object => ({
    id: id(type),
    type: `virustotal-${type}`,
    ...place,
    ...rest,
  });
  const store = id('store');
  return [
    { id: store, type: 'virustotal-store', kind: 'memory' },
    { id: id('account'), type: 'virustotal-account', api: 'demo', store },
    { id: id('group'), type: 'virustotal-group', to: 'ann@example.com' },
    {
      id: id('mailer'),
      type: 'virustotal-mailer',
      host: '127.0.0.1',
      security: 'none',
      from: 'soc@example.com',
      store,
    },
    palette('collect', { store, wires: [[id('lookup')]] }),
    palette('lookup', { account: id('account'), wires: [[id('verdict')], []] }),
    palette('verdict', { wires: [[id('gate')]] }),
    palette('gate', { wires: [[id('raise')], [], [id('notify')]] }),
    palette('raise', { store, wires: [[id('notify')], []] }),
    palette('notify', {
      via: 'smtp',
      group: id('group'),
      mailer: id('mailer'),
      wires: [[], []],
    }),
  ];
}

describe('a Node-RED with very many of our nodes', function () {
  this.timeout(60_000);

  it('starts, deploys and ends without a warning', async () => {
    const flows = [
      { id: 'tab', type: 'tab', label: 'many' },
      ...Array.from({ length: MANY }, (_, number) => nodesOf(number)).flat(),
    ];
    const nodeRed = await startNodeRed({ modules: [projectName], flows });
    await nodeRed.deploy(flows);
    await nodeRed.deploy(flows);
    await nodeRed.stop();
    const [, ...lives] = nodeRed.log().split('Starting flows');
    assert.equal(lives.length, 3);
    assert.doesNotMatch(lives.join(''), /\[(warn|error)\]/);
    assert.doesNotMatch(nodeRed.log(), /MaxListenersExceededWarning/);
  });
});
