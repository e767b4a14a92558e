import assert from 'node:assert/strict';
import { createSteadyClock, rebootedSince, type TimeMark } from '../src/steady-clock';
import { createFakeClock, type FakeClock } from './support/fake-clock';

const HOUR = 3_600_000;
const NOON = Date.parse('2026-01-15T12:00:00Z');

/** The machine's clock after a reboot: on for `elapsed` ms, with a time of day of its own. */
function rebooted(now: string, elapsed: number): FakeClock {
  const clock = createFakeClock(now);
  const start = clock.elapsed();
  return { ...clock, elapsed: () => clock.elapsed() - start + elapsed };
}

function atUtc(now: number): string {
  return new Date(now).toISOString();
}

describe('the steady clock', () => {
  it('starts at the time of day and goes on with the machine', () => {
    const clock = createFakeClock(NOON);
    const steady = createSteadyClock(clock);
    assert.deepEqual([steady.now(), steady.elapsed()], [NOON, NOON]);
    clock.advance(1);
    assert.deepEqual([steady.now(), steady.elapsed()], [NOON + 1, NOON + 1]);
  });

  it('calls timers as the machine does', () => {
    const clock = createFakeClock();
    const steady = createSteadyClock(clock);
    let called = 0;
    steady.after(1000, () => (called += 1));
    steady.after(1000, () => (called += 1))();
    clock.advance(1000);
    assert.equal(called, 1);
  });

  for (const jump of [-1e12, -HOUR, -1, 1, HOUR, 1e12]) {
    it(`is not moved when the time of day is set by ${jump} ms`, () => {
      const clock = createFakeClock(NOON);
      const steady = createSteadyClock(clock);
      clock.set(NOON + jump);
      clock.advance(5);
      assert.deepEqual([steady.now(), steady.elapsed()], [NOON + 5, NOON + 5]);
    });
  }

  describe('told the true time', () => {
    for (const [difference, news] of [
      [-HOUR, true],
      [-2000, true],
      [-1999, false],
      [0, false],
      [1999, false],
      [2000, true],
      [HOUR, true],
      [Number.NaN, false],
    ] as const) {
      it(`${news ? 'takes' : 'does not take'} one that is ${difference} ms away`, () => {
        const clock = createFakeClock(NOON);
        const steady = createSteadyClock(clock);
        assert.equal(steady.learn(NOON + difference), news);
        assert.equal(steady.now(), NOON + (news ? difference : 0));
        assert.equal(steady.elapsed(), NOON, 'no lifetime is moved');
        clock.advance(7);
        assert.equal(steady.now(), NOON + (news ? difference : 0) + 7);
      });
    }

    it('passes it on', () => {
      const clock = createFakeClock(NOON);
      const [steady, other] = [createSteadyClock(clock), createSteadyClock(clock)];
      steady.learn(NOON + HOUR);
      clock.advance(10);
      const mark = steady.mark();
      clock.advance(10);
      other.follow(mark);
      assert.equal(other.now(), NOON + HOUR + 20);
      assert.equal(other.elapsed(), NOON + 20);
    });
  });

  describe('made anew from a mark', () => {
    it('goes on exactly on the same boot, whatever was done to the time of day', () => {
      const clock = createFakeClock(NOON);
      const before = createSteadyClock(clock);
      before.learn(NOON + HOUR);
      const mark = before.mark();
      clock.set(0);
      clock.advance(1234);
      const after = createSteadyClock(clock, mark);
      assert.deepEqual([after.now(), after.elapsed()], [before.now(), before.elapsed()]);
    });

    const mark: TimeMark = {
      elapsed: NOON,
      now: NOON + HOUR,
      machineElapsed: 10 * HOUR,
      machineNow: NOON - 100 * HOUR,
    };
    for (const [title, now, elapsed, passed] of [
      ['the time of day tells how long the machine was off', '2026-01-11T10:00:00Z', 50, 2 * HOUR],
      ['not less than it has been on', '2026-01-11T08:00:30Z', 60_000, 60_000],
      ['not backwards, though the time of day was set back', '1970-01-01T00:00:00Z', 50, 50],
    ] as const) {
      it(`after a reboot: ${title}`, () => {
        const clock = rebooted(now, elapsed);
        assert.equal(rebootedSince(mark, clock), true);
        const steady = createSteadyClock(clock, mark);
        assert.equal(atUtc(steady.now()), atUtc(mark.now + passed));
        assert.equal(steady.elapsed(), mark.elapsed + passed);
        clock.advance(3);
        assert.equal(steady.elapsed(), mark.elapsed + passed + 3);
      });
    }

    it('tells a reboot from a process that started again', () => {
      const clock = createFakeClock();
      const own = createSteadyClock(clock).mark();
      assert.equal(rebootedSince(own, clock), false);
      clock.set(0);
      clock.advance(1);
      assert.equal(rebootedSince(own, clock), false);
      assert.equal(rebootedSince({ ...own, machineElapsed: clock.elapsed() + 1 }, clock), true);
    });
  });
});
