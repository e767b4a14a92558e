import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { systemClock } from '../src/clock';

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
