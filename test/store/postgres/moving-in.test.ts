import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import * as pg from 'pg';
import { TIMES_INSIDE } from '../../../nodes/store/moving/times-inside';
import { systemClock } from '../../../src/clock';
import { createPostgresStore, moveIntoPostgres } from '../../../src/store/postgres/postgres-store';
import type { TimesInside } from '../../../src/store/postgres/moving-in/times-inside';
import { countNow, countStock } from '../../../src/store/sqlite/moving-out/count';
import { InUseError, moveOut, movingFile } from '../../../src/store/sqlite/moving-out/move-out';
import { openSqliteStore } from '../../../src/store/sqlite/sqlite';
import type { Stock } from '../../../src/store/rules/stock';
import type { Allowance, Store } from '../../../src/store/store';
import { createFakeClock } from '../../support/fake-clock';
import { needsPostgres } from '../../support/needs-postgres';
import { needsSqlite } from '../../support/needs-sqlite';
import { freshSchema, startPostgres, type PostgresServer } from '../../support/postgres';
import { makeTemporaryFolder, removeTemporaryFolder } from '../../support/temporary-folder';
import { asText } from '../contract-bench';
import { serverOf } from './connection/bench';
import { describeMovedWindows } from './moved-windows';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const PLENTY: Allowance = { perMinute: 5, perDay: 100, perMonth: 1000 };
const WISH = { quiet: DAY, ranks: [1, 2], escalates: true };

/** Each payload gets its shift behind it; ranks stay, and one value is of no use to others. */
const INSIDE: TimesInside = {
  payload: (queue, payload, shift) =>
    queue === 'with times' ? Buffer.from(`${asText(payload)} ${Math.round(shift / DAY)}`) : payload,
  ranks: (_name, ranks) => ranks,
  takes: (key) => key !== 'own',
  windows: TIMES_INSIDE.windows,
};

