import assert from 'node:assert/strict';
import { StoreError } from '../../../src/store/errors';
import { createMemoryStore } from '../../../src/store/memory/memory';
import { createResilientStore } from '../../../src/store/resilient/resilient';
import type { Store } from '../../../src/store/store';
import { createFakeClock, type FakeClock } from '../../support/fake-clock';
import { describeStore } from '../contract';

describeStore('resilient', (clock) =>
  createResilientStore(createMemoryStore(clock), createMemoryStore(clock), () => undefined),
);

const FULL = 'The disk is full';

// oxlint-disable-next-line require-yield
async function* failingParts(): AsyncGenerator<never> {
  throw new StoreError(FULL);
}

/** A store whose disk can be filled and freed. */
function createDisk(store: Store): { store: Store; fill(): void; free(): void } {
  let full = false;
  const guarded = <Part extends object>(part: Part): Part =>
    new Proxy(part, {
      get(target, name): unknown {
        const operation: unknown = Reflect.get(target, name);
        if (typeof operation !== 'function') return operation;
        return (...given: unknown[]): unknown => {
          if (!full) return Reflect.apply(operation, target, given);
          // This one gives its parts one by one, and fails with the first.
          return name === 'held' ? failingParts() : Promise.reject(new StoreError(FULL));
        };
      },
    });
  return {
    store: {
      ...store,
      values: guarded(store.values),
      quotas: guarded(store.quotas),
      claims: (name) => guarded(store.claims(name)),
      queue: (name) => guarded(store.queue(name)),
    },
    fill: () => void (full = true),
    free: () => void (full = false),
  };
}

interface Bench {
  readonly clock: FakeClock;
  readonly disk: ReturnType<typeof createDisk>;
  readonly store: Store;
  readonly troubles: string[];
}

function setUp(): Bench {
  const clock = createFakeClock();
  const disk = createDisk(createMemoryStore(clock));
  const troubles: string[] = [];
  const store = createResilientStore(disk.store, createMemoryStore(clock), (error) =>
    troubles.push(error.message),
  );
  return { clock, disk, store, troubles };
}

const THREE = { perMinute: 3, perDay: 0, perMonth: 0 };
const WORK = { payload: Buffer.from('work'), priority: 0 };

