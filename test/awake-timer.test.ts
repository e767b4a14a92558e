import assert from 'node:assert/strict';
import type { Clock } from '../src/clock';
import { afterAwake } from '../src/awake-timer';
import { createFakeClock, type FakeClock } from './support/fake-clock';

const MINUTE = 60_000;

interface Setup {
  readonly fake: FakeClock;
  readonly clock: Clock;
  /** For so long nothing has happened when the next timer is served. */
  readonly standStill: (milliseconds: number) => void;
  readonly calls: () => number;
  readonly over: () => void;
}

function setUp(): Setup {
  const fake = createFakeClock();
  let stood = 0;
  let calls = 0;
  return {
    fake,
    clock: { ...fake, elapsed: () => fake.elapsed() + stood },
    standStill: (milliseconds) => void (stood += milliseconds),
    calls: () => calls,
    over: () => void (calls += 1),
  };
}

describe('a time in which the process is awake', () => {
  for (const length of [1, 200, 1000, 1500, 15_000, 2 * MINUTE]) {
    it(`is over after ${length} ms where nothing stands still, and only once`, () => {
      const { fake, clock, calls, over } = setUp();
      afterAwake(clock, length, over);
      fake.advance(length - 1);
      assert.equal(calls(), 0);
      fake.advance(1);
      assert.equal(calls(), 1);
      fake.advance(MINUTE);
      assert.equal(calls(), 1);
    });
  }

  it('is not used up by a standstill: what came meanwhile is read first', () => {
    const { fake, clock, calls, over, standStill } = setUp();
    afterAwake(clock, 15_000, over);
    fake.advance(2500);
    standStill(10 * MINUTE);
    fake.advance(12_499);
    assert.equal(calls(), 0);
    fake.advance(1);
    assert.equal(calls(), 1);
  });

  it('goes on for a second where the standstill was at its end', () => {
    const { fake, clock, calls, over, standStill } = setUp();
    afterAwake(clock, 15_000, over);
    fake.advance(14_999);
    standStill(10 * MINUTE);
    fake.advance(1000);
    assert.equal(calls(), 0);
    fake.advance(1);
    assert.equal(calls(), 1);
  });

  it('goes on for no longer than it was, where it is short', () => {
    const { fake, clock, calls, over, standStill } = setUp();
    afterAwake(clock, 200, over);
    standStill(500);
    fake.advance(200);
    assert.equal(calls(), 0);
    fake.advance(200);
    assert.equal(calls(), 1);
  });

  it('ends, however often it stands still', () => {
    const { fake, clock, calls, over, standStill } = setUp();
    afterAwake(clock, 1000, over);
    for (let second = 0; second < 4; second += 1) {
      assert.equal(calls(), 0);
      standStill(400);
      fake.advance(1000);
    }
    assert.equal(calls(), 1);
  });

  for (const [length, long] of [
    [900, false],
    [1100, true],
  ] as const) {
    it(`tells ${long ? '' : 'not '}of a standstill of ${length} ms`, () => {
      const { fake, clock, standStill } = setUp();
      const told: boolean[] = [];
      afterAwake(clock, 15_000, (stoodStill) => void told.push(stoodStill));
      fake.advance(2500);
      standStill(length);
      fake.advance(MINUTE);
      assert.deepEqual(told, [long]);
    });
  }

  it('is never over once it is cancelled', () => {
    const { fake, clock, calls, over, standStill } = setUp();
    const cancels = [1, 2, 3].map(() => afterAwake(clock, 5000, over));
    cancels[0]?.();
    fake.advance(2500);
    cancels[1]?.();
    standStill(MINUTE);
    fake.advance(2400);
    cancels[2]?.();
    fake.advance(MINUTE);
    assert.equal(calls(), 0);
  });
});
