import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { EventEmitter } from 'node:events';
import { KEPT, type Message } from '../../nodes/shared/run-node';
import { takeOver } from '../../nodes/shared/keeping';
import { registryOf } from '../../nodes/shared/registry';
import { OutboxFullError } from '../../src/mail/errors';
import type { Custody } from '../../src/keeping/custody';
import { createKeeping, type Keeping } from '../../src/keeping/keeping';
import { writeEntryPart, type Entry } from '../../src/keeping/entry';
import type { Put } from '../../src/keeping/taking';
import { StoreError } from '../../src/store/errors';
import { createMemoryStore } from '../../src/store/memory/memory';
import type { Store } from '../../src/store/store';
import { ClosedError } from '../../src/closed-error';
import { createDeferred } from '../support/deferred';
import { createFakeClock, type FakeClock } from '../support/fake-clock';
import { passOn } from '../support/pass-on';

const SETTLING = 100;

const nothing = (): Promise<boolean> => Promise.resolve(true);

/** Writes a message down, in place of what its keeper has. */
type Write = (put: Put, goesOn?: boolean) => Promise<boolean>;

interface Bench {
  readonly clock: FakeClock;
  readonly store: Store;
  readonly keeping: Keeping;
  /** Takes an alert on and sends its message to `follow`. */
  readonly raise: (id: string, follow?: (msg: Message) => void, payload?: object) => Promise<void>;
  /** How many were too heavy to be written down. */
  readonly heavy: () => number;
  /** The ids of the alerts that would be sent again. */
  readonly resume: (keeping?: Keeping) => Promise<string[]>;
  /** Takes an alert over, as a node that writes it down; `act` decides what becomes of it. */
  readonly take: (
    msg: Message,
    act: (write: Write) => Promise<typeof KEPT | void>,
    into?: Store,
    taker?: string,
  ) => Promise<typeof KEPT | void>;
  /** Another life of the same node. */
  readonly nextLife: () => Keeping;
  readonly kept: () => Promise<number>;
  /** Writes a mail into the store. */
  readonly putMail: Put;
}

/** What happens around the taking of work. */
interface AroundTake {
  readonly before: () => Promise<void>;
  /** Some time before whoever takes it learns of it. */
  readonly after: () => Promise<void>;
}

async function setUp(around?: AroundTake): Promise<Bench> {
  const runtime = { events: new EventEmitter() };
  const clock = createFakeClock();
  const memory = createMemoryStore(clock);
  const troubles: unknown[] = [];
  let heavy = 0;
  let hasStarted = false;
  const store = around
    ? { ...memory, queue: takingSlowly(memory, around, () => hasStarted) }
    : memory;
  const nextLife = (): Keeping =>
    createKeeping({
      store,
      queue: 'raise node',
      node: 'node',
      registry: registryOf(runtime),
      clock,
      nextTurn: setImmediate,
      branches: () => false,
      followers: { run: () => false, endIt: () => false },
      tell: (error) => troubles.push(error),
      tooHeavy: () => void (heavy += 1),
    });
  const keeping = nextLife();
  let takers = 0;
  await keeping.resume(() => assert.fail('nothing is left'));
  hasStarted = true;
  return {
    clock,
    store,
    keeping,
    nextLife,
    async raise(id, follow = () => undefined, payload = { deep: id }) {
      const msg: Message = { _msgid: `msg ${id}`, payload, alert: { id } };
      const entry: Entry = { msg, value: undefined, origin: { node: 'node', at: 1 }, has: [] };
      const custody = await keeping.accept(entry, 0);
      keeping.send(custody, msg, () => follow(msg));
    },
    async resume(life = keeping) {
      const ids: string[] = [];
      await life.resume(({ msg }) => ids.push(Object(msg['alert']).id));
      return ids;
    },
    take: async (msg, act, into = store, taker = `taker ${(takers += 1)}`) =>
      takeOver(runtime, taker, msg, ({ write }) => act((put, goesOn) => write(into, put, goesOn))),
    kept: () => store.queue('raise node').waiting(),
    heavy: () => heavy,
    async putMail(replaced) {
      const work = { payload: Buffer.from('mail'), priority: 0 };
      return (await store.queue('mails').put(work, 10, replaced)) !== undefined;
    },
  };
}

