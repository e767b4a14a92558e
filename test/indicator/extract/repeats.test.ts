import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { TooMuch } from '../../support/repeats-process';

describe('the work for a text that was made up to take long', function () {
  this.timeout(120_000);

  let found: TooMuch;

  before(async () => {
    const child = fork(path.join(__dirname, '..', '..', 'support', 'repeats-process.js'));
    const ended = once(child, 'exit');
    [found] = await once(child, 'message');
    child.disconnect();
    await ended;
  });

  it('is that for an ordinary one some times over, whatever its length', () => {
    assert.deepEqual(found.madeUp, []);
  });

  it('is so for what was found to take long before', () => {
    assert.deepEqual(found.known, []);
  });
});