describe('moving a store in a file to PostgreSQL', function () {
  this.timeout(30_000);
  needsSqlite();
  needsPostgres();
  let server: PostgresServer;
  let folder: string;
  let file: string;
  let schema: string;
  const opened: Store[] = [];

  before(async () => {
    server = await startPostgres();
  });
  after(() => server?.remove());
  beforeEach(() => {
    folder = makeTemporaryFolder();
    file = path.join(folder, 'state.sqlite');
    schema = freshSchema();
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((store) => store.close()));
    removeTemporaryFolder(folder);
  });

  /** A store whose clock stands where nobody's does, as that of an old file. */
  function openFile(clock = systemClock): Store {
    const { store } = openSqliteStore(file, clock);
    opened.push(store);
    return store;
  }

  function openShared(): Store {
    const store = createPostgresStore({
      pg,
      server: serverOf(server.url),
      schema,
      name: 'test',
      clock: systemClock,
      notes: () => undefined,
    });
    opened.push(store);
    return store;
  }

  const take = (stock: Stock): Promise<{ readonly wasDone: boolean }> =>
    moveIntoPostgres({ pg, server: serverOf(server.url), schema }, stock, INSIDE);

  async function move(): Promise<boolean> {
    let wasDone = false;
    await moveOut(file, systemClock, async (stock) => {
      ({ wasDone } = await take(stock));
    });
    return wasDone;
  }

  describeMovedWindows({ take, openShared });

  it('takes along all that lies in it, in its order and with its times', async () => {
    await fill(openFile());
    assert.equal(await move(), false);
    const store = openShared();
    const { minute, day, month } = await store.quotas.usage('key');
    assert.deepEqual([minute, day, month], [2, 2, 2]);
    assert.equal(asText((await store.values.get('answer')) ?? assert.fail()), 'report');
    assert.equal(await store.values.get('own'), undefined);
    const claim = await store.claims('book').claim('subject', { ...WISH, id: 'third' });
    assert.deepEqual(
      [claim.outcome, claim.outcome === 'held' && claim.id, claim.suppressed],
      ['held', 'first', 2],
    );
    const queue = store.queue('lookups');
    assert.equal(await queue.waiting(), 4);
    assert.deepEqual(
      await textsIn('lookups', store),
      ['one', 'two', 'three'].map((text) => `${text}, taken 1 times before`),
    );
    const due = (await queue.nextDue()) ?? 0;
    assert.ok(due > HOUR - 60_000 && due <= HOUR, `due in ${due} ms`);
    assert.deepEqual(
      (await queue.dead(10)).map(({ payload, reason }) => [asText(payload), reason]),
      [['dead', 'no answer']],
    );
    assert.deepEqual(await textsIn('with times', store), ['at 0, taken 0 times before']);
  });

  it('takes along times of a clock that stood elsewhere as what they are from now on', async () => {
    const clock = { ...createFakeClock(systemClock.now() - 30 * DAY), boot: 'of another machine' };
    const store = openFile(clock);
    await store.values.set('answer', Buffer.from('report'), 40 * DAY);
    await store.values.set('over', Buffer.from('report'), DAY);
    await store.quotas.reserve('key', PLENTY);
    await store.claims('book').claim('subject', { ...WISH, id: 'old' });
    await store.queue('with times').put({ payload: Buffer.from('at'), priority: 0 }, 10);
    await store.close();
    await move();
    const shared = openShared();
    assert.ok(await shared.values.get('answer'));
    assert.equal(await shared.values.get('over'), undefined);
    const { minute, day } = await shared.quotas.usage('key');
    assert.deepEqual([minute, day], [0, 0]);
    assert.equal(
      (await shared.claims('book').claim('subject', { ...WISH, id: 'new' })).outcome,
      'first',
    );
  });

  it('adds what was used here to what was used there, and keeps both to the minute', async () => {
    const shared = openShared();
    for (const _ of [1, 2]) await shared.quotas.reserve('key', PLENTY);
    await shared.claims('book').claim('subject', { ...WISH, id: 'there' });
    await fill(openFile());
    await move();
    const { minute, day, month } = await shared.quotas.usage('key');
    assert.deepEqual([minute, day, month], [4, 4, 4]);
    const granted = [];
    for (const _ of [1, 2]) granted.push((await shared.quotas.reserve('key', PLENTY)).granted);
    assert.deepEqual(granted, [true, false]);
    const claim = await shared.claims('book').claim('subject', { ...WISH, id: 'third' });
    assert.equal(claim.outcome, 'held');
  });

  it('tells how much it would take along', async () => {
    await fill(openFile());
    const counts = countNow(file);
    assert.deepEqual(counts, await countStock(file));
    const { quotas, claims, values, work, dead } = counts;
    assert.deepEqual([quotas, claims, values, dead], [1, 1, { '': 2 }, 1]);
    assert.deepEqual(work, { '': 4, with: 1 });
  });

  it('sets the file aside, and begins a new one for whoever opens it again', async () => {
    await fill(openFile());
    await move();
    assert.deepEqual(
      readdirSync(folder).map((name) => name.replace(/\d{8}T\d{6}Z/, 'time')),
      ['state.sqlite.moved-time'],
    );
    assert.equal(await openFile().values.get('answer'), undefined);
  });

  it('refuses while somebody uses the file, which stays as it is', async () => {
    const store = openFile();
    await store.values.set('answer', Buffer.from('report'), HOUR);
    await assert.rejects(move(), InUseError);
    assert.ok(await store.values.get('answer'));
    assert.ok(!existsSync(movingFile(file)));
    await store.close();
    assert.equal(await move(), false);
  });

  it('takes nothing twice when the process ends after all was written', async () => {
    await fill(openFile());
    const ended = new Error('the process has ended');
    const interrupted = moveOut(file, systemClock, async (stock) => {
      await take(stock);
      throw ended;
    });
    await assert.rejects(interrupted, ended);
    const store = openShared();
    assert.equal((await textsIn('lookups', store)).length, 3);
    assert.equal(await move(), true);
    assert.equal((await store.quotas.usage('key')).day, 2);
    assert.equal((await textsIn('lookups', store)).length, 0);
  });

  it('loses nothing when it ends before, and takes all of it then', async () => {
    await fill(openFile());
    const half: TimesInside = {
      ...INSIDE,
      payload(queue, payload) {
        if (queue === 'with times') throw new Error('the process has ended');
        return payload;
      },
    };
    const interrupted = moveOut(file, systemClock, async (stock) => {
      await moveIntoPostgres({ pg, server: serverOf(server.url), schema }, stock, half);
    });
    await assert.rejects(interrupted);
    const store = openShared();
    assert.equal(await store.queue('lookups').waiting(), 0);
    assert.equal((await store.quotas.usage('key')).day, 0);
    assert.equal(await move(), false);
    assert.equal(await store.queue('lookups').waiting(), 4);
  });

  it('is done by one of two who begin at the same time', async () => {
    await fill(openFile());
    const done: boolean[] = [];
    await moveOut(file, systemClock, async (stock) => {
      const both = await Promise.all([take(stock), take(stock)]);
      done.push(...both.map(({ wasDone }) => wasDone));
    });
    assert.equal(done.filter((wasDone) => wasDone).length, 1);
    assert.equal((await openShared().quotas.usage('key')).day, 2);
  });
});

async function fill(store: Store): Promise<void> {
  const { attempt } = { attempt: '', ...(await store.quotas.reserve('key', PLENTY)) };
  await store.quotas.settle('key', attempt);
  await store.quotas.reserve('key', PLENTY);
  await store.values.set('answer', Buffer.from('report'), HOUR);
  await store.values.set('own', Buffer.from('page'), HOUR);
  await store.claims('book').claim('subject', { ...WISH, id: 'first' });
  await store.claims('book').claim('subject', { ...WISH, id: 'second' });
  const queue = store.queue('lookups');
  for (const text of ['one', 'two', 'three', 'later', 'dead'])
    await queue.put({ payload: Buffer.from(text), priority: 0 }, 10);
  for (const _ of ['one', 'two', 'three', 'later', 'dead']) {
    const { id, payload } = (await queue.take()) ?? assert.fail();
    if (asText(payload) === 'later') await queue.giveBack(id, HOUR);
    if (asText(payload) === 'dead') await queue.bury(id, 'no answer');
  }
  await store.queue('with times').put({ payload: Buffer.from('at'), priority: 0 }, 10);
  await store.close();
}

async function textsIn(queue: string, store: Store): Promise<readonly string[]> {
  const taken: string[] = [];
  for (let work = await store.queue(queue).take(); work; work = await store.queue(queue).take())
    taken.push(`${asText(work.payload)}, taken ${work.attempts} times before`);
  return taken;
}
