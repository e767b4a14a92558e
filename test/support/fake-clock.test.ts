import assert from 'node:assert/strict';
import { createFakeClock } from './fake-clock';

describe('the fake clock', () => {
  it('stands still until it is moved', () => {
    const clock = createFakeClock('2026-03-01T00:00:00Z');
    assert.equal(clock.now(), Date.UTC(2026, 2, 1));
    clock.advance(1500);
    assert.equal(clock.now(), Date.UTC(2026, 2, 1) + 1500);
  });

  it('takes its start in milliseconds too, and refuses what is no time', () => {
    assert.equal(createFakeClock(42).now(), 42);
    assert.throws(() => createFakeClock('soon'), RangeError);
  });

  it('calls timers in the order of their time, then of their setting, each at its own time', () => {
    const clock = createFakeClock(0);
    const calls: string[] = [];
    const note = (name: string) => () => calls.push(`${name}@${clock.now()}`);
    clock.after(300, note('late'));
    clock.after(100, note('first'));
    clock.after(100, note('second'));
    clock.advance(299);
    assert.deepEqual(calls, ['first@100', 'second@100']);
    clock.advance(1);
    assert.deepEqual(calls, ['first@100', 'second@100', 'late@300']);
    assert.equal(clock.now(), 300);
  });

  it('calls timers that are set while it advances, when they come due in time', () => {
    const clock = createFakeClock(0);
    const times: number[] = [];
    function again(): void {
      times.push(clock.now());
      clock.after(40, again);
    }
    clock.after(40, again);
    clock.advance(100);
    assert.deepEqual(times, [40, 80]);
    assert.equal(clock.now(), 100);
  });

  it('does not call a cancelled timer, even one cancelled by another', () => {
    const clock = createFakeClock(0);
    const calls: string[] = [];
    const cancelSecond = clock.after(20, () => calls.push('second'));
    clock.after(10, () => {
      calls.push('first');
      cancelSecond();
    });
    clock.advance(100);
    assert.deepEqual(calls, ['first']);
  });

  it('goes on to the full time when a callback advances it', () => {
    const clock = createFakeClock(0);
    clock.after(10, () => clock.advance(5));
    clock.advance(100);
    assert.equal(clock.now(), 105);
  });

  it('jumps without calling timers, which keep the time they still have to wait', () => {
    const clock = createFakeClock(1_000_000);
    const calls: number[] = [];
    clock.after(100, () => calls.push(clock.now()));
    clock.advance(60);
    clock.set(0);
    assert.deepEqual(calls, []);
    clock.advance(39);
    assert.deepEqual(calls, []);
    clock.advance(1);
    assert.deepEqual(calls, [40]);
  });

  it('is not advanced backwards', () => {
    assert.throws(() => createFakeClock(0).advance(-1), RangeError);
    assert.throws(() => createFakeClock(0).advance(Number.NaN), RangeError);
  });
});