describe('a store whose disk is full', () => {
  it('keeps on keeping values and claims, and tells of the trouble', async () => {
    const { disk, store, troubles } = setUp();
    disk.fill();
    const lasts = await store.values.set('key', Buffer.from('value'), 1000);
    assert.equal(lasts, false);
    assert.deepEqual(Buffer.from((await store.values.get('key')) ?? []).toString(), 'value');
    const wish = { id: 'one', quiet: 1000, ranks: [], escalates: false };
    const claims = store.claims('book');
    assert.equal((await claims.claim('alert', wish)).outcome, 'first');
    assert.equal((await claims.claim('alert', wish)).outcome, 'held');
    const held: string[] = [];
    for await (const part of claims.held(1000)) held.push(...part.map(({ key }) => key));
    assert.deepEqual(held, ['alert']);
    assert.equal(await claims.release('alert', 'one'), true);
    assert.equal((await claims.claim('alert', wish)).outcome, 'first');
    assert.equal(await claims.acknowledge('alert'), true);
    assert.equal((await claims.claim('alert', { ...wish, quiet: 0 })).outcome, 'held');
    assert.equal(await claims.endQuiet('alert', 'one'), true);
    assert.equal((await claims.claim('alert', wish)).outcome, 'again');
    await claims.forget('alert');
    assert.equal((await claims.claim('alert', wish)).outcome, 'first');
    await claims.clear();
    assert.equal((await claims.claim('alert', wish)).outcome, 'first');
    assert.ok(troubles.length > 0);
    assert.deepEqual(new Set(troubles), new Set(['The disk is full']));
  });

  it('keeps what a claim leaves behind, for as long as it lives itself', async () => {
    const { disk, store } = setUp();
    disk.fill();
    const wish = { id: 'one', quiet: 1000, ranks: [], escalates: false };
    const leftBehind = { queue: 'raised', payload: () => Buffer.from('alert') };
    const claim = await store.claims('book').claim('alert', wish, leftBehind);
    assert.ok(claim.outcome === 'first' && claim.kept !== undefined);
    disk.free();
    const queue = store.queue('raised');
    assert.equal(queue.lasts(claim.kept), false);
    assert.equal((await queue.take())?.id, claim.kept);
    await queue.finish(claim.kept);
    await queue.giveBack(claim.kept, 0);
    assert.equal(await queue.waiting(), 0);
  });

  it('finishes nothing that lasts for a claim that does not', async () => {
    const { disk, store } = setUp();
    const lookups = store.queue('lookups');
    const lasting = String(await lookups.put({ payload: Buffer.from('one'), priority: 0 }, 10));
    disk.fill();
    const passing = String(await lookups.put({ payload: Buffer.from('two'), priority: 0 }, 10));
    const wish = { id: 'one', quiet: 1000, ranks: [], escalates: false };
    await store.claims('book').claim('alert', wish, {
      queue: 'raised',
      payload: () => Buffer.from('alert'),
      replaced: { queue: 'lookups', ids: [lasting, passing] },
    });
    disk.free();
    assert.deepEqual(
      (await lookups.list(10)).map(({ id }) => id),
      [lasting],
    );
  });

  it('has the newest value, also when there is room again', async () => {
    const { disk, store } = setUp();
    const read = async (): Promise<string> =>
      Buffer.from((await store.values.get('key')) ?? []).toString();
    await store.values.set('key', Buffer.from('old'), 1000);
    disk.fill();
    await store.values.set('key', Buffer.from('newer'), 1000);
    disk.free();
    assert.equal(await read(), 'newer');
    await store.values.set('key', Buffer.from('newest'), 1000);
    assert.equal(await read(), 'newest');
    await store.values.set('key', Buffer.from(''), 0);
    assert.equal(await read(), '');
  });

  it('does not forget what was used of a quota before', async () => {
    const { disk, store } = setUp();
    assert.equal((await store.quotas.reserve('key', THREE)).granted, true);
    assert.equal((await store.quotas.reserve('key', THREE)).granted, true);
    disk.fill();
    assert.equal((await store.quotas.reserve('key', THREE)).granted, true);
    assert.equal((await store.quotas.reserve('key', THREE)).granted, false);
  });

  it('grants no more once there is room again than what was left', async () => {
    const { clock, disk, store } = setUp();
    disk.fill();
    for (const _ of [1, 2, 3]) {
      assert.equal((await store.quotas.reserve('key', THREE)).granted, true);
    }
    disk.free();
    clock.advance(1000);
    assert.equal((await store.quotas.reserve('key', THREE)).granted, false);
    clock.advance(59_000);
    assert.equal((await store.quotas.reserve('key', THREE)).granted, true);
  });

  it('tells what does not last, lists all dead letters and the first that is due', async () => {
    const { disk, store } = setUp();
    const queue = store.queue('lookups');
    const early = (await queue.put(WORK, 10)) ?? '';
    disk.fill();
    const late = (await queue.put(WORK, 10)) ?? '';
    disk.free();
    assert.deepEqual([queue.lasts(early), queue.lasts(late)], [true, false]);
    await queue.take();
    await queue.giveBack(late, 5000);
    assert.equal(await queue.nextDue(), 0);
    await queue.bury(late, 'given up');
    assert.deepEqual(
      (await queue.dead(10)).map(({ id }) => id),
      [late],
    );
    assert.equal(await queue.revive(late), true);
  });

  it('holds a pause that was set before and while it was full', async () => {
    const { clock, disk, store } = setUp();
    await store.quotas.pause('before', 1000);
    disk.fill();
    await store.quotas.pause('during', 1000);
    assert.equal((await store.quotas.reserve('before', THREE)).granted, false);
    assert.equal((await store.quotas.reserve('during', THREE)).granted, false);
    clock.advance(1000);
    assert.equal((await store.quotas.reserve('during', THREE)).granted, true);
  });

  it('takes work, does it first once there is room again, and forgets it when it is done', async () => {
    const { disk, store } = setUp();
    const queue = store.queue('lookups');
    const early = await queue.put(WORK, 10);
    disk.fill();
    const late = await queue.put(WORK, 10);
    disk.free();
    assert.equal(await queue.waiting(), 2);
    const taken = [await queue.take(), await queue.take()].map((work) => work?.id);
    assert.deepEqual(taken, [late, early]);
    for (const id of [early, late]) await queue.finish(id ?? '');
    assert.equal(await queue.take(), undefined);
  });

  it('says so when it cannot write down what becomes of work that it holds', async () => {
    const { disk, store, troubles } = setUp();
    const queue = store.queue('mails');
    const id = (await queue.put(WORK, 10)) ?? '';
    await queue.take();
    disk.fill();
    for (const act of [
      () => queue.finish(id),
      () => queue.giveBack(id, 0),
      () => queue.bury(id, 'given up'),
      () => queue.revive(id),
      () => queue.discard(id),
      () => queue.nextDue(),
    ]) {
      const before = troubles.length;
      await assert.rejects(act(), StoreError);
      assert.equal(troubles.length, before + 1);
    }
    disk.free();
    await queue.giveBack(id, 0);
    assert.equal((await queue.take())?.id, id);
  });

  it('puts in place of what lasts only what lasts', async () => {
    const { disk, store } = setUp();
    const [items, mails] = [store.queue('items'), store.queue('mails')];
    const lasting = (await items.put(WORK, 10)) ?? '';
    disk.fill();
    const passing = (await items.put(WORK, 10)) ?? '';
    const replaced = { queue: 'items', ids: [lasting, passing] };
    await assert.rejects(mails.put(WORK, 10, replaced), StoreError);
    const passed = await mails.put(WORK, 10, { queue: 'items', ids: [passing] });
    assert.equal(mails.lasts(passed ?? ''), false);
    disk.free();
    const lasts = await mails.put(WORK, 10, { queue: 'items', ids: [lasting] });
    assert.equal(mails.lasts(lasts ?? ''), true);
    assert.equal(await items.waiting(), 0);
  });

  it('hands on what is no trouble of the store', async () => {
    const clock = createFakeClock();
    const broken: Store = {
      ...createMemoryStore(clock),
      values: {
        get: () => Promise.reject(new TypeError('a bug')),
        set: () => Promise.reject(new TypeError('a bug')),
        remove: () => Promise.reject(new TypeError('a bug')),
      },
    };
    const store = createResilientStore(broken, createMemoryStore(clock), () => undefined);
    await assert.rejects(store.values.get('key'), TypeError);
  });

  it('tells the disk of what was raised and counted meanwhile, once there is room again', async () => {
    const { clock, disk, store } = setUp();
    const claims = store.claims('book');
    const wish = { id: 'early', quiet: 10_000, ranks: [], escalates: false };
    await claims.claim('known', wish);
    disk.fill();
    for (const key of ['known', 'new', 'unasked for']) {
      await claims.claim(key, { ...wish, id: 'meanwhile' });
      await claims.claim(key, { ...wish, id: 'counted' });
    }
    disk.free();
    const onDisk = disk.store.claims('book');
    for (const key of ['known', 'new']) {
      const claim = await claims.claim(key, { ...wish, id: 'late' });
      assert.ok(claim.outcome === 'held');
      assert.deepEqual([claim.id, claim.suppressed], ['meanwhile', 2]);
      assert.equal((await onDisk.claim(key, { ...wish, id: 'beside' })).suppressed, 3);
    }
    assert.equal((await onDisk.claim('unasked for', { ...wish, id: 'beside' })).outcome, 'held');
    disk.fill();
    clock.advance(1);
    assert.equal((await claims.claim('known', { ...wish, id: 'again' })).outcome, 'first');
  });

  it('forgets in the end what was removed meanwhile, and not what was set since', async () => {
    const { store, disk } = setUp();
    for (const key of ['gone', 'set']) await store.values.set(key, Buffer.from('old'), 10_000);
    disk.fill();
    for (const key of ['gone', 'set']) {
      await store.values.remove(key);
      assert.equal(await store.values.get(key), undefined);
    }
    await store.values.set('set', Buffer.from('new'), 10_000);
    disk.free();
    for (const key of ['gone', 'set', 'other']) await store.values.get(key);
    assert.equal(await disk.store.values.get('gone'), undefined);
    assert.equal(String(Buffer.from((await disk.store.values.get('set')) ?? [])), 'new');
  });

  it('writes the values down that it was given meanwhile, for as long as they have left', async () => {
    const { clock, disk, store } = setUp();
    await store.values.set('read', Buffer.from('old'), 10_000);
    disk.fill();
    for (const key of ['read', 'unread']) await store.values.set(key, Buffer.from('new'), 10_000);
    clock.advance(4000);
    disk.free();
    assert.equal(String(await store.values.get('other')), 'undefined');
    assert.equal(Buffer.from((await store.values.get('read')) ?? []).toString(), 'new');
    await store.values.get('unread');
    for (const key of ['read', 'unread']) {
      assert.equal(Buffer.from((await disk.store.values.get(key)) ?? []).toString(), 'new');
    }
    clock.advance(5999);
    assert.notEqual(await store.values.get('read'), undefined);
    clock.advance(1);
    assert.equal(await store.values.get('read'), undefined);
  });
});