function takingSlowly(
  store: Store,
  { before, after }: AroundTake,
  isSlow: () => boolean,
): Store['queue'] {
  return (name) => {
    const queue = store.queue(name);
    return {
      ...queue,
      async take() {
        if (!isSlow()) return await queue.take();
        await before();
        const work = await queue.take();
        await after();
        for (let hop = 0; hop < 20; hop += 1) await Promise.resolve();
        return work;
      },
    };
  };
}

/** Puts a mail into the spare: the store that would have to give up the alert for it fails. */
const putInSpare: Put = (replaced) =>
  replaced ? Promise.reject(new StoreError('The disk is full')) : Promise.resolve(false);

/** Writes into the spare, and goes on by `act`. */
const inSpare =
  (act: () => Promise<void>) =>
  async (write: Write): Promise<void> => {
    await write(putInSpare);
    await act();
  };

const stopped = (): Promise<void> => Promise.reject(new ClosedError('It was stopped'));

describe('a message in the keeping of a node', () => {
  it('are kept for a moment where nobody takes them over', async () => {
    const { clock, raise, kept, keeping } = await setUp();
    await raise('a');
    clock.advance(SETTLING - 1);
    assert.equal(await kept(), 1);
    clock.advance(1);
    await keeping.settled();
    assert.equal(await kept(), 0);
  });

  it('are kept for some turns more, in which a busy machine brings them on', async () => {
    const { clock, raise, take, kept, keeping, putMail } = await setUp();
    let sent: Message | undefined;
    const written = createDeferred<void>();
    await raise('a', (msg) => {
      sent = msg;
    });
    clock.advance(10 * SETTLING);
    for (let hop = 0; hop < 5; hop += 1) await nextTurn();
    assert.ok(sent);
    const ended = take(sent, async (write) => {
      await written.promise;
      await write(putMail);
    });
    for (let hop = 0; hop < 40; hop += 1) await nextTurn();
    assert.equal(await kept(), 1);
    written.resolve();
    await ended;
    await keeping.settled();
    assert.equal(await kept(), 0);
  });

  for (const when of ['before', 'after'] as const) {
    it(`come again where flows are stopped ${when} they are sent, and nobody has them`, async () => {
      const { clock, raise, resume, keeping } = await setUp();
      if (when === 'after') await raise('a');
      keeping.interrupt();
      if (when === 'before') await raise('a');
      clock.advance(SETTLING);
      await keeping.settled();
      assert.deepEqual(await resume(), ['a']);
    });
  }

  it('wait in memory where they are too heavy, are told of, and are written when flows are stopped', async () => {
    const { clock, raise, resume, keeping, kept, heavy } = await setUp();
    await raise('a', () => undefined, { mail: 'x'.repeat(9e6) });
    assert.deepEqual([await kept(), heavy()], [0, 1]);
    keeping.interrupt();
    clock.advance(SETTLING);
    await keeping.settled();
    assert.equal(await kept(), 1);
    assert.deepEqual(await resume(), ['a']);
  });

  it('come again whole where only a part was written down, because they are too heavy', async () => {
    const { clock, store, keeping, heavy } = await setUp();
    const msg: Message = { _msgid: 'msg a', payload: 'x'.repeat(9e6), alert: { id: 'a' } };
    const entry: Entry = { msg, value: undefined, origin: { node: 'node', at: 1 }, has: [] };
    const work = { payload: writeEntryPart(entry), priority: 1 };
    const custody = keeping.hold(entry, await store.queue('raise node').put(work, 100));
    assert.equal(heavy(), 1);
    keeping.interrupt();
    keeping.send(custody, msg, () => undefined);
    clock.advance(SETTLING);
    await keeping.settled();
    const again: unknown[] = [];
    await keeping.resume((each) => again.push(each.msg));
    assert.deepEqual(again, [msg]);
  });

  it('do not come again after a deploy where somebody had taken them over', async () => {
    const { clock, raise, take, resume, keeping, putMail } = await setUp();
    await raise('a', (msg) => void take(msg, async (write) => void (await write(putMail))));
    keeping.interrupt();
    clock.advance(SETTLING);
    await keeping.settled();
    assert.deepEqual(await resume(), []);
  });

  it('are replaced by what whoever takes them over writes into the same store', async () => {
    const { clock, store, raise, take, kept, keeping, putMail } = await setUp();
    const ready = createDeferred<void>();
    const over = createDeferred<void>();
    const mails = store.queue('mails');
    await raise('a', (msg) => {
      void take(msg, async (write) => {
        await ready.promise;
        assert.ok(await write(putMail));
        await over.promise;
      });
    });
    clock.advance(10 * SETTLING);
    await nextTurn();
    assert.equal(await kept(), 1);
    ready.resolve();
    await keeping.settled();
    assert.deepEqual([await kept(), await mails.waiting()], [0, 1]);
    over.resolve();
  });

  it('are let go where there is no room for what would replace them: that can be seen', async () => {
    const { raise, take, kept, keeping } = await setUp();
    const ends: unknown[] = [];
    await raise('a', (msg) => {
      const taken = take(msg, async (write) => {
        await write(() => Promise.reject(new OutboxFullError('full')));
      });
      taken.catch((error: unknown) => ends.push(error));
    });
    await keeping.settled();
    assert.equal(await kept(), 0);
    assert.match(String(ends), /full/);
  });

  describe('where only a spare can hold what replaces them', () => {
    it('are kept until that has ended', async () => {
      const { raise, take, resume, kept, keeping } = await setUp();
      const over = createDeferred<void>();
      let taken: Promise<unknown> | undefined;
      await raise('a', (msg) => {
        taken = take(
          msg,
          inSpare(() => over.promise),
        );
      });
      await keeping.settled();
      assert.equal(await kept(), 1);
      assert.deepEqual(await resume(), [], 'it is on its way');
      over.resolve();
      await taken;
      await nextTurn();
      assert.deepEqual(await resume(), []);
    });

    it('are kept for the next life where that outlasts their message', async () => {
      const { raise, take, resume, nextLife, keeping } = await setUp();
      await raise('a', (msg) => {
        void take(msg, async (write) => void (await write(putInSpare, true)));
      });
      await keeping.settled();
      await nextTurn();
      assert.deepEqual(await resume(nextLife()), ['a']);
    });

    it('are kept until that has ended where it is the spare of another store', async () => {
      const { clock, raise, take, resume, nextLife } = await setUp();
      const other = createMemoryStore(clock);
      const never = new Promise<void>(() => undefined);
      await raise(
        'a',
        (msg) =>
          void take(
            msg,
            inSpare(() => never),
            other,
          ),
      );
      await nextTurn();
      assert.deepEqual(await resume(nextLife()), ['a']);
    });

    it('are kept where another has written them for good', async () => {
      const { raise, take, putMail, resume, nextLife } = await setUp();
      const never = new Promise<void>(() => undefined);
      await raise('a', (msg) => {
        void take(
          msg,
          inSpare(() => never),
        );
        void take(msg, async (write) => void (await write(putMail)));
      });
      await nextTurn();
      assert.deepEqual(await resume(nextLife()), ['a']);
    });

    it('come again in the next life where this one was killed', async () => {
      const { raise, take, resume, nextLife } = await setUp();
      await raise(
        'a',
        (msg) =>
          void take(
            msg,
            inSpare(() => new Promise(() => undefined)),
          ),
      );
      await nextTurn();
      assert.deepEqual(await resume(nextLife()), ['a']);
    });

    it('come again where whoever took them over was stopped meanwhile', async () => {
      const { raise, take, resume } = await setUp();
      let taken: Promise<unknown> | undefined;
      await raise('a', (msg) => {
        taken = take(msg, inSpare(stopped));
      });
      assert.equal(await taken, KEPT);
      await nextTurn();
      assert.deepEqual(await resume(), ['a']);
    });
  });

  it('are kept until they are written where that is another store', async () => {
    const { clock, raise, take, kept, keeping } = await setUp();
    const written = createDeferred<void>();
    await raise('a', (msg) => {
      void take(
        msg,
        async (write) => {
          await write(() => written.promise.then(() => true));
        },
        createMemoryStore(clock),
      );
    });
    await nextTurn();
    assert.equal(await kept(), 1);
    written.resolve();
    await keeping.settled();
    assert.equal(await kept(), 0);
  });

  it('are kept until the last of several has them', async () => {
    const { raise, take, kept, keeping, putMail } = await setUp();
    const slow = createDeferred<void>();
    await raise('a', (msg) => {
      void take(msg, async (write) => {
        await slow.promise;
        await write(putMail);
      });
      void take(msg, async (write) => void (await write(putMail)));
    });
    await nextTurn();
    assert.equal(await kept(), 1);
    slow.resolve();
    await keeping.settled();
    assert.equal(await kept(), 0);
  });

  it('are let go where their message failed: that can be seen', async () => {
    const { raise, take, kept, keeping } = await setUp();
    const failure = new TypeError('There is no such template');
    const ends: unknown[] = [];
    await raise('a', (msg) => {
      const taken = take(msg, async () => {
        throw failure;
      });
      taken.catch((error: unknown) => ends.push(error));
    });
    await keeping.settled();
    assert.equal(await kept(), 0);
    assert.deepEqual(ends, [failure]);
  });

  it('come again where whoever took them over was stopped before', async () => {
    const { raise, take, resume, keeping } = await setUp();
    const ends: unknown[] = [];
    await raise('a', (msg) => {
      const taken = take(msg, async () => {
        throw new ClosedError('The node was stopped');
      });
      void taken.then((end) => ends.push(end));
    });
    await keeping.settled();
    assert.deepEqual(ends, [KEPT]);
    assert.deepEqual(await resume(), ['a']);
  });

  it('do not come again while they are on their way', async () => {
    const { clock, raise, resume, kept, keeping } = await setUp();
    await raise('a');
    assert.deepEqual(await resume(), []);
    clock.advance(SETTLING);
    await keeping.settled();
    assert.deepEqual(await resume(), []);
    assert.equal(await kept(), 0);
  });

  it('do not come again where they are let go in the moment in which they are looked for', async () => {
    let wasRaised = false;
    const { clock, store, raise, resume, keeping } = await setUp({
      async before() {
        if (wasRaised) return;
        wasRaised = true;
        // As a claim does, which puts it into the queue by itself.
        const msg: Message = { _msgid: 'msg b', alert: { id: 'b' } };
        const entry: Entry = { msg, value: undefined, origin: { node: 'node', at: 1 }, has: [] };
        const work = { payload: writeEntryPart(entry), priority: 1 };
        const custody = keeping.hold(entry, await store.queue('raise node').put(work, 100));
        keeping.send(custody, msg, () => undefined);
      },
      async after() {
        await passOn();
        clock.advance(SETTLING);
      },
    });
    await raise('a');
    keeping.interrupt();
    clock.advance(SETTLING);
    await keeping.settled();
    assert.deepEqual(await resume(), ['a']);
    assert.ok(wasRaised);
    await keeping.settled();
  });

  it('come again by one that is running, where others were deployed meanwhile', async () => {
    const { clock, raise, resume, keeping } = await setUp();
    await raise('a');
    keeping.interrupt();
    const resuming = resume();
    clock.advance(SETTLING);
    assert.deepEqual(await resuming, ['a']);
  });

  it('stay where they are once flows are stopped again', async () => {
    const { raise, nextLife, resume } = await setUp();
    for (const id of ['a', 'b']) await raise(id);
    const life = nextLife();
    const sent: unknown[] = [];
    await life.resume((msg) => {
      sent.push(msg);
      life.interrupt();
    });
    assert.equal(sent.length, 1);
    assert.ok((await resume(nextLife())).includes('b'));
  });

  it('come in the next life with the whole message, once', async () => {
    const { clock, raise, nextLife, kept } = await setUp();
    for (const id of ['a', 'b']) await raise(id);
    const life = nextLife();
    const sent: [Entry, Custody][] = [];
    await life.resume((...each) => sent.push(each));
    assert.deepEqual(
      sent.map(([{ msg }]) => msg),
      ['a', 'b'].map((id) => ({ _msgid: `msg ${id}`, payload: { deep: id }, alert: { id } })),
    );
    for (const [{ msg }, custody] of sent) life.send(custody, msg, () => undefined);
    clock.advance(SETTLING);
    await life.settled();
    assert.equal(await kept(), 0);
    assert.deepEqual(await nextLife().resume(() => assert.fail('nothing is left')), undefined);
  });

  it('are set aside where they cannot be read', async () => {
    const { store, resume, nextLife } = await setUp();
    const queue = store.queue('raise node');
    await queue.put({ payload: Buffer.from('nonsense'), priority: 0 }, 100);
    assert.deepEqual(await resume(nextLife()), []);
    assert.equal((await queue.dead(10)).length, 1);
  });

  it('leave a message alone that holds no alert, or one that nobody keeps', async () => {
    const { take } = await setUp();
    for (const alert of [undefined, 'a', { id: 1 }, { id: 'unknown' }]) {
      const msg: Message = { _msgid: '1', alert };
      await take(msg, async (write) => void (await write(nothing)));
      const failing = take(msg, async () => {
        throw new ClosedError('The node was stopped');
      });
      await assert.rejects(failing, ClosedError);
    }
  });
});
