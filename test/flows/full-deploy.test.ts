import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { systemClock } from '../../src/clock';
import { startSimulatorServer, type SimulatorServer } from '../../src/simulator/server';
import { startNodeRed, type NodeRedProcess } from '../support/node-red-process';
import { projectName } from '../support/pair';

const HASHES = ['a', 'b', 'c'].map((letter) => letter.repeat(64));

describe('a lookup that waits for quota', function () {
  this.timeout(30_000);

  let nodeRed: NodeRedProcess;
  let simulator: SimulatorServer;

  before(async () => {
    simulator = await startSimulatorServer({ clock: systemClock });
    nodeRed = await startNodeRed({ modules: [projectName] });
  });

  after(async () => {
    await nodeRed.stop();
    await simulator.close();
  });

  it('is told of in the log when a full deploy holds it up', async () => {
    const place = { z: 'tab', x: 0, y: 0 };
    const flows = [
      { id: 'tab', type: 'tab', label: 'full deploy' },
      {
        id: 'account',
        type: 'virustotal-account',
        api: 'v3',
        baseUrl: simulator.url,
        plan: 'custom',
        perMinute: 1,
        credentials: { apiKey: 'any-key' },
      },
      {
        id: 'start',
        type: 'inject',
        ...place,
        props: [{ p: 'payload' }],
        payload: JSON.stringify(HASHES),
        payloadType: 'json',
        wires: [['ask']],
      },
      {
        id: 'ask',
        type: 'virustotal-lookup',
        ...place,
        account: 'account',
        wires: [['end'], ['end']],
      },
      {
        id: 'end',
        type: 'debug',
        ...place,
        name: 'end',
        active: true,
        console: true,
        complete: '_msgid',
        targetType: 'msg',
      },
    ];
    await nodeRed.deploy(flows);
    const first = { after: nodeRed.log().length };
    await nodeRed.api('POST', 'inject/start');
    await nodeRed.waitForLog('[debug:end]', first);
    await nodeRed.deploy(flows);
    await nodeRed.waitForLog('Lookups that wait for the next start: 2', first);
    assert.equal(simulator.requests.length, 1);
  });
});
