import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, it } from 'mocha';
import { takeOver, type Taken } from '../../nodes/shared/keeping';
import { registryOf } from '../../nodes/shared/registry';
import { KEPT, type Message } from '../../nodes/shared/run-node';
import { ClosedError } from '../../src/closed-error';
import type { Custody } from '../../src/keeping/custody';
import type { Entry } from '../../src/keeping/entry';
import { createKeeping, type Keeping } from '../../src/keeping/keeping';
import { createMemoryStore } from '../../src/store/memory/memory';
import type { Store } from '../../src/store/store';
import { createDeferred } from '../support/deferred';
import { createFakeClock, type FakeClock } from '../support/fake-clock';
import { passOn } from '../support/pass-on';

const SETTLING = 100;

/** The output behind which nothing follows but the next node. */
const LAST = 1;

/** A node that keeps messages, in one life after the other, and those that take them over. */
interface Bench {
  readonly clock: FakeClock;
  readonly store: Store;
  keeping: Keeping;
  /** Takes a message on: written down, or held in memory. */
  accept(msg: Message, how?: 'written' | 'held'): Promise<Custody>;
  /** Has `taker` work on a message that was sent on; it writes it down unless `work` does otherwise. */
  take(
    taker: string,
    msg: Message,
    work?: (taken: Taken) => Promise<typeof KEPT | void>,
  ): Promise<typeof KEPT | void>;
  /** Another life of the node; gives what comes again, by number. */
  nextLife(): Promise<unknown[]>;
  /** Flows have started again, and the node has lived through it; the same. */
  deployed(): Promise<unknown[]>;
  /** Who has written down what, in order. */
  readonly written: string[];
}

async function setUp({ hasBranches = false, run = false, endIt = false } = {}): Promise<Bench> {
  const runtime = { events: new EventEmitter() };
  const clock = createFakeClock();
  const store = createMemoryStore(clock);
  const written: string[] = [];
  const open = (): Keeping =>
    createKeeping({
      store,
      queue: 'lookup node',
      node: 'node',
      registry: registryOf(runtime),
      clock,
      nextTurn: setImmediate,
      branches: () => hasBranches,
      followers: { run: () => run, endIt: (output) => endIt && output === LAST },
      tell: (error) => assert.fail(String(error)),
      tooHeavy: () => undefined,
    });

  async function resume(): Promise<unknown[]> {
    const numbers: unknown[] = [];
    const resuming = bench.keeping.resume(({ msg }, custody) => {
      numbers.push(msg['number']);
      bench.keeping.send(custody, msg, () => undefined);
    });
    await passOn();
    clock.advance(SETTLING);
    await resuming;
    return numbers;
  }

  const bench: Bench = {
    clock,
    store,
    written,
    keeping: open(),
    async accept(msg, how = 'written') {
      const entry: Entry = {
        msg: { ...msg },
        value: 'value',
        origin: { node: 'node', at: clock.now() },
        has: [],
      };
      return how === 'held' ? bench.keeping.hold(entry) : await bench.keeping.accept(entry, 0);
    },
    async take(taker, msg, work) {
      const write = async ({ write: put }: Taken): Promise<void> => {
        await put(store, async (replaced) => {
          const payload = Buffer.from(taker);
          await store.queue('mails').put({ payload, priority: 0 }, 100, replaced);
          written.push(`${taker} ${String(msg['number'])}`);
          return true;
        });
      };
      return await takeOver(runtime, taker, msg, work ?? write);
    },
    async nextLife() {
      bench.keeping.interrupt();
      await passOn();
      clock.advance(SETTLING);
      await bench.keeping.settled();
      bench.keeping = open();
      return await resume();
    },
    deployed: resume,
  };
  await resume();
  return bench;
}

/** Resolves when what was sent has come to the next node, and no turn more than it takes to know that. */
async function hasCome(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await nextTurn();
}

const message = (number: number, rest: object = {}): Message => ({ _msgid: 'a', number, ...rest });

