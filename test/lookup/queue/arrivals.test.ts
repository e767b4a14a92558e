import assert from 'node:assert/strict';
import { createArrivals, type Arrivals } from '../../../src/lookup/queue/arrivals';
import {
  createWaitingLine,
  type InLine,
  type WaitingLine,
} from '../../../src/lookup/queue/waiting-line';

interface Setup {
  readonly line: WaitingLine<InLine>;
  readonly arrivals: Arrivals<InLine>;
  /** So many come at once. */
  readonly come: (count: number) => void;
  /** The numbers of those who have no place. */
  readonly turnAway: (starting?: number) => number[];
}

function setUp(places: number): Setup {
  const line = createWaitingLine<InLine>();
  const arrivals = createArrivals(line, places);
  return {
    line,
    arrivals,
    come(count) {
      for (let each = 0; each < count; each += 1) {
        line.add({ number: arrivals.next(), urgent: false });
      }
    },
    turnAway: (starting) => arrivals.turnAway(starting).map(({ number }) => number),
  };
}

describe('the arrivals in a line', () => {
  it('are numbered from one', () => {
    const { arrivals } = setUp(1);
    assert.deepEqual([arrivals.next(), arrivals.next()], [1, 2]);
  });

  it('are turned away where there is no place, the last one first', () => {
    const { come, turnAway, line } = setUp(2);
    come(5);
    assert.deepEqual(turnAway(), [5, 4, 3]);
    assert.equal(line.length(), 2);
    come(1);
    assert.deepEqual(turnAway(), [6]);
  });

  it('have more places while some of the line are about to leave it', () => {
    const { come, turnAway } = setUp(2);
    come(5);
    assert.deepEqual(turnAway(1), [5, 4]);
    assert.deepEqual(turnAway(), [3]);
  });

  it('keep their place when somebody comes back', () => {
    const { come, turnAway, line } = setUp(2);
    come(2);
    assert.deepEqual(turnAway(), []);
    const first = line.takeNext();
    come(1);
    assert.deepEqual(turnAway(), []);
    if (first) line.add(first);
    assert.equal(line.length(), 3);
    assert.deepEqual(turnAway(), []);
    come(1);
    assert.deepEqual(turnAway(), [4], 'who comes then has none');
  });

  it('are counted once', () => {
    const { come, arrivals, line } = setUp(9);
    come(3);
    assert.equal(arrivals.countNew(), 3);
    assert.equal(arrivals.countNew(), 0);
    come(2);
    line.takeNext();
    assert.equal(arrivals.countNew(), 2);
  });
});
