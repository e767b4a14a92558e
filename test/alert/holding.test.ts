import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, it } from 'mocha';
import type { Alert } from '../../src/alert/alert';
import { openHeldAlerts } from '../../src/alert/held-alerts';
import { keyOf } from '../../src/alert/kinds';
import { writeEntryPart } from '../../src/keeping/entry';
import { StoreError } from '../../src/store/errors';
import { createMemoryStore } from '../../src/store/memory/memory';
import type { Store } from '../../src/store/store';
import { createFakeClock, type FakeClock } from '../support/fake-clock';
import { beginRaiseLife as begin, URL } from '../support/raise-life';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** A Wednesday. */
const EVENING = '2026-01-14T17:00:00.000Z';

async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await nextTurn();
}

/** Moves the time on, and lets what comes due then be done. */
async function pass(clock: FakeClock, milliseconds: number, step = MINUTE): Promise<void> {
  for (let left = milliseconds; left > 0; left -= step) {
    clock.advance(Math.min(step, left));
    await settle();
  }
}

function setUp(): { readonly clock: FakeClock; readonly store: Store } {
  const clock = createFakeClock(EVENING);
  return { clock, store: createMemoryStore(clock) };
}

const inShort = ({ reason, severity, suppressed }: Alert): unknown[] => [
  reason,
  severity,
  suppressed,
];

const isWorst = ({ severity }: { readonly severity: number }): boolean => severity === 9;

