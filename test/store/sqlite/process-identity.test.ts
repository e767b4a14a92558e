import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { isRunning, thisProcess } from '../../../src/store/sqlite/process-identity';

describe('the identity of a process', () => {
  it('is that of one that runs', () => {
    assert.equal(isRunning(thisProcess()), true);
  });

  it('is not that of one before it with the same number', () => {
    assert.equal(isRunning({ ...thisProcess(), started: '1' }), false);
  });

  it('is gone with the process', async () => {
    const source = `const { thisProcess } = require(${JSON.stringify(
      require.resolve('../../../src/store/sqlite/process-identity'),
    )});
    process.send(thisProcess());
    process.once('message', () => undefined);`;
    const child = spawn(process.execPath, ['-e', source], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    const ended = once(child, 'exit');
    const [identity] = await once(child, 'message');
    assert.equal(identity.pid, child.pid);
    assert.equal(isRunning(identity), true);
    child.kill('SIGKILL');
    await ended;
    assert.equal(isRunning(identity), false);
  });
});
