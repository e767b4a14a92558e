import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { systemClock } from '../../src/clock';
import { startSimulatorServer, type SimulatorServer } from '../../src/simulator/server';
import { waitForKept } from '../support/kept-lookups';
import { ends, KEY, lookupFlow, unknownHashes, waitForEnds } from '../support/lookup-flow';
import { startNodeRed, type NodeRedProcess } from '../support/node-red-process';
import { projectName } from '../support/pair';
import { makeTemporaryFolder, removeTemporaryFolder } from '../support/temporary-folder';
import { needsSqlite } from '../support/needs-sqlite';

const HASHES = unknownHashes(6);

describe('messages that wait for quota', function () {
  this.timeout(60_000);

  let userDir: string;
  let simulator: SimulatorServer;
  let nodeRed: NodeRedProcess;

  needsSqlite();

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

  function deploy(quota: number): Promise<void> {
    return nodeRed.deploy(lookupFlow({ baseUrl: simulator.url, quota, hashes: HASHES }));
  }

  /** A message is in the log a moment before it is struck out; killed in between, it comes again. */
  async function waitUntil(came: number, kept: number): Promise<void> {
    await waitForEnds(nodeRed, came);
    await waitForKept(nodeRed, kept);
  }

  it('survive kill -9 and come out once each, under the same quota', async () => {
    await deploy(2);
    await nodeRed.api('POST', 'inject/start');
    await waitUntil(2, 4);
    const earlier = ends(nodeRed.log());
    await nodeRed.kill();
    assert.equal(simulator.requests.length, 2);

    nodeRed = await startNodeRed({ userDir, modules: [projectName] });
    await deploy(6);
    await waitUntil(4, 0);
    assert.deepEqual([...earlier, ...ends(nodeRed.log())].toSorted(), HASHES);
    assert.equal(simulator.requests.length, 6);
  });

  it('survive two full deploys in the middle', async () => {
    await deploy(2);
    await nodeRed.api('POST', 'inject/start');
    await waitUntil(2, 4);
    await deploy(3);
    await waitUntil(3, 3);
    await deploy(6);
    await waitUntil(6, 0);
    assert.deepEqual(ends(nodeRed.log()).toSorted(), HASHES);
    assert.equal(simulator.requests.length, 6);
    assert.ok(!nodeRed.log().includes('[debug:failed]'));
  });
});
