import assert from 'node:assert/strict';
import { inTurn } from '../../../src/window/kept/in-turn';
import { createDeferred } from '../../support/deferred';

describe('work that is done in turn', () => {
  it('begins at once, and those who ask during it share the next', async () => {
    const runs = [createDeferred<void>(), createDeferred<void>(), createDeferred<void>()];
    let begun = 0;
    const ask = inTurn(() => {
      begun += 1;
      return runs[begun - 1]?.promise ?? Promise.resolve();
    });

    const first = ask();
    const second = ask();
    assert.equal(ask(), second);
    assert.equal(begun, 1);
    runs[0]?.resolve(undefined);
    await first;
    runs[1]?.resolve(undefined);
    await second;
    assert.equal(begun, 2);
    runs[2]?.resolve(undefined);
    await ask();
    assert.equal(begun, 3);
  });

  it('goes on after one that has failed, of which only those hear who asked for it', async () => {
    const runs = [Promise.reject(new Error('full')), Promise.resolve()];
    const ask = inTurn(() => runs.shift() ?? Promise.resolve());

    const first = ask();
    const second = ask();
    await assert.rejects(first, /full/);
    await second;
    assert.equal(runs.length, 0);
  });
});
