import assert from 'node:assert/strict';
import { StoreError } from '../../../src/store/errors';
import { createMemoryStore } from '../../../src/store/memory/memory';
import { createResilientStore } from '../../../src/store/resilient/resilient';
import type { Shared } from '../../../src/store/shared';
import type { Store } from '../../../src/store/store';
import { createFakeClock } from '../../support/fake-clock';
import { asText } from '../contract-bench';

const AWAY = 'The database cannot be reached';
const WISH = { id: 'one', quiet: 10_000, ranks: [], escalates: true };
const THREE = { perMinute: 3, perDay: 0, perMonth: 0 };
const WINDOW = { origin: 0, length: 1, indicators: 0, events: 0, ticked: 0, due: 0 };
const WORK = { payload: Buffer.from('work'), priority: 0 };

interface Bench {
  readonly store: Store;
  /** What another process sees. */
  readonly others: Store;
  readonly troubles: string[];
  /** What the others saw under `answer` when each lease was let go. */
  readonly ended: string[];
  /** How many leases were let go, or are about to be. */
  readonly ending: () => number;
  readonly leave: () => void;
  readonly comeBack: () => void;
  /** The database is there, and refuses this operation alone. */
  readonly comeBackBut: (operation: string) => void;
}

/** A store that several share, whose database can be away. */
function setUp(ahead = 0): Bench {
  const clock = createFakeClock();
  const others = createMemoryStore({ ...clock, now: () => clock.now() + ahead });
  const troubles: string[] = [];
  const ended: string[] = [];
  let ending = 0;
  let isAway = false;
  let refused: string | undefined;

  const guarded = <Part extends object>(part: Part): Part =>
    new Proxy(part, {
      get(target, name): unknown {
        const operation: unknown = Reflect.get(target, name);
        if (typeof operation !== 'function') return operation;
        return (...given: unknown[]): unknown =>
          isAway || name === refused
            ? Promise.reject(new StoreError(AWAY, { trouble: 'unreachable' }))
            : Reflect.apply(operation, target, given);
      },
    });
  const shared: Shared = {
    instance: 'this',
    place: () => 0,
    leases: {
      take: () =>
        Promise.resolve({
          holds: () => true,
          async end() {
            ending += 1;
            const found = await others.values.get('answer').catch(() => undefined);
            ended.push(asText(found) ?? '');
          },
        }),
    },
    tell: () => undefined,
    hear: () => () => undefined,
    instances: () => Promise.resolve([]),
    describe: () => undefined,
    away: () => (isAway ? new StoreError(AWAY, { trouble: 'unreachable' }) : undefined),
    windows: guarded({
      open: () => Promise.resolve(WINDOW),
      count: () => Promise.resolve(WINDOW),
      top: () => Promise.resolve([]),
      look: () => Promise.resolve(WINDOW),
      due: () => Promise.resolve(undefined),
      tell: () => Promise.resolve(undefined),
      sift: () => Promise.resolve(),
      clear: () => Promise.resolve(),
    }),
  };
  const primary: Store = {
    ...others,
    durable: true,
    shared,
    values: guarded(others.values),
    quotas: guarded(others.quotas),
    claims: (name) => guarded(others.claims(name)),
    queue: (name) => guarded(others.queue(name)),
  };
  const store = createResilientStore(primary, createMemoryStore(clock), ({ message }) =>
    troubles.push(message),
  );
  return {
    store,
    others,
    troubles,
    ended,
    ending: () => ending,
    leave: () => void (isAway = true),
    comeBack() {
      isAway = false;
      refused = undefined;
    },
    comeBackBut(operation) {
      isAway = false;
      refused = operation;
    },
  };
}

