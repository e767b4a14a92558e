import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createMemoryStore } from '../../../src/store/memory/memory';
import { StoreError } from '../../../src/store/errors';
import type { Allowance, Quotas, Reservation } from '../../../src/store/store';
import { CredentialsError, QueueFullError, QuotaError } from '../../../src/lookup/errors';
import { ClosedError } from '../../../src/closed-error';
import { HeldBackError } from '../../../src/lookup/queue/held-back-error';
import { createScheduler, type Scheduler } from '../../../src/lookup/queue/scheduler';
import { createDeferred, type Deferred } from '../../support/deferred';
import { createFakeClock, type FakeClock } from '../../support/fake-clock';
import { allowNoUnhandledRejection } from '../../support/unhandled-rejections';

const MINUTE = 60_000;

interface Setup {
  readonly clock: FakeClock;
  readonly quotas: Quotas;
  readonly scheduler: Scheduler;
  /** The names of the tasks that were started, in order. */
  readonly started: string[];
  readonly changes: () => number;
  /** How many tasks have waited for the quota. */
  readonly held: () => number;
  /** Schedules a task that runs until it is settled here, anew each time it is started. */
  readonly add: (name: string, urgent?: boolean) => Added;
}

interface Added {
  /** What the task does that runs, or else the next one. */
  task: Deferred<string>;
  readonly result: Promise<string>;
  readonly hurry: () => void;
  readonly giveUp: (error: Error) => void;
}

function setUp({
  concurrency = 2,
  queueLimit = 100,
  refusal = () => undefined,
  reserve,
  longestWait = MINUTE,
  longestRefusal = 60 * MINUTE,
  room = () => undefined,
  ...limits
}: Partial<Allowance> & {
  concurrency?: number;
  queueLimit?: number;
  refusal?: () => Error | undefined;
  reserve?: () => Promise<Reservation>;
  longestWait?: number;
  longestRefusal?: number;
  room?: () => Promise<void> | undefined;
} = {}): Setup {
  const clock = createFakeClock();
  const { quotas } = createMemoryStore(clock);
  const allowance = { perMinute: 0, perDay: 0, perMonth: 0, ...limits };
  const started: string[] = [];
  let changes = 0;
  let held = 0;
  const scheduler = createScheduler({
    service: 'VirusTotal',
    reserve: reserve ?? (() => quotas.reserve('key', allowance)),
    room,
    clock,
    concurrency,
    queueLimit,
    isWorthWaiting: ({ wait }) => wait <= longestWait,
    longestRefusal,
    refusal,
    heldBack: (tasks) => void (held += tasks),
    changed: () => void (changes += 1),
  });
  return {
    clock,
    quotas,
    scheduler,
    started,
    changes: () => changes,
    held: () => held,
    add(name, urgent = false) {
      const first = createDeferred<string>();
      const turn = scheduler.run(
        () => {
          started.push(name);
          return added.task.promise;
        },
        { urgent },
      );
      const added: Added = { ...turn, task: first };
      return added;
    },
  };
}

