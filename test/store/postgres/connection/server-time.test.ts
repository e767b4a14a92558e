import assert from 'node:assert/strict';
import { createServerTime } from '../../../../src/store/postgres/connection/server-time';
import { createFakeClock } from '../../../support/fake-clock';

/** The server's clock is ahead of the host's by so much, in milliseconds. */
const AHEAD = 1_700_000_000_000;

/** A host that asks a server for its time. */
function start() {
  const clock = createFakeClock();
  const time = createServerTime(clock);
  /** An answer that took so long there and back, from a server whose clock is off by `off`. */
  function answer(there: number, back: number, off = 0): void {
    const sent = clock.elapsed();
    clock.advance(there);
    const elapsed = clock.elapsed() + AHEAD + off;
    clock.advance(back);
    time.learn({ elapsed, now: elapsed + 5000 }, sent);
  }
  const wrongBy = (off = 0): number => time.elapsed() - clock.elapsed() - AHEAD - off;
  return { clock, time, answer, wrongBy };
}

describe('the time of a server', () => {
  it('is known by the answer that took least, half of that wrong at most', () => {
    const { answer, wrongBy } = start();
    answer(10, 90);
    assert.equal(wrongBy(), -40);
    answer(2, 2);
    assert.equal(wrongBy(), 0);
    answer(90, 10);
    assert.equal(wrongBy(), 0);
  });

  it('never goes back, also where it was wrong', () => {
    const { clock, answer, wrongBy } = start();
    answer(90, 10);
    assert.equal(wrongBy(), 40);
    answer(2, 2);
    assert.equal(wrongBy(), 36);
    clock.advance(36);
    assert.equal(wrongBy(), 0);
  });

  it('goes by what was learned of the true time beside', () => {
    const { time, answer } = start();
    answer(1, 1);
    assert.equal(time.now() - time.elapsed(), 5000);
  });

  for (const jump of [300_000, -300_000]) {
    it(`does not go by the time of day of its host, which jumps by ${jump} ms`, () => {
      const { clock, answer, wrongBy } = start();
      answer(1, 1);
      clock.set(clock.now() + jump);
      assert.equal(wrongBy(), 0);
      answer(1, 1);
      assert.equal(wrongBy(), 0);
    });
  }

  it('follows a server that is set on, or another one that is ahead, at once', () => {
    const { answer, wrongBy } = start();
    answer(1, 1);
    answer(5, 5, 300_000);
    assert.equal(wrongBy(300_000), 0);
  });

  it('stands still where the server is set back, and goes on with it', () => {
    const { clock, time, answer, wrongBy } = start();
    answer(1, 1);
    const before = time.elapsed();
    answer(5, 5, -60_000);
    assert.equal(time.elapsed(), before);
    clock.advance(60_000);
    answer(1, 1, -60_000);
    assert.equal(wrongBy(-60_000), 0);
    assert.ok(time.elapsed() > before);
  });

  it('follows a clock that goes otherwise than the one of its host', () => {
    const { clock, answer, wrongBy } = start();
    answer(1, 1);
    for (let hour = 1; hour <= 24; hour += 1) {
      clock.advance(3_600_000);
      answer(20, 20, hour * 100);
    }
    assert.ok(Math.abs(wrongBy(2400)) <= 20);
  });
});
