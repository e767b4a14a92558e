import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { createDigestBox, type DigestBox } from '../../../src/mail/outbox/digest-box';
import { createMemoryStore } from '../../../src/store/memory/memory';
import { StoreError } from '../../../src/store/errors';
import type { Store } from '../../../src/store/store';
import { createFakeClock, type FakeClock } from '../../support/fake-clock';
import { createFakeMachine } from '../../support/fake-machine';

const MINUTE = 60_000;
const WINDOW = 10 * MINUTE;

interface Item {
  readonly name: number;
  readonly alert?: unknown;
}

describe('a digest box', () => {
  let clock: FakeClock;
  let store: Store;
  let box: DigestBox<Item>;
  let mails: number[][];
  let alerts: unknown[];
  let troubles: string[];
  let fails: boolean;
  const watching = new Set<() => void>();

  beforeEach(() => {
    clock = createFakeClock();
    store = createMemoryStore(clock);
    mails = [];
    alerts = [];
    troubles = [];
    fails = false;
    open();
  });

  afterEach(() => box.close());

  const changed = (): void => watching.forEach((look) => look());

  function open(): void {
    box = createDigestBox<Item>({
      queue: store.queue('digest'),
      clock,
      window: WINDOW,
      empty: async (items) => {
        if (fails) throw new Error('boom');
        mails.push(items.map(({ name }) => name));
        alerts.push(...items.map(({ alert }) => alert));
        return false;
      },
      changed,
      trouble: ({ message }) => {
        troubles.push(message);
        setImmediate(changed);
      },
    });
  }

  function until(isSo: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (!isSo()) return;
        watching.delete(look);
        resolve();
      };
      watching.add(look);
      look();
    });
  }

  it('loses of an item what cannot be written down, and nothing else', async () => {
    await box.start();
    const alert = { subject: 'kept', at: new Date(0), act: () => undefined };
    await box.add({ name: 1, alert });
    clock.advance(WINDOW);
    await until(() => mails.length === 1);
    assert.deepEqual(alerts, [{ subject: 'kept', at: new Date(0) }]);
  });

  async function add(...names: readonly number[]): Promise<void> {
    for (const name of names) await box.add({ name });
  }

  const isEmpty = (): boolean => box.load().collected === 0;

  it('lets everything out together, this long after the first', async () => {
    await box.start();
    await add(1);
    clock.advance(WINDOW - 1);
    await add(2);
    assert.deepEqual(mails, []);
    assert.deepEqual(box.load(), { collected: 2, emptiedAt: clock.now() + 1 });
    clock.advance(1);
    await until(isEmpty);
    assert.deepEqual(mails, [[1, 2]]);
    clock.advance(10 * WINDOW);
    assert.deepEqual(mails, [[1, 2]]);
  });

  it('begins anew with the first that comes after', async () => {
    await box.start();
    await add(1);
    clock.advance(WINDOW);
    await until(isEmpty);
    clock.advance(MINUTE);
    await add(2);
    clock.advance(WINDOW - 1);
    assert.equal(mails.length, 1);
    clock.advance(1);
    await until(isEmpty);
    assert.deepEqual(mails, [[1], [2]]);
  });

  it('goes on where an earlier life has stopped', async () => {
    await box.start();
    await add(1);
    clock.advance(MINUTE);
    await box.close();
    open();
    await box.start();
    assert.deepEqual(box.load(), { collected: 1, emptiedAt: clock.now() + WINDOW - MINUTE });
    clock.advance(WINDOW - MINUTE);
    await until(isEmpty);
    assert.deepEqual(mails, [[1]]);
  });

  it('lets out at once what came due while it was closed', async () => {
    await box.start();
    await add(1);
    await box.close();
    clock.advance(WINDOW);
    open();
    await box.start();
    clock.advance(0);
    await until(isEmpty);
    assert.deepEqual(mails, [[1]]);
  });

  it('waits no longer than the window where the clock was set back', async () => {
    await box.start();
    await add(1);
    await box.close();
    clock.set(clock.now() - 1000 * WINDOW);
    open();
    await box.start();
    clock.advance(WINDOW);
    await until(isEmpty);
    assert.deepEqual(mails, [[1]]);
  });

  it('lets out two hundred together, and the rest right after', async () => {
    await box.start();
    await Promise.all(Array.from({ length: 450 }, (_, name) => box.add({ name })));
    clock.advance(WINDOW);
    while (!isEmpty()) {
      const { length } = mails;
      clock.advance(0);
      await until(() => mails.length > length);
      await until(() => isEmpty() || box.load().emptiedAt === clock.now());
    }
    assert.deepEqual(
      mails.map(({ length }) => length),
      [200, 200, 50],
    );
    assert.equal(new Set(mails.flat()).size, 450);
  });

  it('lets out together again what was taken together in a life that was killed', async () => {
    await box.start();
    await add(1, 2);
    const queue = store.queue('digest');
    for (const work of [await queue.take(), await queue.take()]) {
      await queue.giveBack(work?.id ?? '', 0);
    }
    await add(3);
    clock.advance(WINDOW);
    await until(() => mails.length === 1);
    await until(() => box.load().emptiedAt === clock.now());
    clock.advance(0);
    await until(isEmpty);
    assert.deepEqual(mails, [[1, 2], [3]]);
    assert.equal(await queue.waiting(), 0);
  });

  it('keeps what could not be let out and tries again', async () => {
    await box.start();
    fails = true;
    await add(1, 2);
    clock.advance(WINDOW);
    await until(() => troubles.length === 1);
    assert.deepEqual(troubles, ['boom']);
    fails = false;
    clock.advance(MINUTE);
    await until(isEmpty);
    assert.deepEqual(mails, [[1, 2]]);
  });

  it('is emptied of what others have put though the store failed as it began', async () => {
    const queue = store.queue('digest');
    let isBack = false;
    const emptied: number[] = [];
    const shared = createDigestBox<Item>({
      queue: {
        ...queue,
        list: (limit) =>
          isBack ? queue.list(limit) : Promise.reject(new StoreError('The store is away.')),
      },
      clock,
      alone: async () => ({ holds: () => true, end: () => Promise.resolve() }),
      window: WINDOW,
      empty: async (items) => {
        emptied.push(...items.map(({ name }) => name));
        return false;
      },
      changed,
      trouble: (error) => assert.fail(error),
    });
    await box.start();
    await add(1);
    await box.close();
    await assert.rejects(shared.start(), StoreError);
    isBack = true;
    clock.advance(MINUTE);
    await until(() => shared.load().emptiedAt !== undefined);
    clock.advance(WINDOW);
    await until(() => emptied.length === 1);
    await shared.close();
  });

  it('is emptied seconds after the machine woke, when its time was over asleep', async () => {
    const machine = createFakeMachine('2026-01-15T12:00:00Z');
    let emptied = 0;
    const sleepy = createDigestBox<Item>({
      queue: createMemoryStore(machine.clock()).queue('digest'),
      clock: machine.clock(),
      window: WINDOW,
      empty: async () => {
        emptied += 1;
        setImmediate(changed);
        return false;
      },
      changed,
      trouble: (error) => assert.fail(error),
    });
    await sleepy.start();
    await sleepy.add({ name: 1 });
    machine.advance(MINUTE);
    machine.sleep(WINDOW);
    machine.advance(10_000);
    await until(() => emptied === 1);
    await sleepy.close();
  });
});
