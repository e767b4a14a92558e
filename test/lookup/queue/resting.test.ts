import assert from 'node:assert/strict';
import { createResting, type Resting } from '../../../src/lookup/queue/resting';
import { createFakeClock, type FakeClock } from '../../support/fake-clock';

function setUp(): { clock: FakeClock; resting: Resting<string>; gone: string[] } {
  const clock = createFakeClock();
  const gone: string[] = [];
  return { clock, gone, resting: createResting(clock, (item) => void gone.push(item)) };
}

describe('what rests', () => {
  it('goes on when its own time is over', () => {
    const { clock, resting, gone } = setUp();
    resting.add('late', 2000);
    resting.add('early', 1000);
    assert.equal(resting.size(), 2);
    clock.advance(1000);
    assert.deepEqual(gone, ['early']);
    clock.advance(1000);
    assert.deepEqual(gone, ['early', 'late']);
    assert.equal(resting.size(), 0);
  });

  it('can be taken before, one or all, and does not go on then', () => {
    const { clock, resting, gone } = setUp();
    for (const item of ['a', 'b', 'c']) resting.add(item, 1000);
    resting.take('b');
    resting.take('nobody');
    assert.deepEqual(resting.takeAll(), ['a', 'c']);
    assert.equal(resting.size(), 0);
    clock.advance(5000);
    assert.deepEqual(gone, []);
  });
});