describe('what is raised in quiet hours', () => {
  it('is kept, and sent on once when they are over, with its count and worst severity', async () => {
    const { clock, store } = setUp();
    const life = await begin(store, clock, 'a');
    assert.equal((await life.event(3, 'before')).reason, 'first');
    await pass(clock, 61 * MINUTE);
    for (const severity of [3, 3, 6, 2]) {
      const alert = await life.event(severity);
      assert.deepEqual([alert.reason, alert.quietUntil], ['held', '2026-01-15T07:00:00.000Z']);
      await pass(clock, HOUR);
    }
    await pass(clock, 9 * HOUR - 2 * MINUTE);
    assert.equal(life.sent.length, 0);
    await pass(clock, MINUTE);
    assert.deepEqual(life.sent.map(inShort), [['quiet-over', 6, 3]]);
    assert.equal(life.sent[0]?.raisedAt, '2026-01-15T07:00:00.000Z');
    // It is quiet from then on, and no longer than the node has it.
    assert.equal((await life.event(6)).reason, 'suppressed');
    await pass(clock, 10 * MINUTE);
    assert.deepEqual(inShort(await life.event()), ['again', 3, 1]);
  });

  it('goes at once where it is urgent, and takes along what is kept', async () => {
    const { clock, store } = setUp();
    const life = await begin(store, clock, 'a', { urgentFrom: 8 });
    await pass(clock, 61 * MINUTE);
    assert.equal((await life.event(8, 'urgent')).reason, 'first');
    await life.event(3);
    await life.event(3);
    assert.deepEqual(inShort(await life.event(9)), ['escalated', 9, 2]);
    await pass(clock, 14 * HOUR, 10 * MINUTE);
    assert.equal(life.sent.length, 0);
  });

  it('goes at once where it has become urgent, though what got worse does not else', async () => {
    const { clock, store } = setUp();
    const life = await begin(store, clock, 'a', { urgentFrom: 8, escalates: false });
    await pass(clock, 61 * MINUTE);
    await life.event(3);
    assert.equal((await life.event(9)).reason, 'escalated');
    assert.equal((await life.event(10)).reason, 'suppressed');
  });

  it('is urgent as often as its time is over', async () => {
    const { clock, store } = setUp();
    const life = await begin(store, clock, 'a', { urgentFrom: 8 });
    await pass(clock, 61 * MINUTE);
    assert.equal((await life.event(8)).reason, 'first');
    await pass(clock, 10 * MINUTE);
    assert.equal((await life.event(8)).reason, 'again');
  });

  it('is nothing where the time of the alert before is not over', async () => {
    const { clock, store } = setUp();
    const life = await begin(store, clock, 'a', { quiet: 6 * HOUR });
    await life.event();
    await pass(clock, 2 * HOUR);
    assert.equal((await life.event()).reason, 'suppressed');
    await pass(clock, 13 * HOUR, 10 * MINUTE);
    assert.equal(life.sent.length, 0);
  });

  it('is one of a subject where nothing is suppressed, and where two nodes find it', async () => {
    const { clock, store } = setUp();
    const one = await begin(store, clock, 'one', { quiet: 0 });
    const other = await begin(store, clock, 'other', { quiet: 0 });
    await pass(clock, 61 * MINUTE);
    for (const life of [one, other, one, other]) {
      assert.equal((await life.event()).reason, 'held');
      await pass(clock, 20 * MINUTE);
    }
    await pass(clock, 14 * HOUR, 10 * MINUTE);
    assert.deepEqual([...one.sent, ...other.sent].map(inShort), [['quiet-over', 3, 3]]);
  });

  it('is sent on one after the other, so that nobody gets all at once', async () => {
    const { clock, store } = setUp();
    const life = await begin(store, clock, 'a');
    await pass(clock, 61 * MINUTE);
    for (const subject of ['a', 'b', 'c']) await life.event(3, subject);
    await pass(clock, 13 * HOUR - 2 * MINUTE);
    await pass(clock, MINUTE);
    assert.equal(life.sent.length, 1);
    // What comes meanwhile about one that waits is told by that.
    assert.equal((await life.event(3, 'c')).reason, 'suppressed');
    await pass(clock, 10_000, 1000);
    assert.deepEqual(
      life.sent.map(({ subject, suppressed }) => [subject, suppressed]),
      [
        ['a', 0],
        ['b', 0],
        ['c', 1],
      ],
    );
  });

  it('goes on in the next life, and is sent at once where that has no quiet hours', async () => {
    const { clock, store } = setUp();
    const first = await begin(store, clock, 'a');
    await pass(clock, 61 * MINUTE);
    for (const severity of [3, 5, 5]) await first.event(severity);
    await first.stop();
    const second = await begin(store, clock, 'a');
    assert.equal((await second.event(5)).reason, 'held');
    await second.stop();
    const third = await begin(store, clock, 'a', { hours: '' });
    await settle();
    assert.deepEqual(third.sent.map(inShort), [['quiet-over', 5, 3]]);
  });

  it('is told of where it cannot be read any more, and holds up no other', async () => {
    const { clock, store } = setUp();
    const first = await begin(store, clock, 'a');
    await pass(clock, 61 * MINUTE);
    await first.event();
    await first.stop();
    await store.queue('held a').put({ payload: new Uint8Array([1]), priority: 0 }, 10);
    const next = openHeldAlerts(store, 'held a', 'a', new Map());
    await assert.rejects(next.load(), /1 of the alerts that were kept/);
    assert.equal(next.count(), 1);
    await store.queue('held a').put({ payload: new Uint8Array([1]), priority: 1 }, 10);
    await assert.rejects(
      next.take(() => true),
      StoreError,
    );
    assert.equal((await next.take(() => true))?.held.severity, 3);
  });

  it('is not lost where the store could not tell of it at the start', async () => {
    const { clock, store } = setUp();
    const first = await begin(store, clock, 'a');
    await pass(clock, 61 * MINUTE);
    await first.event();
    await first.stop();
    const next = openHeldAlerts(store, 'held a', 'a', new Map());
    assert.equal((await next.take(() => true))?.held.severity, 3);
  });

  it('is not lost where others are sent on in the moment in which it is kept', async () => {
    const { clock, store } = setUp();
    const life = await begin(store, clock, 'a');
    await pass(clock, 61 * MINUTE);
    const alert = await life.event();
    const note = { simulated: false, positives: 0, at: store.elapsed() + 1 };
    const worse = { ...alert, severity: 9 };
    const entry = { msg: { alert: worse }, value: note, origin: { node: 'a', at: 0 }, has: [] };
    const work = { payload: writeEntryPart(entry), priority: 0 };
    const id = await store.queue('held a').put(work, 10);
    assert.ok(id);
    assert.equal((await life.held.take(isWorst))?.id, id);
    await life.held.kept(id, worse, note);
    assert.deepEqual([life.held.count(), await store.queue('held a').waiting()], [1, 0]);
    await life.held.giveBack();
    assert.equal(await store.queue('held a').waiting(), 1);
  });

  it('is sent on once the clock was set on, and at once where somebody wants it', async () => {
    const { clock, store } = setUp();
    const life = await begin(store, clock, 'a');
    await pass(clock, 61 * MINUTE);
    await life.event(3, 'a');
    await life.event(3, 'b');
    life.sendNow('b');
    await settle();
    assert.deepEqual(
      life.sent.map(({ subject }) => subject),
      ['b'],
    );
    clock.set(Date.parse('2026-01-15T09:00:00.000Z'));
    await pass(clock, MINUTE);
    assert.deepEqual(
      life.sent.map(({ subject }) => subject),
      ['b', 'a'],
    );
  });

  it('is not told where somebody has acknowledged it', async () => {
    const { clock, store } = setUp();
    const life = await begin(store, clock, 'a');
    await pass(clock, 61 * MINUTE);
    await life.event();
    assert.equal(await life.acknowledge(), true);
    assert.equal((await life.event()).reason, 'acknowledged');
    await pass(clock, 14 * HOUR, 10 * MINUTE);
    assert.equal(life.sent.length, 0);
    assert.equal(life.held.count(), 0);
    const worse = await life.event(4);
    assert.deepEqual(inShort(worse), ['escalated', 4, 2]);
  });
});

