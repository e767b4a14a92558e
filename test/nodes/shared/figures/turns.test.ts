import assert from 'node:assert/strict';
import { createTurnTeller, type TurnTeller } from '../../../../nodes/shared/figures/turns';
import { createFakeClock, type FakeClock } from '../../../support/fake-clock';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

describe('telling of turns', () => {
  let clock: FakeClock;
  let told: boolean[];
  let teller: TurnTeller;

  beforeEach(() => {
    clock = createFakeClock();
    told = [];
    teller = createTurnTeller(clock, (isBad) => told.push(isBad));
  });

  it('tells soon that something is bad, and a minute later that it is good again', () => {
    teller.now(true);
    clock.advance(2 * SECOND);
    assert.deepEqual(told, [true]);
    teller.now(false);
    clock.advance(50 * SECOND);
    assert.deepEqual(told, [true]);
    clock.advance(10 * SECOND);
    assert.deepEqual(told, [true, false]);
  });

  it('tells nothing of what is good from the start, and of what was over in a moment', () => {
    teller.now(false);
    teller.now(true);
    clock.advance(SECOND);
    teller.now(false);
    clock.advance(HOUR);
    assert.deepEqual(told, []);
  });

  it('tells once, however often it is said', () => {
    for (let time = 0; time < HOUR; time += SECOND) {
      teller.now(true);
      clock.advance(SECOND);
    }
    assert.deepEqual(told, [true]);
  });

  it('tells of what goes to and fro all night less than twenty times', () => {
    for (let time = 0; time < 12 * HOUR; time += 10 * SECOND) {
      teller.now(time % (20 * SECOND) === 0);
      clock.advance(10 * SECOND);
    }
    assert.ok(told.length > 2 && told.length < 20, `told ${told.length} times`);
  });

  it('tells soon again when it was calm for long', () => {
    for (let turn = 0; turn < 20; turn += 1) {
      teller.now(turn % 2 === 0);
      clock.advance(HOUR);
    }
    clock.advance(4 * HOUR);
    const before = told.length;
    teller.now(true);
    clock.advance(2 * SECOND);
    teller.now(false);
    clock.advance(MINUTE);
    assert.deepEqual(told.slice(before), [true, false]);
  });

  it('tells nothing once it has ended', () => {
    teller.now(true);
    teller.end();
    clock.advance(HOUR);
    assert.deepEqual(told, []);
  });
});
