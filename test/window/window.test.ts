import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { atOnce } from '../../src/in-pieces';
import { createWindow, type Window } from '../../src/window/window';
import { createSeededRandom } from '../support/seeded-random';

const HOUR = 3_600_000;
const MINUTE = 60_000;

function add(window: Window, time: number, ...names: string[]): void {
  window.advance(time);
  const found = names.map((name) => ({ key: `domain:${name}`, value: name }));
  window.add(time, found, () => `sample at ${time}`);
}

const counts = (window: Window, limit = 0): Record<string, number> =>
  Object.fromEntries(atOnce(window.top(limit)).map(({ value, count }) => [value, count]));

describe('a window of an hour', () => {
  for (const [time, kept] of [
    [HOUR - 1, true],
    [HOUR, true],
    [HOUR + MINUTE - 1, true],
    [HOUR + MINUTE, false],
    [HOUR + MINUTE + 1, false],
  ] as const) {
    it(`${kept ? 'holds' : 'has let go'} an event of its first moment after ${time} ms`, () => {
      const window = createWindow({ origin: 0, length: HOUR }, 10);
      add(window, 0, 'a');
      window.advance(time);
      assert.deepEqual(counts(window), kept ? { a: 1 } : {});
      assert.equal(window.events, kept ? 1 : 0);
    });
  }

  it('has each event in just one of two hours that follow each other', () => {
    const window = createWindow({ origin: 5, length: HOUR }, 10);
    for (const time of [5, 6, HOUR + 4]) add(window, time, 'early');
    window.advance(HOUR + 5);
    assert.deepEqual(counts(window), { early: 3 });
    for (const time of [HOUR + 5, HOUR + 6, 2 * HOUR + 4]) add(window, time, 'late');
    window.advance(2 * HOUR + 5);
    assert.deepEqual(counts(window), { late: 3 });
  });

  it('tells the most frequent first, then those seen first, of one event by their place in it', () => {
    const window = createWindow({ origin: 0, length: HOUR }, 10);
    add(window, 1, 'c', 'b');
    add(window, 2, 'often', 'd');
    add(window, 3, 'often');
    assert.deepEqual(Object.keys(counts(window)), ['often', 'c', 'b', 'd']);
    assert.deepEqual(Object.keys(counts(window, 2)), ['often', 'c']);
  });

  it('tells first and last time and a sample from what is in it', () => {
    const window = createWindow({ origin: 0, length: HOUR }, 10);
    add(window, 0, 'a');
    add(window, 30 * MINUTE, 'a');
    add(window, 30 * MINUTE + 9, 'a');
    window.advance(HOUR + MINUTE);
    const [a] = atOnce(window.top(0));
    assert.ok(a);
    assert.equal(a.count, 2);
    assert.equal(a.first, 30 * MINUTE);
    assert.equal(a.last, 30 * MINUTE + 9);
    assert.equal(a.sample, `sample at ${30 * MINUTE}`);
  });

  it('tells what it held at the moment of the question, whatever comes before the answer', () => {
    const window = createWindow({ origin: 0, length: HOUR }, 3);
    add(window, 1, 'a', 'b');
    add(window, 2, 'a');
    const asked = window.top(0);
    add(window, 3, 'b', 'c', 'd', 'e');
    add(window, 4, 'b');
    assert.deepEqual(
      atOnce(asked).map(({ value, count, last, sample }) => [value, count, last, sample]),
      [
        ['a', 2, 2, 'sample at 1'],
        ['b', 1, 1, 'sample at 1'],
      ],
    );
  });

  it('has the same answer for many as for few, in the same order', () => {
    const window = createWindow({ origin: 0, length: HOUR }, 10_000);
    const names = Array.from({ length: 5000 }, (_, each) => `n${each}`);
    add(window, 1, ...names);
    for (const [time, share] of [3, 7, 11].entries()) {
      add(window, 2 + time, ...names.filter((_, each) => each % share === 0));
    }
    const all = Object.keys(counts(window));
    assert.equal(all.length, 5000);
    assert.deepEqual(all.slice(0, 3), ['n0', 'n231', 'n462']);
    for (const limit of [1, 4, 999, 1000, 1001, 4999]) {
      assert.deepEqual(Object.keys(counts(window, limit)), all.slice(0, limit));
    }
  });

  it('takes any name, also one that objects have', () => {
    const window = createWindow({ origin: 0, length: HOUR }, 10);
    add(window, 0, '__proto__', 'constructor');
    assert.deepEqual(
      atOnce(window.top(0)).map(({ value }) => value),
      ['__proto__', 'constructor'],
    );
  });
});

interface Event {
  readonly time: number;
  readonly name: string;
}

/** Events of `names` names, the first ones the most frequent, over `span` ms. */
function* stream(seed: number, events: number, names: number, span: number): Generator<Event> {
  const random = createSeededRandom(seed);
  let time = 0;
  for (let event = 0; event < events; event += 1) {
    time += Math.floor((random() * 2 * span) / events);
    yield { time, name: `n${Math.floor(random() ** 3 * names)}` };
  }
}

/** The exact number of events of each name in the window, by going through all of them. */
function countAll(past: readonly Event[], now: number, length: number): Map<string, number> {
  const slot = length / 60;
  const begin = (Math.floor(now / slot) - 60) * slot;
  const exact = new Map<string, number>();
  for (const { time, name } of past) {
    if (Math.floor(time / slot) * slot >= begin) exact.set(name, (exact.get(name) ?? 0) + 1);
  }
  return exact;
}

describe('a window of many events', () => {
  for (const seed of [1, 2, 3]) {
    it(`counts as one who looks at all of them would (${seed})`, () => {
      const window = createWindow({ origin: 0, length: 6000 }, 1000);
      const past: Event[] = [];
      for (const event of stream(seed, 5000, 200, 30_000)) {
        past.push(event);
        add(window, event.time, event.name);
        if (past.length % 250 > 0) continue;
        const exact = countAll(past, event.time, 6000);
        assert.deepEqual(counts(window), Object.fromEntries(exact));
        assert.equal(window.indicators.size, exact.size);
        assert.equal(
          window.events,
          [...exact.values()].reduce((sum, count) => sum + count, 0),
        );
      }
    });

    it(`keeps what is frequent when there is no room, and says how exact it is (${seed})`, () => {
      const limit = 40;
      const window = createWindow({ origin: 0, length: 6000 }, limit);
      const past: Event[] = [];
      let mostLost = 0;
      for (const event of stream(seed, 20_000, 1000, 30_000)) {
        past.push(event);
        add(window, event.time, event.name);
        if (past.length % 500 > 0) continue;
        const exact = countAll(past, event.time, 6000);
        const twoWindows = past.filter(({ time }) => time > event.time - 2 * 6100).length;
        const bound = Math.ceil((4 / 3) * (twoWindows / limit));
        const told = new Map(atOnce(window.top(0)).map((each) => [each.value, each]));
        assert.ok(told.size <= limit);
        for (const { value, count, error } of told.values()) {
          const truth = exact.get(value) ?? 0;
          assert.ok(count >= truth, `${value}: ${count} is at least ${truth}`);
          assert.ok(count - error <= truth, `${value}: ${count} - ${error} is at most ${truth}`);
          assert.ok(error <= bound, `${error} is at most ${bound}`);
          mostLost = Math.max(mostLost, error);
        }
        for (const [name, truth] of exact) {
          if (truth > bound) assert.ok(told.has(name), `${name} with ${truth} is kept`);
        }
      }
      assert.ok(mostLost > 0, 'there was no room');
    });
  }
});
