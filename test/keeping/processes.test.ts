import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import type { Message } from '../../nodes/shared/run-node';
import { registryOf } from '../../nodes/shared/registry';
import type { Custody } from '../../src/keeping/custody';
import type { Entry } from '../../src/keeping/entry';
import { createKeeping, type Keeping } from '../../src/keeping/keeping';
import { createMemoryStore } from '../../src/store/memory/memory';
import { createResilientStore } from '../../src/store/resilient/resilient';
import { createFakeClock, type FakeClock } from '../support/fake-clock';
import { createSharedStores, pass as passOn, type SharedStores } from '../support/shared-stores';
import type { SharingProcess } from '../support/shared-stores/process';
import { allowNoUnhandledRejection } from '../support/unhandled-rejections';

const SECOND = 1000;

/** A process in which a node keeps messages. */
interface KeepingProcess extends SharingProcess {
  readonly keeping: Keeping;
  /** The messages that came to this process from others, or from an earlier life. */
  readonly found: readonly string[];
  /** The messages that it has sent on. */
  readonly sent: readonly string[];
  readonly accept: (id: string) => Promise<Custody>;
  readonly send: (custody: Custody) => void;
  /** Ends the node and the process. */
  readonly stop: () => Promise<void>;
}

interface Bench {
  readonly clock: FakeClock;
  readonly stores: SharedStores;
  readonly pass: (milliseconds: number) => Promise<void>;
  /** A process of which the node sends on whatever it finds; `holds`: it works on it for ever. */
  readonly start: (options?: { node?: string; holds?: boolean }) => Promise<KeepingProcess>;
}

function setUp(): Bench {
  const clock = createFakeClock();
  const stores = createSharedStores(clock);

  return {
    clock,
    stores,
    pass: (milliseconds) => passOn(milliseconds, clock),
    async start({ node = 'lookup', holds = false } = {}) {
      const process = stores.open();
      const spare = createMemoryStore(process.clock);
      const store = createResilientStore(process.store, spare, () => {});
      const found: string[] = [];
      const sent: string[] = [];
      const troubles: unknown[] = [];
      const held: Custody[] = [];
      const keeping = createKeeping({
        store,
        queue: `lookup ${node}`,
        node,
        registry: registryOf({ events: new EventEmitter() }),
        clock: process.clock,
        nextTurn: setImmediate,
        branches: () => false,
        followers: { run: () => false, endIt: () => false },
        tell: (error) => troubles.push(error),
        tooHeavy: () => assert.fail(),
      });
      const send = (custody: Custody): void => {
        const msg: Message = { _msgid: '', ...custody.entry.msg };
        keeping.send(custody, msg, () => sent.push(String(custody.entry.msg['_msgid'])));
      };
      await keeping.resume(({ msg }, custody) => {
        found.push(String(msg['_msgid']));
        if (holds) held.push(custody);
        else send(custody);
      });
      return {
        ...process,
        keeping,
        found,
        sent,
        accept(id) {
          const msg: Message = { _msgid: id };
          const entry: Entry = { msg, value: id, origin: { node, at: 1 }, has: [] };
          return keeping.accept(entry, 0);
        },
        send,
        async stop() {
          keeping.interrupt();
          for (const each of held) keeping.leave(each);
          await keeping.settled();
          await process.close();
        },
      };
    },
  };
}

