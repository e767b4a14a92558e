import assert from 'node:assert/strict';
import { afterEach, before, beforeEach, describe, it } from 'mocha';
import { systemClock } from '../../src/clock';
import { startSimulatorServer, type SimulatorServer } from '../../src/simulator/server';
import { sqliteAvailable } from '../../src/store/sqlite';
import { startNodeRed, type NodeRedProcess } from '../support/node-red-process';
import { projectName } from '../support/pair';
import { makeTemporaryFolder, removeTemporaryFolder } from '../support/temporary-folder';

const KEY = 'cafebabe'.repeat(8);

/** Different hashes that VirusTotal does not know. */
const HASHES = Array.from({ length: 6 }, (_, index) => `${10 + index}`.repeat(32));

/** Sends six hashes through a lookup, and prints the hash of each message that comes out. */
function flow(baseUrl: string, perMinute: number): Record<string, unknown>[] {
  const place = { z: 'tab', x: 0, y: 0 };
  const plan = { plan: 'custom', perMinute, perDay: 0, perMonth: 0, retries: 0 };
  const start = { payload: JSON.stringify(HASHES), payloadType: 'json', props: [{ p: 'payload' }] };
  const shown = { active: true, console: true, complete: 'virustotal.indicator.value' };
  const credentials = { apiKey: KEY };
  return [
    { id: 'tab', type: 'tab', label: 'crash' },
    { id: 'account', type: 'virustotal-account', api: 'v3', baseUrl, ...plan, credentials },
    { id: 'start', type: 'inject', ...place, ...start, wires: [['ask']] },
    {
      id: 'ask',
      type: 'virustotal-lookup',
      ...place,
      account: 'account',
      wires: [['end'], ['failed']],
    },
    { id: 'end', type: 'debug', ...place, name: 'end', ...shown, targetType: 'msg' },
    { id: 'failed', type: 'debug', ...place, name: 'failed', ...shown, targetType: 'msg' },
  ];
}

/** The hashes that came out, in order. */
function ends(log: string): string[] {
  return [...log.matchAll(/\[debug:end\] (\d{64})/g)].map(([, hash]) => hash ?? '');
}

describe('messages that wait for quota', function () {
  this.timeout(60_000);

  let userDir: string;
  let simulator: SimulatorServer;
  let nodeRed: NodeRedProcess;

  before(function () {
    if (sqliteAvailable()) return;
    console.log(`    skipped: this Node.js (${process.version}) has no node:sqlite`);
    this.skip();
  });

  beforeEach(async () => {
    userDir = makeTemporaryFolder();
    simulator = await startSimulatorServer({ clock: systemClock, keys: [KEY] });
    nodeRed = await startNodeRed({ userDir, modules: [projectName] });
  });

  afterEach(async () => {
    await nodeRed.stop();
    await simulator.close();
    removeTemporaryFolder(userDir);
  });

  it('survive kill -9 and come out once each, under the same quota', async () => {
    await nodeRed.deploy(flow(simulator.url, 2));
    await nodeRed.api('POST', 'inject/start');
    await nodeRed.waitForLog(/(\[debug:end\][^]*){2}/);
    const earlier = ends(nodeRed.log());
    await nodeRed.kill();
    assert.equal(simulator.requests.length, 2);

    nodeRed = await startNodeRed({ userDir, modules: [projectName] });
    await nodeRed.deploy(flow(simulator.url, 6));
    await nodeRed.waitForLog(/(\[debug:end\][^]*){4}/);
    assert.deepEqual([...earlier, ...ends(nodeRed.log())].toSorted(), HASHES);
    assert.equal(simulator.requests.length, 6);
  });

  it('survive two full deploys in the middle', async () => {
    await nodeRed.deploy(flow(simulator.url, 2));
    await nodeRed.api('POST', 'inject/start');
    await nodeRed.waitForLog(/(\[debug:end\][^]*){2}/);
    await nodeRed.deploy(flow(simulator.url, 3));
    await nodeRed.waitForLog(/(\[debug:end\][^]*){3}/);
    await nodeRed.deploy(flow(simulator.url, 6));
    await nodeRed.waitForLog(/(\[debug:end\][^]*){6}/);
    assert.deepEqual(ends(nodeRed.log()).toSorted(), HASHES);
    assert.equal(simulator.requests.length, 6);
    assert.ok(!nodeRed.log().includes('[debug:failed]'));
  });
});
