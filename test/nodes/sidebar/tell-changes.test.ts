import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { createTeller, LOOKS_FOR, PACE } from '../../../nodes/sidebar/tell-changes';
import { createFakeClock } from '../../support/fake-clock';

/** A teller, what it watches, and how often it has told. */
function start(): {
  clock: ReturnType<typeof createFakeClock>;
  teller: ReturnType<typeof createTeller>;
  listeners: Set<() => void>;
  change: () => void;
  told: () => number;
} {
  const clock = createFakeClock();
  const listeners = new Set<() => void>();
  let told = 0;
  const watch = (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };
  const teller = createTeller(clock, watch, () => (told += 1));
  const change = (): void => [...listeners].forEach((listener) => listener());
  return { clock, teller, listeners, change, told: () => told };
}

describe('telling open editors that there is something new', () => {
  it('tells the first change at once, and of many as one in a second', () => {
    const { clock, teller, change, told } = start();
    teller.asked();
    change();
    clock.advance(0);
    assert.equal(told(), 1);
    for (let events = 0; events < 5000; events += 1) {
      change();
      clock.advance(1);
    }
    assert.equal(told(), 6);
    clock.advance(10 * PACE);
    assert.equal(told(), 6);
  });

  it('tells of what changes last, however fast it was', () => {
    const { clock, teller, change, told } = start();
    teller.asked();
    change();
    clock.advance(10);
    change();
    assert.equal(told(), 1);
    clock.advance(PACE);
    assert.equal(told(), 2);
  });

  it('watches nothing before somebody has asked', () => {
    const { listeners } = start();
    assert.equal(listeners.size, 0);
  });

  it('tells nothing once nobody has asked for a minute, and watches nothing any more', () => {
    const { clock, teller, listeners, change, told } = start();
    teller.asked();
    clock.advance(LOOKS_FOR);
    change();
    clock.advance(0);
    assert.equal(told(), 1);
    clock.advance(PACE);
    change();
    clock.advance(PACE);
    assert.equal(told(), 1);
    assert.equal(listeners.size, 0);
    teller.asked();
    change();
    clock.advance(PACE);
    assert.equal(told(), 2);
  });

  it('watches nothing any more where nothing has changed either', () => {
    const { clock, teller, listeners } = start();
    teller.asked();
    clock.advance(LOOKS_FOR / 2);
    teller.asked();
    clock.advance(LOOKS_FOR);
    assert.equal(listeners.size, 1);
    clock.advance(PACE);
    assert.equal(listeners.size, 0);
  });

  it('watches what there is when somebody asks, once', () => {
    const { teller, listeners } = start();
    teller.asked();
    teller.asked();
    assert.equal(listeners.size, 1);
    teller.close();
    assert.equal(listeners.size, 0);
  });
});