describe('messages that several processes keep', () => {
  allowNoUnhandledRejection();

  it('stay with the process that has accepted them, for as long as it lives', async () => {
    const { start, pass } = setUp();
    const [one, other] = [await start(), await start()];
    const custody = await one.accept('a');
    await pass(60 * SECOND);
    one.send(custody);
    await pass(SECOND);
    assert.deepEqual(one.sent, ['a']);
    assert.deepEqual(other.found, []);
  });

  it('are sent on by another one, once, when the process is gone', async () => {
    const { start, pass } = setUp();
    const [one, two, three] = [await start(), await start(), await start()];
    for (const id of ['a', 'b', 'c']) await one.accept(id);
    await one.kill();
    await pass(60 * SECOND);
    assert.deepEqual([...two.sent, ...three.sent].toSorted(), ['a', 'b', 'c']);
    const last = await start();
    assert.deepEqual(last.found, []);
  });

  it('are found also where nobody is told that they were left', async () => {
    const { start, pass, stores } = setUp();
    stores.loseNotices(true);
    const [one, other] = [await start(), await start()];
    await one.accept('a');
    await one.kill();
    await pass(30 * SECOND);
    assert.deepEqual(other.sent, ['a']);
  });

  it('are handed over at once by a process that stops', async () => {
    const { start, pass } = setUp();
    const [one, other] = [await start(), await start()];
    const custody = await one.accept('a');
    one.keeping.leave(custody);
    await one.stop();
    await pass(SECOND);
    assert.deepEqual(other.sent, ['a']);
  });

  it('come back where the only process starts anew', async () => {
    const { start, pass } = setUp();
    const one = await start();
    one.keeping.leave(await one.accept('a'));
    await one.stop();
    const again = await start();
    await pass(SECOND);
    assert.deepEqual(again.sent, ['a']);
  });

  it('are left alone by a process whose flow does not have the node', async () => {
    const { start, pass } = setUp();
    const [one, without] = [await start(), await start({ node: 'another' })];
    await one.accept('a');
    await one.kill();
    await pass(60 * SECOND);
    assert.deepEqual(without.found, []);
    const other = await start();
    await pass(SECOND);
    assert.deepEqual(other.sent, ['a']);
  });

  it('are dropped without an end where another one has them since this one stood still', async () => {
    const { start, pass } = setUp();
    const [one, other] = [await start(), await start()];
    const custody = await one.accept('a');
    one.pause();
    await pass(30 * SECOND);
    assert.deepEqual(other.sent, ['a']);
    one.resume();
    one.send(custody);
    await pass(SECOND);
    assert.deepEqual(one.sent, []);
    await one.keeping.settled();
  });

  it('are sent on by the one that stood still where nobody has taken them', async () => {
    const { start, pass } = setUp();
    const [one] = [await start(), await start({ node: 'another' })];
    const custody = await one.accept('a');
    one.pause();
    await pass(30 * SECOND);
    one.resume();
    one.send(custody);
    await pass(SECOND);
    assert.deepEqual(one.sent, ['a']);
    assert.deepEqual(one.found, []);
  });

  it('go to the next one where that which took them over is gone, too', async () => {
    const { start, pass } = setUp();
    const [one, two] = [await start(), await start({ holds: true })];
    await one.accept('a');
    await one.kill();
    await pass(30 * SECOND);
    assert.deepEqual(two.found, ['a']);
    const three = await start();
    await two.kill();
    await pass(30 * SECOND);
    assert.deepEqual(three.sent, ['a']);
  });

  it('are found after a stop of the flows in which others have left them', async () => {
    const { start, pass } = setUp();
    const [one, other] = [await start(), await start()];
    await one.accept('a');
    other.keeping.interrupt();
    await one.kill();
    await pass(30 * SECOND);
    assert.deepEqual(other.found, []);
    const found: unknown[] = [];
    await other.keeping.resume(({ msg }) => found.push(msg['_msgid']));
    assert.deepEqual(found, ['a']);
  });

  it('are found once the store is back, where it was away as they were left', async () => {
    const { start, pass, stores } = setUp();
    const [one, other] = [await start(), await start()];
    await one.accept('a');
    stores.beAway(true);
    await one.kill();
    await pass(30 * SECOND);
    assert.deepEqual(other.found, []);
    stores.beAway(false);
    await pass(30 * SECOND);
    assert.deepEqual(other.sent, ['a']);
  });

  it('outlast a stop where they were accepted while the store was away, which is back', async () => {
    const { start, pass, stores } = setUp();
    const [one, other] = [await start(), await start()];
    stores.beAway(true);
    const custody = await one.accept('a');
    assert.equal(one.keeping.lasts(custody), false);
    assert.equal(one.keeping.outlastsStop(custody), false);
    stores.beAway(false);
    await pass(SECOND);
    assert.equal(one.keeping.outlastsStop(custody), true);
    one.keeping.leave(custody);
    await one.stop();
    await pass(SECOND);
    assert.deepEqual(other.sent, ['a']);
  });

  it('are not sent on while the store is away, which could not be told of their end', async () => {
    const { start, pass, stores } = setUp();
    const [one, other] = [await start(), await start()];
    const custody = await one.accept('a');
    stores.beAway(true);
    one.send(custody);
    await pass(5 * SECOND);
    assert.deepEqual(one.sent, []);
    stores.beAway(false);
    await pass(5 * SECOND);
    assert.deepEqual([one.sent, other.sent], [['a'], []]);
  });

  it('are left in a store that is away by a process that stops', async () => {
    const { start, pass, stores } = setUp();
    const one = await start();
    const custody = await one.accept('a');
    stores.beAway(true);
    one.send(custody);
    one.keeping.interrupt();
    await pass(5 * SECOND);
    await one.keeping.settled();
    assert.deepEqual(one.sent, []);
    await one.kill();
    stores.beAway(false);
    await pass(30 * SECOND);
    const other = await start();
    // Nobody was heard for long: the one that is gone has a lease more to be heard in.
    await pass(20 * SECOND);
    assert.deepEqual(other.sent, ['a']);
  });
});
