import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { KEPT, type Message } from '../../../nodes/shared/run-node';
import { takeOver, type Put, type Write } from '../../../nodes/shared/alert-custody';
import {
  createRaisedAlerts,
  type RaisedAlerts,
  type Sending,
} from '../../../nodes/raise/raised-alerts';
import { OutboxFullError } from '../../../src/mail/errors';
import { StoreError } from '../../../src/store/errors';
import { createMemoryStore } from '../../../src/store/memory/memory';
import type { Store } from '../../../src/store/store';
import { passOn } from '../../../nodes/shared/pass-on';
import { ClosedError } from '../../../src/closed-error';
import { createDeferred } from '../../support/deferred';
import { createFakeClock, type FakeClock } from '../../support/fake-clock';

const SETTLING = 100;

const nothing = (): Promise<boolean> => Promise.resolve(true);

interface Bench {
  readonly clock: FakeClock;
  readonly store: Store;
  readonly alerts: RaisedAlerts;
  /** Raises an alert and sends its message to `follow`. */
  readonly raise: (id: string, follow?: (msg: Message) => void) => Promise<void>;
  /** The ids of the alerts that would be sent again. */
  readonly resume: (alerts?: RaisedAlerts) => Promise<string[]>;
  /** Takes an alert over, as a node that writes it down; `act` decides what becomes of it. */
  readonly take: (
    msg: Message,
    act: (write: Write) => Promise<typeof KEPT | void>,
    into?: Store,
  ) => Promise<typeof KEPT | void>;
  /** Another life of the same node. */
  readonly nextLife: () => RaisedAlerts;
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

function setUp(around?: AroundTake): Bench {
  const runtime = { events: new EventEmitter() };
  const clock = createFakeClock();
  const memory = createMemoryStore(clock);
  const store = around ? { ...memory, queue: takingSlowly(memory, around) } : memory;
  const troubles: unknown[] = [];
  const nextLife = (): RaisedAlerts =>
    createRaisedAlerts(runtime, 'node', store, clock, (error) => troubles.push(error));
  const alerts = nextLife();
  return {
    clock,
    store,
    alerts,
    nextLife,
    async raise(id, follow = () => undefined) {
      const msg: Message = { _msgid: `msg ${id}`, payload: { deep: id } };
      const kept = alerts.keep(msg);
      const alert = Object({ id });
      const payload = kept.bytesOf(alert);
      kept.kept((await store.queue(kept.queue).put({ payload, priority: 0 }, 100)) ?? '');
      msg['alert'] = alert;
      kept.send(() => follow(msg));
    },
    async resume(life = alerts) {
      const ids: string[] = [];
      await life.resume((msg) => ids.push(Object(msg['alert']).id));
      return ids;
    },
    take: (msg, act, into = store) => takeOver(runtime, msg, into, act),
    kept: () => store.queue('raise node').waiting(),
    async putMail(replaced) {
      const work = { payload: Buffer.from('mail'), priority: 0 };
      return (await store.queue('mails').put(work, 10, replaced)) !== undefined;
    },
  };
}

function takingSlowly(store: Store, { before, after }: AroundTake): Store['queue'] {
  return (name) => {
    const queue = store.queue(name);
    return {
      ...queue,
      async take() {
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

describe('raised alerts', () => {
  it('are kept for a moment where nobody takes them over', async () => {
    const { clock, raise, kept, alerts } = setUp();
    await raise('a');
    clock.advance(SETTLING - 1);
    assert.equal(await kept(), 1);
    clock.advance(1);
    await alerts.settled();
    assert.equal(await kept(), 0);
  });

  it('are kept for some turns more, in which a busy machine brings them on', async () => {
    const { clock, raise, take, kept, alerts, putMail } = setUp();
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
    await alerts.settled();
    assert.equal(await kept(), 0);
  });

  for (const when of ['before', 'after'] as const) {
    it(`come again where flows are stopped ${when} they are sent, and nobody has them`, async () => {
      const { clock, raise, resume, alerts } = setUp();
      if (when === 'after') await raise('a');
      alerts.interrupt();
      if (when === 'before') await raise('a');
      clock.advance(SETTLING);
      await alerts.settled();
      assert.deepEqual(await resume(), ['a']);
    });
  }

  it('do not come again after a deploy where somebody had taken them over', async () => {
    const { clock, raise, take, resume, alerts, putMail } = setUp();
    await raise('a', (msg) => void take(msg, async (write) => void (await write(putMail))));
    alerts.interrupt();
    clock.advance(SETTLING);
    await alerts.settled();
    assert.deepEqual(await resume(), []);
  });

  it('are replaced by what whoever takes them over writes into the same store', async () => {
    const { clock, store, raise, take, kept, alerts, putMail } = setUp();
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
    await alerts.settled();
    assert.deepEqual([await kept(), await mails.waiting()], [0, 1]);
    over.resolve();
  });

  it('are let go where there is no room for what would replace them: that can be seen', async () => {
    const { raise, take, kept, alerts } = setUp();
    const ends: unknown[] = [];
    await raise('a', (msg) => {
      const taken = take(msg, async (write) => {
        await write(() => Promise.reject(new OutboxFullError('full')));
      });
      taken.catch((error: unknown) => ends.push(error));
    });
    await alerts.settled();
    assert.equal(await kept(), 0);
    assert.match(String(ends), /full/);
  });

  describe('where only a spare can hold what replaces them', () => {
    it('are kept until that has ended', async () => {
      const { raise, take, resume, kept, alerts } = setUp();
      const over = createDeferred<void>();
      let taken: Promise<unknown> | undefined;
      await raise('a', (msg) => {
        taken = take(
          msg,
          inSpare(() => over.promise),
        );
      });
      await alerts.settled();
      assert.equal(await kept(), 1);
      assert.deepEqual(await resume(), [], 'it is on its way');
      over.resolve();
      await taken;
      await nextTurn();
      assert.deepEqual(await resume(), []);
    });

    it('are kept for the next life where that outlasts their message', async () => {
      const { raise, take, resume, nextLife, alerts } = setUp();
      await raise('a', (msg) => {
        void take(msg, async (write) => void (await write(putInSpare, true)));
      });
      await alerts.settled();
      await nextTurn();
      assert.deepEqual(await resume(nextLife()), ['a']);
    });

    it('are kept until that has ended where it is the spare of another store', async () => {
      const { clock, raise, take, resume, nextLife } = setUp();
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
      const { raise, take, putMail, resume, nextLife } = setUp();
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
      const { raise, take, resume, nextLife } = setUp();
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
      const { raise, take, resume } = setUp();
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
    const { clock, raise, take, kept, alerts } = setUp();
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
    await alerts.settled();
    assert.equal(await kept(), 0);
  });

  it('are kept until the last of several has them', async () => {
    const { raise, take, kept, alerts, putMail } = setUp();
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
    await alerts.settled();
    assert.equal(await kept(), 0);
  });

  it('are let go where their message failed: that can be seen', async () => {
    const { raise, take, kept, alerts } = setUp();
    const failure = new TypeError('There is no such template');
    const ends: unknown[] = [];
    await raise('a', (msg) => {
      const taken = take(msg, async () => {
        throw failure;
      });
      taken.catch((error: unknown) => ends.push(error));
    });
    await alerts.settled();
    assert.equal(await kept(), 0);
    assert.deepEqual(ends, [failure]);
  });

  it('come again where whoever took them over was stopped before', async () => {
    const { raise, take, resume, alerts } = setUp();
    const ends: unknown[] = [];
    await raise('a', (msg) => {
      const taken = take(msg, async () => {
        throw new ClosedError('The node was stopped');
      });
      void taken.then((end) => ends.push(end));
    });
    await alerts.settled();
    assert.deepEqual(ends, [KEPT]);
    assert.deepEqual(await resume(), ['a']);
  });

  it('do not come again while they are on their way', async () => {
    const { clock, raise, resume, kept, alerts } = setUp();
    await raise('a');
    assert.deepEqual(await resume(), []);
    clock.advance(SETTLING);
    await alerts.settled();
    assert.deepEqual(await resume(), []);
    assert.equal(await kept(), 0);
  });

  it('do not come again where they are let go in the moment in which they are looked for', async () => {
    const { clock, raise, resume, alerts } = setUp({
      before: () => raise('a'),
      async after() {
        await passOn();
        clock.advance(SETTLING);
      },
    });
    assert.deepEqual(await resume(), []);
    await alerts.settled();
  });

  it('come again by one that is running, where others were deployed meanwhile', async () => {
    const { clock, raise, resume, alerts } = setUp();
    await raise('a');
    alerts.interrupt();
    const resuming = resume();
    clock.advance(SETTLING);
    assert.deepEqual(await resuming, ['a']);
  });

  it('stay where they are once flows are stopped again', async () => {
    const { raise, nextLife, resume } = setUp();
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
    const { clock, raise, nextLife, kept } = setUp();
    for (const id of ['a', 'b']) await raise(id);
    const life = nextLife();
    const sent: [Message, Sending][] = [];
    await life.resume((...each) => sent.push(each));
    assert.deepEqual(
      sent.map(([msg]) => msg),
      ['a', 'b'].map((id) => ({ _msgid: `msg ${id}`, payload: { deep: id }, alert: { id } })),
    );
    for (const [, sending] of sent) sending.send(() => undefined);
    clock.advance(SETTLING);
    await life.settled();
    assert.equal(await kept(), 0);
    assert.deepEqual(await nextLife().resume(() => assert.fail('nothing is left')), undefined);
  });

  it('are set aside where they cannot be read', async () => {
    const { store, resume } = setUp();
    const queue = store.queue('raise node');
    await queue.put({ payload: Buffer.from('nonsense'), priority: 0 }, 100);
    assert.deepEqual(await resume(), []);
    assert.equal((await queue.dead(10)).length, 1);
  });

  it('leave a message alone that holds no alert, or one that nobody keeps', async () => {
    const { take } = setUp();
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
