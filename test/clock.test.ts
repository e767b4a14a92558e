import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createMachineClock, LONGEST_TIMER, systemClock } from '../src/clock';
import { createFakeMachine } from './support/fake-machine';

describe("the machine's clock", () => {
  it('counts milliseconds since the epoch', () => {
    const before = Date.now();
    const now = systemClock.now();
    assert.ok(before <= now && now <= Date.now());
  });

  it('calls back once, in the order of the time to wait', async () => {
    const calls: string[] = [];
    await new Promise<void>((resolve) => {
      // A timer of the clock does not keep the process alive, this one does.
      const alive = setInterval(() => {}, 1000);
      systemClock.after(20, () => {
        calls.push('second');
        clearInterval(alive);
        resolve();
      });
      systemClock.after(1, () => calls.push('first'));
    });
    assert.deepEqual(calls, ['first', 'second']);
  });

  it('does not call back when cancelled', async () => {
    const calls: string[] = [];
    const cancel = systemClock.after(1, () => calls.push('cancelled'));
    cancel();
    await new Promise<void>((resolve) => {
      // Timers of one length are called in the order in which they were set.
      setTimeout(resolve, 1);
    });
    assert.deepEqual(calls, []);
  });

  it('lets the process end while a timer waits', () => {
    const clock = require.resolve('../src/clock');
    const script = `require(${JSON.stringify(clock)}).systemClock.after(3600000, () => {})`;
    execFileSync(process.execPath, ['-e', script], { timeout: 9000 });
  });
});

const HOUR = 3_600_000;

describe('a clock on a machine that sleeps', () => {
  const start = '2026-01-15T22:00:00Z';

  it('counts the time for which it slept, and never goes back', () => {
    const machine = createFakeMachine(start);
    const clock = machine.clock();
    const before = clock.elapsed();
    machine.advance(5);
    assert.equal(clock.elapsed(), before + 5);
    machine.sleep(8 * HOUR);
    const woke = clock.elapsed();
    // Linux tells its uptime in hundredths of a second.
    assert.ok(
      woke > before + 8 * HOUR - 10 && woke <= before + 8 * HOUR + 5,
      String(woke - before),
    );
    for (let index = 0; index < 200; index += 1) {
      const last = clock.elapsed();
      machine.advance(7);
      assert.ok(clock.elapsed() >= last + 7);
    }
    assert.ok(clock.elapsed() <= before + 8 * HOUR + 5 + 1400);
  });

  for (const jump of [-HOUR, HOUR, -1e12, 1e12]) {
    it(`takes a time of day that is set by ${jump} ms for no sleep`, () => {
      const machine = createFakeMachine(start);
      const clock = machine.clock();
      const before = clock.elapsed();
      machine.setTime(clock.now() + jump);
      assert.equal(clock.elapsed(), before);
      machine.advance(3000);
      assert.equal(clock.elapsed(), before + 3000);
    });
  }

  it('counts the sleep before the process started as well', () => {
    const machine = createFakeMachine(start);
    const before = machine.clock().elapsed();
    machine.sleep(HOUR);
    assert.equal(machine.clock().elapsed(), before + HOUR);
  });

  it('counts no sleep where a container counts an uptime of its own', () => {
    let awake = 5_000_000;
    const clock = createMachineClock({
      now: () => awake,
      awake: () => awake,
      uptime: () => awake - 4_000_000,
      after: () => () => undefined,
    });
    awake += 90_000;
    assert.equal(clock.elapsed(), 5_090_000);
  });

  it('calls back seconds after it woke, when the time was over before', () => {
    const machine = createFakeMachine(start);
    const clock = machine.clock();
    const calls: string[] = [];
    clock.after(2 * HOUR, () => calls.push('at midnight'));
    clock.after(9 * HOUR, () => calls.push('in the morning'));
    clock.after(HOUR, () => calls.push('cancelled'))();
    machine.advance(60_000);
    machine.sleep(7 * HOUR);
    assert.deepEqual(calls, []);
    machine.advance(LONGEST_TIMER);
    assert.deepEqual(calls, ['at midnight']);
    machine.advance(2 * HOUR - 60_000 - LONGEST_TIMER - 1);
    assert.deepEqual(calls, ['at midnight']);
    machine.advance(11);
    assert.deepEqual(calls, ['at midnight', 'in the morning']);
    machine.advance(2 * HOUR);
    assert.equal(calls.length, 2);
  });

  it('waits as long as it was told where nobody sleeps, however long that is', () => {
    const machine = createFakeMachine(start);
    const clock = machine.clock();
    let calls = 0;
    clock.after(40 * 24 * HOUR + 3, () => (calls += 1));
    machine.advance(40 * 24 * HOUR + 2);
    assert.equal(calls, 0);
    machine.advance(1);
    assert.equal(calls, 1);
  });
});

describe("the machine's own boot", () => {
  it('has the name that the system gives it, where it gives one', function () {
    if (process.platform !== 'linux') {
      this.skip();
      return;
    }
    const name = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
    assert.equal(systemClock.boot, name);
    const up = Number(readFileSync('/proc/uptime', 'latin1').split(' ')[0]) * 1000;
    assert.ok(systemClock.elapsed() >= up - 10, `${systemClock.elapsed()} after ${up}`);
  });
});
