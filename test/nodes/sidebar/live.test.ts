import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { createLive, PACE, RENEWAL, type Live } from '../../../nodes/sidebar/editor/live';
import { createDeferred } from '../../support/deferred';
import { createFakeClock } from '../../support/fake-clock';
import { passOn } from '../../support/pass-on';

interface Page {
  readonly live: Live;
  readonly asked: () => number;
  /** Moves time on, and lets answers come. */
  pass(milliseconds: number): Promise<void>;
  show(isShown: boolean): Promise<void>;
  /** Answers come only once this is called. */
  hold(): () => Promise<void>;
}

function start(): Page {
  const clock = createFakeClock();
  let asked = 0;
  let isShown = false;
  let answer = Promise.resolve();
  const live = createLive({
    now: () => clock.elapsed(),
    after: (milliseconds, callback) => clock.after(milliseconds, callback),
    isShown: () => isShown,
    ask() {
      asked += 1;
      return answer;
    },
  });
  return {
    live,
    asked: () => asked,
    async pass(milliseconds) {
      clock.advance(milliseconds);
      await passOn();
    },
    async show(shown) {
      isShown = shown;
      live.moved();
      await passOn();
    },
    hold() {
      const held = createDeferred<void>();
      answer = held.promise;
      return async () => {
        held.resolve();
        answer = Promise.resolve();
        await passOn();
      };
    },
  };
}

describe('keeping the sidebar up to date', () => {
  it('asks at once when it comes to sight, and not before', async () => {
    const page = start();
    page.live.changed();
    await page.pass(RENEWAL);
    assert.equal(page.asked(), 0);
    await page.show(true);
    assert.equal(page.asked(), 1);
  });

  it('asks at most once a second, whatever the load', async () => {
    const page = start();
    await page.show(true);
    for (let time = 0; time < 5 * PACE; time += 10) {
      page.live.changed();
      await page.pass(10);
    }
    assert.equal(page.asked(), 6);
  });

  it('asks nothing while it is hidden, and once when it comes back', async () => {
    const page = start();
    await page.show(true);
    await page.show(false);
    page.live.changed();
    await page.pass(10 * RENEWAL);
    assert.equal(page.asked(), 1);
    await page.show(true);
    assert.equal(page.asked(), 2);
  });

  it('asks anew now and then without a change, because quotas come back', async () => {
    const page = start();
    await page.show(true);
    await page.pass(RENEWAL - 1);
    assert.equal(page.asked(), 1);
    await page.pass(1);
    assert.equal(page.asked(), 2);
  });

  it('asks one question at a time, and the next one for what changed meanwhile', async () => {
    const page = start();
    const answer = page.hold();
    await page.show(true);
    page.live.changed();
    page.live.hurry();
    await page.pass(10 * PACE);
    assert.equal(page.asked(), 1);
    await answer();
    await page.pass(PACE);
    assert.equal(page.asked(), 2);
  });

  it('asks at once for somebody who has pressed or typed something', async () => {
    const page = start();
    await page.show(true);
    page.live.hurry();
    await page.pass(0);
    assert.equal(page.asked(), 2);
  });
});
