import assert from 'node:assert/strict';
import { atOnce, eventLoopTurns, inPieces, type Pieces } from '../src/in-pieces';

/** Each piece takes as many milliseconds as it is told, by a clock that nothing else moves. */
function createWork(pieces: readonly number[]) {
  let time = 0;
  const turnsAt: number[] = [];
  function* work(): Pieces<number> {
    for (const length of pieces) {
      time += length;
      yield;
    }
    return pieces.length;
  }
  const turns = {
    elapsed: () => time,
    next() {
      turnsAt.push(time);
      return Promise.resolve();
    },
  };
  return { work, turns, turnsAt };
}

function* failing(): Pieces<void> {
  yield;
  throw new Error('no more');
}

describe('work in pieces', () => {
  it('gives others their turn once 10 ms are over, and again after 10 more', async () => {
    const { work, turns, turnsAt } = createWork([4, 4, 4, 4, 4, 4, 4]);
    assert.equal(await inPieces(work(), turns), 7);
    assert.deepEqual(turnsAt, [12, 24]);
  });

  it('does not stop for what is short', async () => {
    const { work, turns, turnsAt } = createWork([3, 3, 3]);
    assert.equal(await inPieces(work(), turns), 3);
    assert.deepEqual(turnsAt, []);
  });

  it('runs to its end at once where that is asked for', () => {
    const { work, turnsAt } = createWork([20, 20]);
    assert.equal(atOnce(work()), 2);
    assert.deepEqual(turnsAt, []);
  });

  it('rejects with what the work throws', async () => {
    await assert.rejects(inPieces(failing()), { message: 'no more' });
  });

  it('lets a timer of the process come in between', async () => {
    let isServed = false;
    setTimeout(() => {
      isServed = true;
    }, 0);
    function* work(): Pieces<void> {
      while (!isServed) yield;
    }
    await inPieces(work(), eventLoopTurns);
    assert.equal(isServed, true);
  });
});
