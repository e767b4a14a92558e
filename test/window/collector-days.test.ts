import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { createMemoryStore } from '../../src/store/memory/memory';
import type { Values } from '../../src/store/store';
import type { Collector } from '../../src/window/collector';
import { openCollector } from '../../src/window/open-collector';
import type { Counted } from '../../src/window/window';
import { createFakeMachine, type FakeMachine } from '../support/fake-machine';
import { add, HOUR, MINUTE } from './window-bench';

const START = '2026-01-15T22:00:00Z';
const SECOND = 1000;

describe('a collector on another day, or another host', () => {
  const sent: (readonly Counted[])[] = [];
  const closing: Collector[] = [];

  beforeEach(() => void sent.splice(0));
  afterEach(async () => {
    for (const collector of closing.splice(0)) await collector.close();
  });

  async function open(machine: FakeMachine, values: Values): Promise<Collector> {
    const collector = await openCollector({
      clock: machine.clock(),
      values,
      name: 'node',
      length: HOUR,
      every: HOUR,
      limit: 0,
      maxDistinct: 1000,
      random: () => 0.5,
      send: (counted) => void sent.push(counted),
      fail: (error) => assert.fail(String(error)),
    });
    collector.start();
    closing.push(collector);
    return collector;
  }

  /** What was seen last, to the hundredth of a second of which Linux tells its uptime. */
  function lastSeen(): string[] {
    return (sent.at(-1) ?? []).map(({ last }) =>
      new Date(Math.round(last / 50) * 50).toISOString(),
    );
  }

  it('sends soon after it woke what came before it slept, with the time at which it was seen', async () => {
    const machine = createFakeMachine(START);
    const collector = await open(machine, keep());
    machine.advance(10 * MINUTE);
    await add(collector, 'a');
    machine.sleep(8 * HOUR);
    machine.advance(10 * SECOND);
    assert.deepEqual(lastSeen(), ['2026-01-15T22:10:00.000Z']);
  });

  it('has what comes right after it woke in a window without what is over', async () => {
    const machine = createFakeMachine(START);
    const collector = await open(machine, keep());
    machine.advance(10 * MINUTE);
    await add(collector, 'a');
    machine.advance(50 * MINUTE);
    machine.sleep(8 * HOUR);
    await add(collector, 'b');
    void collector.flush();
    assert.deepEqual(
      sent.at(-1)?.map(({ value }) => value),
      ['b'],
    );
    assert.deepEqual(lastSeen(), ['2026-01-16T07:00:00.000Z']);
  });

  for (const [title, happen, isOver] of [
    ['moved to a host that is up for a month', () => createFakeMachine(START, 30 * 24 * HOUR, 'b')],
    ['off for three days', restart(72 * HOUR), true],
    ['off for a minute, on again in 1970', restart(MINUTE, 0)],
    ['asleep for a day', asleep(24 * HOUR), true],
    ['asleep for a minute', asleep(MINUTE)],
  ] as const) {
    it(`${title}: a window of an hour is ${isOver ? '' : 'not '}over`, async () => {
      const values = keep();
      const before = createFakeMachine(START, 100 * HOUR);
      const first = await open(before, values);
      await add(first, 'a');
      await first.close();
      const collector = await open(happen(before), values);
      await add(collector, 'b');
      void collector.flush();
      assert.deepEqual(
        sent.at(-1)?.map(({ value }) => value),
        isOver ? ['b'] : ['a', 'b'],
      );
    });
  }
});

function restart(off: number, now?: number): (machine: FakeMachine) => FakeMachine {
  return (machine) => {
    machine.reboot(off, now);
    return machine;
  };
}

function asleep(milliseconds: number): (machine: FakeMachine) => FakeMachine {
  return (machine) => {
    machine.sleep(milliseconds);
    return machine;
  };
}

/** What is kept while the machine changes. */
function keep(): Values {
  return createMemoryStore(createFakeMachine(START).clock()).values;
}
