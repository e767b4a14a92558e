import assert from 'node:assert/strict';
import { createQuotaHold, type QuotaHold } from '../../../src/lookup/queue/quota-hold';
import type { QuotaWindow } from '../../../src/store/store';
import { createFakeClock, type FakeClock } from '../../support/fake-clock';
import { createFakeMachine } from '../../support/fake-machine';

const MINUTE = 60_000;

describe('waiting for the quota', () => {
  let clock: FakeClock;
  let hold: QuotaHold;
  let wentOn: number;

  beforeEach(() => {
    clock = createFakeClock();
    wentOn = 0;
    hold = createQuotaHold(clock, () => (wentOn += 1));
  });

  function begin(window: QuotaWindow, wait: number): void {
    hold.begin({ granted: false, window, wait, retryAt: clock.now() + wait });
  }

  it('has no end where nothing is waited for', () => {
    assert.equal(hold.until(), undefined);
  });

  const sleeps: [window: QuotaWindow, wait: number, sleep: number][] = [
    ['minute', 5000, 5000],
    ['minute', 5 * MINUTE, MINUTE],
    ['pause', 5 * MINUTE, 5 * MINUTE],
    ['day', 600 * MINUTE, 600 * MINUTE],
  ];
  for (const [window, wait, sleep] of sleeps) {
    it(`looks again after ${sleep / 1000} s where the ${window} is spent for ${wait / 1000} s`, () => {
      begin(window, wait);
      assert.equal(hold.until(), clock.now() + wait);
      clock.advance(sleep - 1);
      assert.equal(wentOn, 0);
      clock.advance(1);
      assert.equal(wentOn, 1);
    });
  }

  it('goes on no more once it was ended', () => {
    begin('minute', 5000);
    hold.end();
    assert.equal(hold.until(), undefined);
    clock.advance(5 * MINUTE);
    assert.equal(wentOn, 0);
  });

  it('looks again within a minute when the date says that the window is over', () => {
    begin('day', 600 * MINUTE);
    clock.set(clock.now() + 3 * 1440 * MINUTE);
    clock.advance(MINUTE);
    assert.equal(wentOn, 1);
  });

  it('goes on seconds after the machine woke, when the window was over asleep', () => {
    const machine = createFakeMachine('2026-01-15T22:00:00Z');
    const asleep = createQuotaHold(machine.clock(), () => (wentOn += 1));
    const retryAt = Date.parse('2026-01-16T00:00:00Z');
    asleep.begin({ granted: false, window: 'day', wait: 120 * MINUTE, retryAt });
    machine.advance(5 * MINUTE);
    machine.sleep(8 * 60 * MINUTE);
    assert.equal(wentOn, 0);
    machine.advance(10_000);
    assert.equal(wentOn, 1);
  });
});