describe('a store that several share, and whose database is away', () => {
  it('grants nothing of a quota', async () => {
    const { store, leave, comeBack } = setUp();
    leave();
    await assert.rejects(store.quotas.reserve('key', THREE), StoreError);
    await assert.rejects(store.quotas.pause('key', 1000), StoreError);
    await assert.rejects(store.quotas.usage('key'), StoreError);
    comeBack();
    assert.equal((await store.quotas.usage('key')).minute, 0);
    assert.equal((await store.quotas.reserve('key', THREE)).granted, true);
  });

  it('knows of a quota only what all have used', async () => {
    const { store, others } = setUp();
    for (const each of [others, others, store]) await each.quotas.reserve('key', THREE);
    assert.equal((await store.quotas.reserve('key', THREE)).granted, false);
  });

  it('raises what it has not raised itself, and says that it could not ask', async () => {
    const { store, others, leave } = setUp();
    await others.claims('book').claim('key', WISH);
    leave();
    const claims = store.claims('book');
    const claim = await claims.claim('key', { ...WISH, id: 'two' });
    assert.ok(claim.outcome === 'first');
    assert.equal(claim.unasked, true);
    assert.equal((await claims.claim('key', { ...WISH, id: 'three' })).outcome, 'held');
  });

  it('says nothing of the kind while the database answers', async () => {
    const { store } = setUp();
    const claim = await store.claims('book').claim('key', WISH);
    assert.equal('unasked' in claim, false);
  });

  it('adds what was counted meanwhile to what the others have counted', async () => {
    const { store, others, leave, comeBack } = setUp();
    await others.claims('book').claim('key', WISH);
    await others.claims('book').claim('key', { ...WISH, id: 'counted' });
    leave();
    const claims = store.claims('book');
    for (const id of ['two', 'three', 'four']) await claims.claim('key', { ...WISH, id });
    comeBack();
    const claim = await claims.claim('key', { ...WISH, id: 'five' });
    assert.ok(claim.outcome === 'held');
    assert.deepEqual([claim.id, claim.suppressed], ['two', 4]);
    assert.equal((await others.claims('book').claim('key', { ...WISH, id: 'six' })).suppressed, 5);
  });

  it('raises nothing twice where it is there and yet refuses what is claimed', async () => {
    const { store, leave, comeBack, comeBackBut } = setUp();
    const claims = store.claims('book');
    leave();
    await claims.claim('key', { ...WISH, id: 'two' });
    comeBackBut('claim');
    for (const id of ['three', 'four', 'five']) {
      assert.equal((await claims.claim('key', { ...WISH, id })).outcome, 'held');
    }
    comeBack();
    const claim = await claims.claim('key', { ...WISH, id: 'six' });
    assert.ok(claim.outcome === 'held');
    assert.deepEqual([claim.id, claim.suppressed], ['two', 4]);
  });

  it('lets a lease go once what was found out under it is there for the others', async () => {
    const { store, leave, comeBack, ended } = setUp();
    const lease = await store.shared?.leases.take('right');
    leave();
    await store.values.set('answer', Buffer.from('found'), 10_000);
    void lease?.end();
    assert.equal(lease?.holds(), false);
    await new Promise(setImmediate);
    assert.deepEqual(ended, []);
    comeBack();
    assert.equal(store.shared?.away(), undefined);
    await new Promise(setImmediate);
    assert.deepEqual(ended, ['found']);
  });

  it('lets a lease go no sooner where the database is back by then', async () => {
    const { store, leave, comeBack, ended } = setUp();
    const lease = await store.shared?.leases.take('right');
    leave();
    await store.values.set('answer', Buffer.from('found'), 10_000);
    comeBack();
    await lease?.end();
    assert.deepEqual(ended, ['found']);
  });

  it('lets a lease go where what was found out under it comes home at the second attempt', async () => {
    const { store, leave, comeBack, comeBackBut, ended } = setUp();
    const lease = await store.shared?.leases.take('right');
    leave();
    await store.values.set('answer', Buffer.from('found'), 10_000);
    void lease?.end();
    comeBackBut('set');
    assert.equal(store.shared?.away(), undefined);
    await new Promise(setImmediate);
    assert.deepEqual(ended, []);
    comeBack();
    assert.equal(store.shared?.away(), undefined);
    await new Promise(setImmediate);
    assert.deepEqual(ended, ['found']);
  });

  it('lets a lease go in the same turn while the database is there, and at its end', async () => {
    const { store, leave, ended, ending } = setUp();
    const [one, two, three] = [
      await store.shared?.leases.take('one'),
      await store.shared?.leases.take('two'),
      await store.shared?.leases.take('three'),
    ];
    void one?.end();
    assert.equal(ending(), 1);
    leave();
    const last = two?.end();
    await store.values.set('answer', Buffer.from('found'), 10_000);
    await store.close();
    await last;
    await three?.end();
    assert.equal(ended.length, 3);
  });

  it('tells when it was by the clock of the database, whatever that of this host says', async () => {
    const FIVE_MINUTES = 300_000;
    const { store, others, leave, comeBack } = setUp(FIVE_MINUTES);
    leave();
    await store.claims('book').claim('key', WISH);
    comeBack();
    await store.values.get('anything');
    const claim = await store.claims('book').claim('key', { ...WISH, id: 'late' });
    assert.equal(claim.outcome, 'held');
    assert.equal(claim.since, others.now());
  });

  it('does at once what it was given meanwhile, and says that it does not last', async () => {
    const { store, leave, comeBack } = setUp();
    const queue = store.queue('lookups');
    const early = (await queue.put(WORK, 10)) ?? '';
    leave();
    const late = (await queue.put(WORK, 10)) ?? '';
    assert.deepEqual([queue.lasts(late), queue.holds(late)], [false, true]);
    assert.equal((await queue.take())?.id, late);
    await queue.finish(late);
    assert.equal(await queue.take(), undefined);
    comeBack();
    assert.equal((await queue.take())?.id, early);
  });

  it('tells of the trouble once, and again when it begins anew', async () => {
    const { store, troubles, leave, comeBack } = setUp();
    leave();
    for (const key of ['a', 'b', 'c']) await store.values.get(key);
    await assert.rejects(store.quotas.usage('key'), StoreError);
    assert.deepEqual(troubles, [AWAY]);
    comeBack();
    await store.values.get('a');
    leave();
    await store.values.get('a');
    assert.deepEqual(troubles, [AWAY, AWAY]);
  });
});
