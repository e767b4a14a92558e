import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'mocha';
import { DeliveryError, type DeliveryCause } from '../../../src/mail/errors';
import { createPace, type Pace } from '../../../src/mail/outbox/pace';
import { createFakeClock, type FakeClock } from '../../support/fake-clock';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

describe('the pace at which a server gets mails', () => {
  let clock: FakeClock;
  let pace: Pace;

  beforeEach(() => {
    clock = createFakeClock();
    pace = createPace({ clock, random: () => 0 });
  });

  function fail(...reasons: readonly DeliveryCause[]): void {
    for (const reason of reasons) pace.failed(new DeliveryError(reason, reason));
  }

  const table: readonly (readonly [readonly DeliveryCause[], number])[] = [
    [['unreachable'], 30 * SECOND],
    [['security'], 30 * SECOND],
    [['credentials'], 30 * SECOND],
    [['stopped'], 30 * SECOND],
    [['busy'], 30 * SECOND],
    [['connection', 'connection'], 0],
    [['connection', 'connection', 'connection'], 30 * SECOND],
    [['reluctant', 'reluctant'], 0],
    [['reluctant', 'reluctant', 'reluctant'], 30 * SECOND],
    [['reluctant', 'connection', 'reluctant'], 30 * SECOND],
    [['deferred', 'deferred', 'deferred', 'deferred'], 0],
    [['refused', 'refused', 'refused', 'refused'], 0],
    [['reluctant', 'reluctant', 'deferred', 'reluctant', 'reluctant'], 0],
    [['reluctant', 'reluctant', 'refused', 'reluctant', 'reluctant'], 0],
    [['busy', 'deferred'], 0],
    [['busy', 'refused'], 0],
  ];
  for (const [reasons, pause] of table) {
    it(`rests for ${pause / SECOND} s after ${reasons.join(', ')}`, () => {
      fail(...reasons);
      assert.equal(pace.pause(), pause);
      assert.equal(pace.isFailing(), pause > 0);
      assert.equal(pace.failure()?.reason, pause > 0 ? reasons.at(-1) : undefined);
    });
  }

  it('rests longer after each failure that follows a rest, and says so', () => {
    fail('unreachable');
    assert.equal(pace.hasFailedAgain(), false);
    clock.advance(30 * SECOND);
    assert.equal(pace.pause(), 0);
    assert.equal(pace.isFailing(), true);
    fail('unreachable');
    assert.equal(pace.pause(), MINUTE);
    assert.equal(pace.hasFailedAgain(), true);
  });

  it('counts mails that were on their way together as one failure', () => {
    fail('unreachable', 'unreachable', 'unreachable');
    assert.equal(pace.pause(), 30 * SECOND);
    assert.equal(pace.hasFailedAgain(), false);
    clock.advance(30 * SECOND);
    fail('unreachable');
    assert.equal(pace.pause(), MINUTE);
  });

  it('forgets all failures when a mail was answered', () => {
    fail('connection', 'connection');
    pace.worked();
    fail('connection');
    assert.equal(pace.pause(), 0);
    fail('unreachable');
    pace.worked();
    assert.equal(pace.pause(), 0);
    assert.equal(pace.isFailing(), false);
    assert.equal(pace.failure(), undefined);
    fail('unreachable');
    assert.equal(pace.pause(), 30 * SECOND);
  });

  it('tries at once for whoever looks after the server, and rests as long as before if that fails', () => {
    fail('unreachable');
    pace.restart();
    assert.equal(pace.pause(), 0);
    assert.equal(pace.isFailing(), true);
    fail('unreachable');
    assert.equal(pace.pause(), MINUTE);
  });
});
