import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { startNodeRed } from './node-red-process';
import { makeTemporaryFolder, removeTemporaryFolder } from './temporary-folder';

describe('a Node-RED started for a test', function () {
  this.timeout(60_000);

  const tab = { id: 'tab', type: 'tab', label: 'Flow 1' };
  const debug = {
    id: 'd',
    type: 'debug',
    z: 'tab',
    name: 'said',
    console: true,
    complete: 'payload',
  };
  const inject = { id: 'i', type: 'inject', z: 'tab', props: [{ p: 'payload' }], wires: [['d']] };

  it('runs what is deployed, and leaves nothing behind when it is stopped', async () => {
    const nodeRed = await startNodeRed();
    try {
      await nodeRed.deploy([tab, { ...inject, payload: 'hello', payloadType: 'str' }, debug]);
      await nodeRed.api('POST', 'inject/i');
      await nodeRed.waitForLog('[debug:said]');
    } finally {
      await nodeRed.stop();
    }

    assert.equal(existsSync(nodeRed.userDir), false);
    assert.throws(() => process.kill(nodeRed.pid, 0), { code: 'ESRCH' });
  });

  it('keeps its flows in a folder of the caller through a sudden end', async () => {
    const userDir = makeTemporaryFolder();
    try {
      const first = await startNodeRed({ userDir });
      await first.deploy([tab, debug]);
      await first.kill();
      const second = await startNodeRed({ userDir });
      const flows: { id: string }[] = await second.api('GET', 'flows');
      await second.stop();

      assert.deepEqual(
        flows.map(({ id }) => id),
        ['tab', 'd'],
      );
      assert.equal(existsSync(userDir), true);
    } finally {
      removeTemporaryFolder(userDir);
    }
  });

  it('that cannot start says why, with its log', async () => {
    const occupant = createServer().listen(0, '127.0.0.1');
    await once(occupant, 'listening');
    const address = occupant.address();
    assert.ok(address !== null && typeof address === 'object');

    await assert.rejects(startNodeRed({ port: address.port }), /port in use/);

    occupant.close();
  });

  it('names the status and the answer when the admin API refuses', async () => {
    const nodeRed = await startNodeRed();
    try {
      await assert.rejects(nodeRed.api('POST', 'inject/nobody'), /answers 404: Not Found/);
    } finally {
      await nodeRed.stop();
    }
  });
});