const WAYS = ['written', 'held'] as const;

describe('a stop of the flows', () => {
  for (const how of WAYS) {
    describe(`with a message that is ${how}`, () => {
      it('before it is sent on: it comes in the next life', async () => {
        const bench = await setUp();
        const custody = await bench.accept(message(1), how);
        bench.keeping.interrupt();
        bench.keeping.leave(custody);
        assert.deepEqual(await bench.nextLife(), [1]);
      });

      it('while it is on its way: it comes in the next life, as it came to the node', async () => {
        const bench = await setUp();
        const msg = message(1);
        const custody = await bench.accept(msg, how);
        msg['number'] = 'changed by those who follow';
        bench.keeping.send(custody, msg, () => undefined);
        assert.deepEqual(await bench.nextLife(), [1]);
      });

      it('while it is on its way: the node sends it again where it lives through a deploy', async () => {
        const bench = await setUp();
        const msg = message(1);
        bench.keeping.send(await bench.accept(msg, how), msg, () => undefined);
        bench.keeping.interrupt();
        assert.deepEqual(await bench.deployed(), [1]);
        assert.deepEqual(await bench.nextLife(), [1], 'nobody has taken it then either');
      });

      it('as it is sent on while flows are being stopped: it comes in the next life', async () => {
        const bench = await setUp();
        const msg = message(1);
        const custody = await bench.accept(msg, how);
        bench.keeping.interrupt();
        bench.keeping.send(custody, msg, () => undefined);
        assert.deepEqual(await bench.nextLife(), [1]);
      });

      it('as it is sent on to nodes that go on: it does not come again', async () => {
        const bench = await setUp({ run: true });
        const msg = message(1);
        const custody = await bench.accept(msg, how);
        bench.keeping.interrupt();
        bench.keeping.send(custody, msg, () => undefined);
        await passOn();
        bench.clock.advance(SETTLING);
        assert.deepEqual(await bench.deployed(), []);
      });

      it('after it was sent on to nodes that went on, and are stopped now: it comes in the next life', async () => {
        const bench = await setUp({ run: true });
        const msg = message(1);
        const custody = await bench.accept(msg, how);
        bench.keeping.interrupt();
        bench.keeping.send(custody, msg, () => undefined);
        assert.deepEqual(await bench.nextLife(), [1]);
      });

      it('as it has come to a node that sends it to nobody: it does not come again', async () => {
        const bench = await setUp({ endIt: true });
        const msg = message(1);
        bench.keeping.send(await bench.accept(msg, how), msg, () => undefined, LAST);
        await hasCome();
        assert.deepEqual(await bench.nextLife(), []);
      });

      it('before it has come there: it comes in the next life', async () => {
        const bench = await setUp({ endIt: true });
        const msg = message(1);
        bench.keeping.send(await bench.accept(msg, how), msg, () => undefined, LAST);
        assert.deepEqual(await bench.nextLife(), [1]);
      });

      it('as it has come to a node that may send it on: it comes in the next life', async () => {
        const bench = await setUp({ endIt: true });
        const msg = message(1);
        bench.keeping.send(await bench.accept(msg, how), msg, () => undefined);
        await hasCome();
        assert.deepEqual(await bench.nextLife(), [1]);
      });

      it('when the next one works on it, and is stopped: it comes in the next life', async () => {
        const bench = await setUp();
        const msg = message(1);
        bench.keeping.send(await bench.accept(msg, how), msg, () => undefined);
        const end = await bench.take('mail', msg, () => Promise.reject(new ClosedError('stopped')));
        assert.equal(end, KEPT);
        assert.deepEqual(await bench.nextLife(), [1]);
      });

      it('when the next one fails in the stop, which nobody hears: it comes in the next life', async () => {
        const bench = await setUp();
        const msg = message(1);
        bench.keeping.send(await bench.accept(msg, how), msg, () => undefined);
        bench.keeping.interrupt();
        const failing = bench.take('mail', msg, () => Promise.reject(new TypeError('broken')));
        await assert.rejects(failing, TypeError);
        assert.deepEqual(await bench.nextLife(), [1]);
      });

      it('when the next one has written it down: it does not come again', async () => {
        const bench = await setUp();
        const msg = message(1);
        bench.keeping.send(await bench.accept(msg, how), msg, () => undefined);
        await bench.take('mail', msg);
        assert.deepEqual(await bench.nextLife(), []);
      });

      it('when the next one has ended it: it does not come again', async () => {
        const bench = await setUp();
        const msg = message(1);
        bench.keeping.send(await bench.accept(msg, how), msg, () => undefined);
        await bench.take('raise', msg, () => Promise.resolve());
        assert.deepEqual(await bench.nextLife(), []);
      });

      it('when the next one has sent it on, and written nothing: it comes in the next life', async () => {
        const bench = await setUp();
        const msg = message(1);
        bench.keeping.send(await bench.accept(msg, how), msg, () => undefined);
        await bench.take('message', msg, async (taken) => taken.passedOn());
        assert.deepEqual(await bench.nextLife(), [1]);
      });

      it('long after it was sent on: it does not come again', async () => {
        const bench = await setUp();
        const msg = message(1);
        bench.keeping.send(await bench.accept(msg, how), msg, () => undefined);
        await passOn();
        bench.clock.advance(SETTLING);
        assert.deepEqual(await bench.nextLife(), []);
      });

      it('with a node that is gone for good: what it has sent counts as arrived', async () => {
        const bench = await setUp();
        const msg = message(1);
        bench.keeping.send(await bench.accept(msg, how), msg, () => undefined);
        bench.keeping.interrupt();
        bench.keeping.end();
        assert.deepEqual(await bench.nextLife(), []);
      });
    });
  }

  it('costs a message that is held no write before', async () => {
    const bench = await setUp();
    const msg = message(1);
    bench.keeping.send(await bench.accept(msg, 'held'), msg, () => undefined);
    assert.equal(await bench.store.queue('lookup node').waiting(), 0);
    bench.keeping.interrupt();
    await passOn();
    bench.clock.advance(SETTLING);
    await bench.keeping.settled();
    assert.equal(await bench.store.queue('lookup node').waiting(), 1);
  });

  it('holds no more in memory than a stop can write down', async () => {
    const bench = await setUp();
    for (let number = 0; number < 20_000; number += 1) {
      const msg = message(number, { _msgid: String(number) });
      bench.keeping.send(await bench.accept(msg, 'held'), msg, () => undefined);
    }
    assert.ok(bench.keeping.isFull());
    await passOn();
    bench.clock.advance(SETTLING);
    assert.ok(!bench.keeping.isFull());
  });
});

