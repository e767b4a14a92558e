import assert from 'node:assert/strict';
import {
  createSteadyClock,
  rebootedSince,
  type SteadyClock,
  type TimeMark,
} from '../src/steady-clock';
import { createFakeClock, type FakeClock } from './support/fake-clock';
import { createFakeMachine, type FakeMachine } from './support/fake-machine';

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

  describe('made anew from a mark, by the name of the boot', () => {
    const DAY = 24 * HOUR;
    /** Up for 100 hours, and its time of day is right. */
    const mark = {
      elapsed: NOON - HOUR,
      now: NOON,
      machineElapsed: 100 * HOUR,
      machineNow: NOON,
    };
    const wrong = { ...mark, machineNow: Date.parse('1970-01-01T00:10:00Z') };

    for (const [title, from, before, after, up, date, passed] of [
      ['same boot', mark, 'a', 'a', 101 * HOUR, HOUR, HOUR],
      ['same boot, date set back', mark, 'a', 'a', 101 * HOUR, -DAY, HOUR],
      ['same boot, date in 1970', mark, 'a', 'a', 101 * HOUR, -NOON, HOUR],
      ['same boot, date set on', mark, 'a', 'a', 101 * HOUR, 30 * DAY, HOUR],
      ['same boot, own uptime of a container', mark, 'a', 'a', 5, HOUR, HOUR],
      ['same boot, own uptime, date set back', mark, 'a', 'a', 5, -DAY, 0],
      ['moved to a host that is up longer', mark, 'a', 'b', 1000 * HOUR, 60_000, 60_000],
      ['moved to a host whose date is behind', mark, 'a', 'b', 1000 * HOUR, -60_000, 0],
      ['off for three days, up longer than before', mark, 'a', 'b', 101 * HOUR, 6 * DAY, 6 * DAY],
      ['off for three days', mark, 'a', 'b', 50_000, 3 * DAY, 3 * DAY],
      ['rebooted, date in 1970', mark, 'a', 'b', 50_000, -NOON, 0],
      ['rebooted after 1970, right now', wrong, 'a', 'b', 50_000, DAY, DAY],
      ['boot unknown, up for longer', mark, 'a', '', 101 * HOUR, HOUR, HOUR],
      ['boot unknown, up longer than the mark is old', mark, 'a', '', 1e12, 60_000, 60_000],
      ['boot unknown, date set on', mark, undefined, 'b', 101 * HOUR, 30 * DAY, HOUR],
      ['boot unknown, date set back', mark, undefined, 'b', 101 * HOUR, -DAY, HOUR],
      ['boot unknown, rebooted', mark, undefined, '', 50_000, 3 * DAY, 3 * DAY],
      ['boot unknown, up shorter, host moved', mark, 'a', '', 50 * HOUR, 90_000, 90_000],
      ['boot unknown, rebooted, date in 1970', mark, undefined, 'b', 50_000, -NOON, 50_000],
    ] as const) {
      it(`goes on by what has passed: ${title}`, () => {
        const clock = {
          ...createFakeClock(NOON + date),
          elapsed: () => up,
          boot: after,
        };
        const steady = createSteadyClock(clock, { ...from, ...(before && { boot: before }) });
        assert.equal(steady.elapsed() - from.elapsed, passed);
        assert.equal(atUtc(steady.now()), atUtc(from.now + passed));
      });
    }

    it('writes down the boot, and knows itself by it', () => {
      const machine = createFakeMachine('2026-01-15T12:00:00Z', 5000);
      const own = createSteadyClock(machine.clock()).mark();
      machine.sleep(3 * HOUR);
      assert.equal(rebootedSince(own, machine.clock()), false);
      machine.reboot(0);
      machine.advance(HOUR);
      assert.equal(rebootedSince(own, machine.clock()), true);
    });
  });

  describe('on a machine that learns the time of day only after it has started', () => {
    const THREE_DAYS = 72 * HOUR;

    function restart(believed: string): { machine: FakeMachine; steady: SteadyClock } {
      const machine = createFakeMachine('2026-01-15T12:00:00Z', 100 * HOUR);
      const mark = createSteadyClock(machine.clock()).mark();
      machine.reboot(THREE_DAYS, Date.parse(believed));
      machine.advance(30_000);
      return { machine, steady: createSteadyClock(machine.clock(), mark) };
    }

    for (const believed of [
      '1970-01-01T00:00:00Z',
      '2026-01-15T11:17:00Z',
      '2026-01-15T12:00:05Z',
    ]) {
      it(`goes on to it once it is learned, from ${believed}`, () => {
        const { machine, steady } = restart(believed);
        assert.ok(steady.elapsed() <= NOON + 35_000);
        machine.setTime(NOON + THREE_DAYS + 40_000);
        assert.equal(steady.elapsed(), NOON + THREE_DAYS + 40_000);
        assert.equal(steady.now(), NOON + THREE_DAYS + 40_000);
        machine.setTime(NOON);
        machine.advance(1000);
        assert.equal(steady.elapsed(), NOON + THREE_DAYS + 41_000, 'never back');
      });
    }

    it('takes its first date for the true one, where it has never had one', () => {
      const machine = createFakeMachine('1970-01-01T00:00:20Z', 20_000);
      const steady = createSteadyClock(machine.clock());
      const before = steady.elapsed();
      machine.advance(5000);
      machine.setTime(NOON);
      assert.equal(steady.now(), NOON);
      assert.equal(steady.elapsed(), before + 5000, 'no lifetime is moved');
      machine.setTime(NOON + HOUR);
      assert.equal(steady.now(), NOON);
    });

    it('is not moved by a date that is set when it has been on for an hour', () => {
      const { machine, steady } = restart('2026-01-15T12:00:05Z');
      machine.advance(HOUR);
      const before = steady.elapsed();
      machine.setTime(NOON + THREE_DAYS);
      assert.equal(steady.elapsed(), before);
    });
  });

  it('goes on to where another process of the same boot already is, never back', () => {
    const clock = { ...createFakeClock(NOON), boot: 'a' };
    const [steady, other] = [createSteadyClock(clock), createSteadyClock(clock)];
    const mark = other.mark();
    steady.follow({ ...mark, elapsed: mark.elapsed + 50, now: mark.now + 50 });
    assert.deepEqual([steady.elapsed(), steady.now()], [NOON + 50, NOON + 50]);
    steady.follow(mark);
    assert.equal(steady.elapsed(), NOON + 50);
    steady.follow({ ...mark, boot: 'b', elapsed: mark.elapsed + HOUR, now: mark.now + HOUR });
    assert.equal(steady.elapsed(), NOON + 50);
  });
});