describe('the scheduler', () => {
  allowNoUnhandledRejection();

  it('starts tasks in the order they came, as many at a time as it may', async () => {
    const { add, started, scheduler } = setUp({ concurrency: 2 });
    const [a, b, c, d] = [add('a'), add('b'), add('c'), add('d')];
    await nextTurn();
    assert.deepEqual(started, ['a', 'b']);
    assert.deepEqual(scheduler.load(), { running: 2, waiting: 2 });
    b.task.resolve('B');
    assert.equal(await b.result, 'B');
    await nextTurn();
    assert.deepEqual(started, ['a', 'b', 'c']);
    a.task.resolve('A');
    assert.equal(await a.result, 'A');
    await nextTurn();
    assert.deepEqual(started, ['a', 'b', 'c', 'd']);
    c.task.resolve('C');
    d.task.resolve('D');
    assert.deepEqual(await Promise.all([c.result, d.result]), ['C', 'D']);
    await nextTurn();
    assert.deepEqual(scheduler.load(), { running: 0, waiting: 0 });
  });

  it('never runs more than it may, however long a reservation takes', async () => {
    const reservations: Deferred<Reservation>[] = [];
    const { add, started, scheduler } = setUp({
      concurrency: 2,
      reserve: () => {
        const reservation = createDeferred<Reservation>();
        reservations.push(reservation);
        return reservation.promise;
      },
    });
    for (const name of ['a', 'b', 'c', 'd']) void add(name);
    for (let turn = 0; turn < 5; turn += 1) {
      reservations.at(-1)?.resolve({ granted: true, attempt: '1' });
      await nextTurn();
    }
    assert.deepEqual(started, ['a', 'b']);
    assert.equal(reservations.length, 2, 'no quota is spent for what does not start');
    assert.deepEqual(scheduler.load(), { running: 2, waiting: 2 });
  });

  it('overlooks no task that ends while another one is being started', async () => {
    const { add } = setUp({ concurrency: 1 });
    const all = Array.from({ length: 20 }, (_, number) => add(String(number)));
    for (const { task } of all) task.resolve('done');
    const results = await Promise.all(all.map(({ result }) => result));
    assert.equal(results.length, 20);
  });

  it('rejects with what the task rejects with, or throws, and goes on with the next', async () => {
    const { add, scheduler } = setUp({ concurrency: 1 });
    const failing = add('failing');
    const throwing = scheduler.run(
      (): Promise<string> => {
        throw new RangeError('at once');
      },
      { urgent: false },
    );
    const thrown = assert.rejects(throwing.result, RangeError);
    const next = add('next');
    failing.task.reject(new TypeError('later'));
    await assert.rejects(failing.result, TypeError);
    await thrown;
    next.task.resolve('done');
    assert.equal(await next.result, 'done');
  });

  it('starts urgent tasks first, and the oldest first of each kind', async () => {
    const { add, started } = setUp({ concurrency: 1 });
    const running = add('running');
    await nextTurn();
    const all = [add('a'), add('B', true), add('c'), add('D', true)];
    for (const { task } of [running, ...all]) task.resolve('done');
    await Promise.all(all.map(({ result }) => result));
    assert.deepEqual(started, ['running', 'B', 'D', 'a', 'c']);
  });

  it('puts a task that is in a hurry among the urgent ones, where its age places it', async () => {
    const { add, started } = setUp({ concurrency: 1 });
    const running = add('running');
    await nextTurn();
    const all = [add('a'), add('B', true), add('c'), add('D', true), add('e')];
    const [, , c] = all;
    c?.hurry();
    c?.hurry();
    running.hurry();
    for (const { task } of [running, ...all]) task.resolve('done');
    await Promise.all(all.map(({ result }) => result));
    assert.deepEqual(started, ['running', 'B', 'c', 'D', 'a', 'e']);
  });

  it('takes a task that is refused for want of quota back to its place', async () => {
    const { add, clock, quotas, started, scheduler } = setUp({ concurrency: 2 });
    const [a, b, c] = [add('a'), add('b'), add('c')];
    await nextTurn();
    await quotas.pause('key', MINUTE);
    const refused = [a.task, b.task];
    for (const each of [a, b]) each.task = createDeferred();
    for (const task of refused.toReversed()) task.reject(new QuotaError('Refused', 0));
    await nextTurn();
    const start = clock.now();
    assert.deepEqual(scheduler.load(), { running: 0, waiting: 3, nextAt: start + MINUTE });
    clock.advance(MINUTE);
    await nextTurn();
    for (const { task } of [a, b, c]) task.resolve('done');
    assert.deepEqual(await Promise.all([a.result, b.result, c.result]), ['done', 'done', 'done']);
    assert.deepEqual(started, ['a', 'b', 'a', 'b', 'c']);
  });

  it('takes it back among the urgent ones when it was hurried while it ran', async () => {
    const { add, clock, quotas, started } = setUp({ concurrency: 1 });
    const [a, b] = [add('a'), add('B', true)];
    await nextTurn();
    assert.deepEqual(started, ['B'], 'the urgent one, although both came at once');
    b.task.resolve('done');
    await b.result;
    await nextTurn();
    const late = add('L', true);
    a.hurry();
    await quotas.pause('key', MINUTE);
    const refused = a.task;
    a.task = createDeferred();
    refused.reject(new QuotaError('Refused', 0));
    await nextTurn();
    clock.advance(MINUTE);
    for (const { task } of [a, late]) task.resolve('done');
    await Promise.all([a.result, late.result]);
    assert.deepEqual(started, ['B', 'a', 'a', 'L']);
  });

  it('does not take it back once it is closed', async () => {
    const { add, started, scheduler } = setUp();
    const a = add('a');
    await nextTurn();
    scheduler.close();
    a.task.reject(new QuotaError('Refused', 0));
    await assert.rejects(a.result, QuotaError);
    await nextTurn();
    assert.deepEqual(started, ['a']);
    assert.deepEqual(scheduler.load(), { running: 0, waiting: 0 });
  });

  it('starts nothing, and spends no quota, while there is no room for what comes of it', async () => {
    const first = createDeferred<void>();
    let room: Deferred<void> | undefined = first;
    const { add, started, scheduler, quotas } = setUp({ room: () => room?.promise, perDay: 9 });
    const [a, b] = [add('a'), add('B', true)];
    await nextTurn();
    assert.deepEqual(started, []);
    assert.deepEqual(scheduler.load(), { running: 0, waiting: 2 });
    assert.equal((await quotas.usage('key')).day, 0);
    room = undefined;
    first.resolve();
    await nextTurn();
    assert.deepEqual(started, ['B', 'a']);
    for (const { task } of [a, b]) task.resolve('done');
    await Promise.all([a.result, b.result]);
  });

  it('takes back what is to be made again, and refuses it for want of quota with its own failure', async () => {
    const failure = new Error('The connection broke');
    const { add, started, quotas } = setUp();
    const a = add('a');
    await nextTurn();
    await quotas.pause('key', 2 * MINUTE);
    a.task.reject(new HeldBackError(failure, 0));
    await assert.rejects(a.result, failure);
    assert.deepEqual(started, ['a']);
  });

  it('lets what is to be made again rest as long as it has to', async () => {
    const { add, clock, started, scheduler } = setUp({ concurrency: 1 });
    const [a, b] = [add('a'), add('b')];
    await nextTurn();
    const failed = a.task;
    a.task = createDeferred();
    failed.reject(new HeldBackError(new Error('Not now'), 1000));
    await nextTurn();
    assert.deepEqual(started, ['a', 'b']);
    assert.deepEqual(scheduler.load(), { running: 1, waiting: 1 });
    clock.advance(1000);
    for (const { task } of [a, b]) task.resolve('done');
    await Promise.all([a.result, b.result]);
    assert.deepEqual(started, ['a', 'b', 'a']);
  });

  it('fails at once what would have to rest for longer than anybody waits', async () => {
    const failure = new Error('Not today');
    const { add } = setUp();
    const a = add('a');
    a.task.reject(new HeldBackError(failure, 2 * MINUTE));
    await assert.rejects(a.result, failure);
  });

  it('ends what is given up where it waits, and does not take back what runs', async () => {
    const enough = new Error('Enough');
    const { add, started, scheduler } = setUp({ concurrency: 1 });
    const [a, b] = [add('a'), add('b')];
    await nextTurn();
    for (const each of [a, b]) each.giveUp(enough);
    await assert.rejects(b.result, enough);
    const refusal = new QuotaError('Refused', 0);
    a.task.reject(refusal);
    await assert.rejects(a.result, refusal);
    assert.deepEqual(started, ['a']);
    assert.deepEqual(scheduler.load(), { running: 0, waiting: 0 });
  });

  it('turns away what waits for room when it is closed', async () => {
    const { add, started, scheduler } = setUp({ room: () => new Promise(() => {}) });
    const { result } = add('a');
    await nextTurn();
    scheduler.close();
    await assert.rejects(result, ClosedError);
    assert.deepEqual(started, []);
  });

  it('refuses only the newcomer when the queue is full', async () => {
    const { add, started, scheduler } = setUp({ concurrency: 1, queueLimit: 2 });
    const [a, b, c] = [add('a'), add('b'), add('c')];
    await assert.rejects(add('d').result, (error) => {
      assert.ok(error instanceof QueueFullError);
      assert.equal(error.message, '2 lookups wait already');
      return true;
    });
    assert.deepEqual(scheduler.load(), { running: 1, waiting: 2 });
    a.task.resolve('A');
    await a.result;
    await nextTurn();
    const e = add('e');
    for (const { task } of [b, c, e]) task.resolve('done');
    await Promise.all([b.result, c.result, e.result]);
    assert.deepEqual(started, ['a', 'b', 'c', 'e']);
  });

  it('keeps to the limit however fast newcomers come, and tries no reservation in vain', async () => {
    let tries = 0;
    const { add, scheduler } = setUp({
      concurrency: 4,
      queueLimit: 10,
      reserve: async () => {
        tries += 1;
        await nextTurn();
        return { granted: false, window: 'minute', wait: MINUTE, retryAt: 0 };
      },
    });
    let refused = 0;
    for (let turn = 0; turn < 100; turn += 1) {
      for (const name of ['a', 'b']) {
        const { result } = add(`${name}${turn}`);
        result.catch((error: unknown) => {
          assert.ok(error instanceof QueueFullError);
          refused += 1;
        });
      }
      await nextTurn();
      assert.ok(scheduler.load().waiting <= 14, `${scheduler.load().waiting} wait`);
    }
    assert.equal(scheduler.load().waiting, 10);
    assert.equal(refused, 190);
    assert.ok(tries <= 8, `${tries} tries`);
  });

  it('takes the place of nobody who waits for an urgent newcomer', async () => {
    const { add, started } = setUp({ concurrency: 1, queueLimit: 2 });
    const [a, b, c] = [add('a'), add('b'), add('c')];
    await nextTurn();
    await assert.rejects(add('D', true).result, QueueFullError);
    for (const { task } of [a, b, c]) task.resolve('done');
    await Promise.all([a.result, b.result, c.result]);
    assert.deepEqual(started, ['a', 'b', 'c']);
  });

  it('refuses nobody who waits when others come back, only who comes then', async () => {
    const { add, clock, quotas, started, scheduler } = setUp({ concurrency: 2, queueLimit: 2 });
    const all = [add('a'), add('b'), add('c'), add('d')];
    await nextTurn();
    await quotas.pause('key', MINUTE);
    for (const each of all.slice(0, 2)) {
      const refused = each.task;
      each.task = createDeferred();
      refused.reject(new QuotaError('Refused', 0));
    }
    await nextTurn();
    assert.equal(scheduler.load().waiting, 4);
    await assert.rejects(add('e').result, QueueFullError);
    clock.advance(MINUTE);
    for (const { task } of all) task.resolve('done');
    await Promise.all(all.map(({ result }) => result));
    assert.deepEqual(started, ['a', 'b', 'a', 'b', 'c', 'd']);
  });

  it('puts a task that goes on with an earlier one in its place, even in a full queue', async () => {
    const { add, scheduler, started } = setUp({ concurrency: 1, queueLimit: 2 });
    const first = add('first');
    await nextTurn();
    const [b, c] = [add('b'), add('c')];
    const later = scheduler.run(async () => void started.push('later'), {
      urgent: false,
      following: 1,
    });
    for (const { task } of [first, b, c]) task.resolve('done');
    await Promise.all([first.result, b.result, c.result, later.result]);
    assert.deepEqual(started, ['first', 'later', 'b', 'c']);
  });

  it('tells once of each task that waits for the quota', async () => {
    const { add, clock, held } = setUp({ concurrency: 9, perMinute: 2 });
    const all = ['a', 'b', 'c', 'd', 'e'].map((name) => add(name));
    for (const { task } of all) task.resolve('done');
    await nextTurn();
    assert.equal(held(), 3);
    clock.advance(MINUTE);
    await nextTurn();
    assert.equal(held(), 3);
    clock.advance(MINUTE);
    await Promise.all(all.map(({ result }) => result));
    assert.equal(held(), 3);
  });

  it('does not refuse who can start at once, even without a place to wait', async () => {
    const { add } = setUp({ concurrency: 1, queueLimit: 0 });
    const a = add('a');
    await assert.rejects(add('b').result, QueueFullError);
    a.task.resolve('A');
    assert.equal(await a.result, 'A');
  });

  it('waits for the minute and goes on by itself when the time comes', async () => {
    const { add, clock, started, scheduler } = setUp({ concurrency: 9, perMinute: 2 });
    const start = clock.now();
    const all = ['a', 'b', 'c', 'd', 'e'].map((name) => add(name));
    for (const { task } of all) task.resolve('done');
    await nextTurn();
    assert.deepEqual(started, ['a', 'b']);
    assert.deepEqual(scheduler.load(), { running: 0, waiting: 3, nextAt: start + MINUTE });
    clock.advance(MINUTE - 1);
    await nextTurn();
    assert.deepEqual(started, ['a', 'b']);
    clock.advance(1);
    await nextTurn();
    assert.deepEqual(started, ['a', 'b', 'c', 'd']);
    clock.advance(MINUTE);
    await nextTurn();
    assert.deepEqual(started, ['a', 'b', 'c', 'd', 'e']);
    await Promise.all(all.map(({ result }) => result));
    assert.deepEqual(scheduler.load(), { running: 0, waiting: 0 });
  });

  it('waits out a pause', async () => {
    const { add, clock, quotas, started, scheduler } = setUp();
    await quotas.pause('key', 5000);
    void add('a');
    await nextTurn();
    assert.deepEqual(scheduler.load(), { running: 0, waiting: 1, nextAt: clock.now() + 5000 });
    clock.advance(5000);
    await nextTurn();
    assert.deepEqual(started, ['a']);
  });

  it('still goes on when the clock was set back while it waited', async () => {
    const { add, clock, started } = setUp({ concurrency: 9, perMinute: 1 });
    void add('a');
    void add('b');
    await nextTurn();
    clock.set(clock.now() - 3_600_000);
    clock.advance(MINUTE);
    await nextTurn();
    assert.deepEqual(started, ['a', 'b']);
  });

  for (const [window, retryAt] of [
    ['day', '2026-01-16T00:00:00Z'],
    ['month', '2026-02-01T00:00:00Z'],
  ] as const) {
    it(`refuses all that waits, and who comes, when the ${window} is spent`, async () => {
      const limit = window === 'day' ? { perDay: 1 } : { perMonth: 1 };
      const { add, started, scheduler } = setUp({ concurrency: 1, ...limit });
      const [a, b, c] = [add('a'), add('b'), add('c')];
      a.task.resolve('A');
      assert.equal(await a.result, 'A');
      const refused = [b, c, add('late')].map(({ result }) =>
        assert.rejects(result, (error) => {
          assert.ok(error instanceof QuotaError);
          assert.equal(error.message, `The ${window}'s quota is spent`);
          assert.equal(new Date(error.retryAt).toISOString(), new Date(retryAt).toISOString());
          return true;
        }),
      );
      await Promise.all(refused);
      assert.deepEqual(started, ['a']);
      assert.deepEqual(scheduler.load(), { running: 0, waiting: 0 });
    });
  }

  it('refuses for a pause that is not worth waiting for', async () => {
    const { add, clock, quotas } = setUp();
    await quotas.pause('key', MINUTE + 1);
    await assert.rejects(add('a').result, {
      code: 'quota',
      message: 'VirusTotal refuses for now',
      retryAt: clock.now() + MINUTE + 1,
    });
  });

  it('waits for the day where that is worth it', async () => {
    const { add, clock, started } = setUp({ perDay: 1, longestWait: 86_400_000 });
    const [a, b] = [add('a'), add('b')];
    for (const { task } of [a, b]) task.resolve('done');
    await a.result;
    clock.advance(12 * 60 * MINUTE - 1);
    await nextTurn();
    assert.deepEqual(started, ['a']);
    clock.advance(1);
    assert.equal(await b.result, 'done');
  });

  it('refuses at once, and spends no quota, while there is a reason to', async () => {
    let reason: Error | undefined;
    const { add, started } = setUp({ concurrency: 1, perDay: 2, refusal: () => reason });
    const [a, b] = [add('a'), add('b')];
    await nextTurn();
    reason = new CredentialsError('The key is wrong');
    const refused = assert.rejects(b.result, reason);
    a.task.resolve('A');
    await a.result;
    await refused;
    await assert.rejects(add('c').result, reason);
    reason = undefined;
    const d = add('d');
    d.task.resolve('D');
    assert.equal(await d.result, 'D');
    assert.deepEqual(started, ['a', 'd']);
  });

  it('refuses what waits when the store fails, and goes on once it works again', async () => {
    let works = false;
    const failure = new StoreError('The disk is full');
    const { add, started, scheduler } = setUp({
      reserve: async () => {
        if (!works) throw failure;
        return { granted: true, attempt: '1' };
      },
    });
    const [a, b] = [add('a'), add('B', true)];
    await Promise.all([assert.rejects(a.result, failure), assert.rejects(b.result, failure)]);
    assert.deepEqual(scheduler.load(), { running: 0, waiting: 0 });
    works = true;
    const c = add('c');
    c.task.resolve('C');
    assert.equal(await c.result, 'C');
    assert.deepEqual(started, ['c']);
  });

  it('leaves nobody waiting who comes while the store is about to fail', async () => {
    const reservations = [createDeferred<Reservation>(), createDeferred<Reservation>()];
    const { add } = setUp({
      reserve: () =>
        reservations.shift()?.promise ?? Promise.resolve({ granted: true, attempt: '1' }),
    });
    const [first] = reservations;
    const a = add('a');
    const b = add('b');
    const failure = new StoreError('The disk is full');
    const refused = [a, b].map(({ result }) => assert.rejects(result, failure));
    first?.reject(failure);
    await Promise.all(refused);
  });

  it('turns away, once closed, what waits and who comes, and starts nothing any more', async () => {
    const { add, clock, started, scheduler } = setUp({ concurrency: 1, perMinute: 2 });
    const [a, b] = [add('a'), add('b')];
    a.task.resolve('A');
    await a.result;
    await nextTurn();
    const c = add('c');
    scheduler.close();
    await assert.rejects(c.result, ClosedError);
    await assert.rejects(add('d').result, ClosedError);
    b.task.resolve('B');
    assert.equal(await b.result, 'B', 'what runs is not touched');
    clock.advance(10 * MINUTE);
    await nextTurn();
    assert.deepEqual(started, ['a', 'b']);
    assert.deepEqual(scheduler.load(), { running: 0, waiting: 0 });
  });

  it('has neither a timer nor a time left after closing', async () => {
    const { add, clock, changes, scheduler } = setUp({ perMinute: 1 });
    add('a').task.resolve('A');
    const waiting = assert.rejects(add('b').result, ClosedError);
    await nextTurn();
    scheduler.close();
    await waiting;
    assert.deepEqual(scheduler.load(), { running: 0, waiting: 0 });
    const before = changes();
    clock.advance(10 * MINUTE);
    await nextTurn();
    assert.equal(changes(), before);
  });

  it('starts nothing that was closed while its reservation was made', async () => {
    const reservation = createDeferred<Reservation>();
    const { add, started, scheduler } = setUp({ reserve: () => reservation.promise });
    const turnedAway = assert.rejects(add('a').result, ClosedError);
    scheduler.close();
    reservation.resolve({ granted: true, attempt: '1' });
    await turnedAway;
    await nextTurn();
    assert.deepEqual(started, []);
  });

  it('tells each change of the load', async () => {
    const { add, changes } = setUp({ concurrency: 1 });
    const a = add('a');
    await nextTurn();
    const afterStart = changes();
    assert.ok(afterStart > 0);
    a.task.resolve('A');
    await a.result;
    await nextTurn();
    assert.ok(changes() > afterStart);
  });
});