describe('a message that several take over', () => {
  it('comes again where one of two was stopped, and only that one takes it then', async () => {
    const bench = await setUp();
    const msg = message(1);
    bench.keeping.send(await bench.accept(msg), msg, () => undefined);
    const stopped = bench.take('raise', msg, async () => {
      await passOn();
      throw new ClosedError('stopped');
    });
    await bench.take('mail', { ...msg });
    assert.equal(await stopped, KEPT);
    bench.keeping.interrupt();
    bench.keeping.interrupt();
    const again: Message[] = [];
    bench.clock.advance(SETTLING);
    await bench.keeping.resume((entry, custody) => {
      const next: Message = { _msgid: '', ...entry.msg };
      bench.keeping.send(custody, next, () => again.push(next));
    });
    assert.equal(again.length, 1);
    for (const each of again) {
      await bench.take('mail', each);
      await bench.take('raise', each);
    }
    assert.deepEqual(bench.written, ['mail 1', 'raise 1']);
  });

  for (const how of WAYS) {
    it(`comes again by the longer of two ways, and not by the other: ${how}`, async () => {
      const bench = await setUp({ hasBranches: true });
      const msg = message(1);
      bench.keeping.send(await bench.accept(msg, how), msg, () => undefined);
      await bench.take('mail', msg);
      bench.keeping.interrupt();
      await passOn();
      bench.clock.advance(SETTLING);
      await bench.keeping.settled();
      const again: Message[] = [];
      await bench.keeping.resume((entry, custody) => {
        const next: Message = { _msgid: '', ...entry.msg };
        bench.keeping.send(custody, next, () => again.push(next));
      });
      assert.equal(again.length, 1);
      for (const taker of ['mail', 'raise']) await bench.take(taker, again[0] ?? msg);
      assert.deepEqual(bench.written, ['mail 1', 'raise 1']);
    });

    it(`is let go when both of two ways have come to their end: ${how}`, async () => {
      const bench = await setUp({ hasBranches: true });
      const msg = message(1);
      bench.keeping.send(await bench.accept(msg, how), msg, () => undefined);
      for (const taker of ['mail', 'raise']) await bench.take(taker, msg);
      await passOn();
      bench.clock.advance(SETTLING);
      await bench.keeping.settled();
      assert.equal(await bench.store.queue('lookup node').waiting(), 0);
      assert.deepEqual(await bench.nextLife(), []);
    });
  }

  it('is kept until the last has it', async () => {
    const bench = await setUp();
    const msg = message(1);
    bench.keeping.send(await bench.accept(msg), msg, () => undefined);
    const over = createDeferred<void>();
    const slow = bench.take('slow', msg, () => over.promise);
    await bench.take('mail', msg);
    await passOn();
    assert.equal(await bench.store.queue('lookup node').waiting(), 1);
    over.resolve();
    await slow;
    await passOn();
    assert.equal(await bench.store.queue('lookup node').waiting(), 0);
  });
});