describe('what is silenced', () => {
  const all = { hours: '' };

  it('is counted, and told once when the silence is over', async () => {
    const { clock, store } = setUp();
    const life = await begin(store, clock, 'a', all);
    assert.equal((await life.event()).reason, 'first');
    await life.silences.add({ key: keyOf(URL) }, HOUR);
    const silenced: unknown[] = [];
    for (const severity of [3, 7, 3]) silenced.push(inShort(await life.event(severity)));
    assert.deepEqual(silenced, [
      ['silenced', 3, 1],
      ['silenced', 7, 2],
      ['silenced', 7, 3],
    ]);
    assert.equal((await life.event(3, 'other')).reason, 'first');
    await pass(clock, 59 * MINUTE);
    assert.equal(life.sent.length, 0);
    await pass(clock, MINUTE);
    assert.deepEqual(life.sent.map(inShort), [['silence-over', 7, 3]]);
  });

  it('is told at once where the silence is ended, and nothing where nothing came', async () => {
    const { clock, store } = setUp();
    const life = await begin(store, clock, 'a', all);
    await life.silences.add({}, HOUR);
    await life.event();
    assert.equal(await life.silences.end({}), 1);
    await settle();
    assert.deepEqual(life.sent.map(inShort), [['silence-over', 3, 1]]);
    await life.silences.add({}, HOUR);
    await pass(clock, 2 * HOUR);
    assert.equal(life.sent.length, 1);
    assert.equal(await life.silences.end({}), 0);
  });

  for (const [name, scope, isSilenced] of [
    ['all', {}, true],
    ['its subject', { key: keyOf(URL) }, true],
    ['its module', { module: 'm' }, true],
    ['both', { module: 'm', key: keyOf(URL) }, true],
    ['another subject', { key: keyOf('x') }, false],
    ['another module', { module: 'x' }, false],
    ['its subject in another module', { module: 'x', key: keyOf(URL) }, false],
    ['what is made up', { simulated: true }, false],
    ['what is real', { simulated: false }, true],
  ] as const) {
    it(`is ${isSilenced ? '' : 'not '}what a silence of ${name} is about`, async () => {
      const { clock, store } = setUp();
      const life = await begin(store, clock, 'a', all);
      await life.silences.add(scope, HOUR);
      assert.equal((await life.event()).reason, isSilenced ? 'silenced' : 'first');
      assert.equal(await life.silences.end(scope), 1);
    });
  }

  it('stays so in the next life, until its end by the clock of the store', async () => {
    const { clock, store } = setUp();
    const first = await begin(store, clock, 'a', all);
    await first.silences.add({}, HOUR);
    await first.event();
    await first.stop();
    clock.set(Date.parse('2030-01-01T00:00:00.000Z'));
    const second = await begin(store, clock, 'a', all);
    assert.equal((await second.event()).reason, 'silenced');
    await second.stop();
    await pass(clock, HOUR);
    const third = await begin(store, clock, 'a', all);
    await settle();
    assert.deepEqual(third.sent.map(inShort), [['silence-over', 3, 2]]);
  });

  it('waits for the end of the quiet hours where it ends in them', async () => {
    const { clock, store } = setUp();
    const life = await begin(store, clock, 'a');
    await life.silences.add({}, 3 * HOUR);
    await life.event();
    await pass(clock, 4 * HOUR, 10 * MINUTE);
    assert.equal(life.sent.length, 0);
    await pass(clock, 11 * HOUR, 10 * MINUTE);
    assert.deepEqual(life.sent.map(inShort), [['silence-over', 3, 1]]);
  });

  it('is one alert a subject, whichever node finds it', async () => {
    const { clock, store } = setUp();
    const one = await begin(store, clock, 'one', all);
    const other = await begin(store, clock, 'other', all);
    await one.silences.add({}, HOUR);
    for (const life of [one, other]) {
      assert.equal((await life.event()).reason, 'silenced');
      await pass(clock, MINUTE);
    }
    await pass(clock, HOUR);
    assert.equal(one.sent.length + other.sent.length, 1);
  });
});
