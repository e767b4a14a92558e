import assert from 'node:assert/strict';
import * as pg from 'pg';
import { systemClock, type Clock } from '../../../src/clock';
import { createPostgresStore } from '../../../src/store/postgres/postgres-store';
import type { Store } from '../../../src/store/store';
import { needsPostgresInOnePair } from '../../support/needs-postgres';
import { freshSchema, startPostgres, type PostgresServer } from '../../support/postgres';
import { asText } from '../contract-bench';
import { serverOf } from './connection/bench';

const FIVE_MINUTES = 300_000;

describe('stores on PostgreSQL on hosts whose clocks differ', function () {
  this.timeout(30_000);
  needsPostgresInOnePair();
  let server: PostgresServer;
  let early: Store;
  let late: Store;
  let shift = 0;
  before(async () => {
    server = await startPostgres();
    const schema = freshSchema();
    early = open(schema, () => shift - FIVE_MINUTES);
    late = open(schema, () => shift + FIVE_MINUTES);
    await Promise.all([early.ready(), late.ready()]);
  });
  beforeEach(() => (shift = 0));
  after(async () => {
    await Promise.all([early?.close(), late?.close()]);
    await server?.remove();
  });

  function open(schema: string, ahead: () => number): Store {
    const clock: Clock = { ...systemClock, now: () => systemClock.now() + ahead() };
    const at = { pg, server: serverOf(server.url), schema };
    return createPostgresStore({ ...at, name: 'one', clock, notes: () => undefined });
  }

  it('have one time, whatever the hosts say, and however they jump', async () => {
    for (const jump of [0, 3_600_000, -3_600_000]) {
      shift = jump;
      await Promise.all([early.values.get('key'), late.values.get('key')]);
      assert.ok(Math.abs(early.elapsed() - late.elapsed()) < 1000);
      assert.ok(Math.abs(early.now() - late.now()) < 1000);
      assert.ok(Math.abs(early.now() - systemClock.now()) < 1000);
    }
  });

  it('share one window of a quota', async () => {
    const allowance = { perMinute: 4, perDay: 100, perMonth: 100 };
    const reservations = [];
    for (const store of [early, late, early, late, early, late]) {
      reservations.push(await store.quotas.reserve('key', allowance));
    }
    const granted = reservations.filter((each) => each.granted);
    assert.equal(granted.length, 4);
  });

  it('keep a value for as long as it was to last', async () => {
    await early.values.set('from the early one', Buffer.from('kept'), 60_000);
    await late.values.set('from the late one', Buffer.from('kept'), 60_000);
    assert.equal(asText(await late.values.get('from the early one')), 'kept');
    assert.equal(asText(await early.values.get('from the late one')), 'kept');
  });

  it('hold a claim against each other for as long as it is quiet', async () => {
    const wish = { quiet: 60_000, ranks: [1], escalates: false };
    const first = await late.claims('book').claim('subject', { ...wish, id: 'a' });
    const second = await early.claims('book').claim('subject', { ...wish, id: 'b' });
    assert.deepEqual([first.outcome, second.outcome], ['first', 'held']);
    assert.ok(Math.abs(second.since - systemClock.now()) < 10_000);
  });

  it('have work due when it was to be', async () => {
    const [queue, other] = [early.queue('work'), late.queue('work')];
    await other.put({ payload: Buffer.from('work'), priority: 0, forAll: true }, 9);
    const work = await queue.take();
    await queue.giveBack(work?.id ?? '', 30_000);
    const due = (await queue.nextDue()) ?? 0;
    assert.ok(due > 20_000 && due <= 30_000, String(due));
  });
});