const indicator = (id: string): object => ({ virustotal: { indicator: { id } } });
const parts = (index: number): object => ({ parts: { id: 'p', index } });

describe('messages that share a _msgid', () => {
  it('are told apart by their part of a sequence', async () => {
    const bench = await setUp();
    for (const number of [1, 2]) {
      const msg = message(number, parts(number));
      bench.keeping.send(await bench.accept(msg), msg, () => undefined);
    }
    await bench.take('mail', message(2, parts(2)));
    assert.deepEqual(await bench.nextLife(), [1]);
  });

  it('are told apart by what was looked up for them', async () => {
    const bench = await setUp();
    for (const number of [1, 2]) {
      const msg = message(number, indicator(String(number)));
      bench.keeping.send(await bench.accept(msg), msg, () => undefined);
    }
    await bench.take('mail', message(2, indicator('2')));
    assert.deepEqual(await bench.nextLife(), [1]);
  });

  it('are taken in the order in which they were sent where nothing tells them apart', async () => {
    const bench = await setUp();
    for (const number of [1, 2, 3]) {
      const msg = message(number);
      bench.keeping.send(await bench.accept(msg), msg, () => undefined);
    }
    for (const number of [1, 2]) await bench.take('mail', message(number));
    assert.deepEqual(await bench.nextLife(), [3]);
  });

  it('keep where they came from when they come again', async () => {
    const bench = await setUp();
    const origins: unknown[] = [];
    const noteOrigin = async ({ origin }: Taken): Promise<void> => {
      origins.push(origin);
      throw new ClosedError('stopped');
    };
    const msg = message(1);
    bench.keeping.send(await bench.accept(msg), msg, () => undefined);
    assert.equal(await bench.take('mail', msg, noteOrigin), KEPT);
    bench.clock.advance(1000);
    await bench.keeping.resume((entry, custody) => {
      const next: Message = { _msgid: '', ...entry.msg };
      bench.keeping.send(custody, next, () => void bench.take('mail', next, noteOrigin));
    });
    assert.equal(origins.length, 2);
    assert.deepEqual(origins[0], origins[1]);
  });
});
