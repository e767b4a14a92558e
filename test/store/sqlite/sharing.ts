import assert from 'node:assert/strict';
import path from 'node:path';
import { systemClock, type Clock } from '../../../src/clock';
import { openSqliteStore } from '../../../src/store/sqlite/sqlite';
import type { Store } from '../../../src/store/store';
import { createFakeClock, type FakeClock } from '../../support/fake-clock';
import { makeTemporaryFolder } from '../../support/temporary-folder';
import { asText } from '../contract-bench';
import { runProcess, SHARED_ALLOWANCE, startHolding, type HoldingProcess } from './process';
import { steps } from './steps';

interface Pair {
  readonly clock: FakeClock;
  readonly file: string;
  readonly one: Store;
  readonly other: Store;
}

/** Several who have one file open, and processes that are gone. */
export function describeSharing(): void {
  const opened: Store[] = [];

  afterEach(async () => {
    await Promise.all(opened.splice(0).map((store) => store.close()));
  });

  function open(file: string, clock: Clock): Store {
    const { store, setAside } = openSqliteStore(file, clock);
    assert.equal(setAside, undefined);
    opened.push(store);
    return store;
  }

  function openTwice(): Pair {
    const file = path.join(makeTemporaryFolder(), 'state.sqlite');
    const clock = createFakeClock('2026-01-15T12:00:00Z');
    return { clock, file, one: open(file, clock), other: open(file, clock) };
  }

  describe('two who have the file open', () => {
    it('see what the other keeps', async () => {
      const { one, other } = openTwice();
      await one.values.set('key', Buffer.from('value'), 1000);
      const wish = { id: 'one', quiet: 1000, ranks: [], escalates: false };
      assert.equal((await one.claims('book').claim('key', wish)).outcome, 'first');
      assert.equal(asText(await other.values.get('key')), 'value');
      assert.equal((await other.claims('book').claim('key', wish)).outcome, 'held');
    });

    it('never get the same work', async () => {
      const { one, other } = openTwice();
      for (let index = 0; index < 20; index += 1) {
        await one.queue('q').put({ payload: Buffer.from(String(index)), priority: 0 }, 20);
      }
      const taken = await Promise.all(
        Array.from({ length: 30 }, (_, index) => (index % 3 ? one : other).queue('q').take()),
      );
      const ids = taken.flatMap((work) => work?.id ?? []);
      assert.equal(new Set(ids).size, 20);
      assert.equal(ids.length, 20);
    });

    it('know the time that the other has learned, before the next reservation', async () => {
      const { clock, one, other } = openTwice();
      const allowance = { perMinute: 0, perDay: 1, perMonth: 0 };
      assert.equal((await one.quotas.reserve('key', allowance)).granted, true);
      clock.advance(20_000);
      one.learnTime(Date.parse('2026-01-16T00:00:10Z'));
      assert.equal((await other.quotas.reserve('key', allowance)).granted, true);
      other.learnTime(Date.parse('2026-01-15T23:00:00Z'));
      const reservation = await one.quotas.reserve('key', allowance);
      assert.ok(!reservation.granted);
      assert.equal(reservation.wait, 25 * 3_600_000);
    });

    it('know the time that the other has learned while something of it waited', async () => {
      const { one, other } = openTwice();
      const allowance = { perMinute: 0, perDay: 1, perMonth: 0 };
      const pending = one.quotas.reserve('any', allowance);
      one.learnTime(Date.parse('2026-03-01T00:00:00Z'));
      await pending;
      await other.quotas.reserve('key', allowance);
      const reservation = await other.quotas.reserve('key', allowance);
      assert.ok(!reservation.granted);
      assert.equal(reservation.retryAt, Date.parse('2026-03-02T00:00:00Z'));
    });

    it('do not undo what the other has learned when they write the time down', async () => {
      const { clock, one, other } = openTwice();
      one.learnTime(Date.parse('2026-03-01T00:00:00Z'));
      clock.advance(1000);
      await other.values.set('name', Buffer.from('value'), 1000);
      const allowance = { perMinute: 0, perDay: 1, perMonth: 0 };
      await one.quotas.reserve('key', allowance);
      const refused = await one.quotas.reserve('key', allowance);
      assert.ok(!refused.granted);
      assert.equal(refused.retryAt, Date.parse('2026-03-02T00:00:00Z'));
    });

    it('leave the work of one who lives, and get that of one who closed', async () => {
      const { one, other } = openTwice();
      await one.queue('q').put({ payload: Buffer.from('work'), priority: 0 }, 1);
      await one.queue('q').take();
      await other.queue('q').recover();
      assert.equal(await other.queue('q').take(), undefined);
      await one.close();
      await other.queue('q').recover();
      const work = await other.queue('q').take();
      assert.deepEqual([asText(work?.payload), work?.attempts], ['work', 1]);
    });

    it('get the work that was taken before a reboot, though some process has that number', async () => {
      const { file, one } = openTwice();
      await one.queue('q').put({ payload: Buffer.from('work'), priority: 0 }, 1);
      await one.queue('q').take();
      const rebooted = createFakeClock('2026-01-15T12:05:00Z');
      const after = open(file, { ...rebooted, elapsed: () => 10 });
      await after.queue('q').recover();
      assert.equal(asText((await after.queue('q').take())?.payload), 'work');
    });
  });

  describe('several processes', () => {
    it('print nothing: Node.js says of its SQLite on 22 that it is experimental', async () => {
      const file = path.join(makeTemporaryFolder(), 'state.sqlite');
      assert.deepEqual(await runProcess({ file, job: 'reserve', count: 1 }), {
        signal: null,
        output: '1\n',
        errors: '',
      });
    });

    it('that reserve at once never exceed the allowance, whoever makes the file', async () => {
      const file = path.join(makeTemporaryFolder(), 'folder', 'state.sqlite');
      const endings = await Promise.all(
        [1, 2, 3].map(() => runProcess({ file, job: 'reserve', count: 200 })),
      );
      assert.deepEqual(
        endings.map(({ errors }) => errors),
        ['', '', ''],
      );
      const granted = endings.reduce((sum, { output }) => sum + Number(output), 0);
      assert.equal(granted, SHARED_ALLOWANCE.perDay);
      const usage = await open(file, createFakeClock()).quotas.usage('key');
      assert.deepEqual(usage, { minute: granted, day: granted, month: granted });
    });
  });

  describe('another process that has the file open', () => {
    const killing: HoldingProcess[] = [];

    afterEach(async () => {
      for (const each of killing.splice(0)) await each.kill();
    });

    async function hold(file: string, within?: readonly string[]): Promise<HoldingProcess> {
      const holding = await startHolding(file, within);
      killing.push(holding);
      return holding;
    }

    it('is told of, once', async () => {
      const file = path.join(makeTemporaryFolder(), 'state.sqlite');
      await hold(file);
      const { store, onMishap, lookAfterFile } = openSqliteStore(file, systemClock);
      opened.push(store);
      const told: string[] = [];
      onMishap((sentence) => void told.push(sentence));
      for (let look = 0; look < 3; look += 1) lookAfterFile();
      assert.equal(told.length, 1);
      assert.match(told[0] ?? '', /^Another process uses the store .* too \(its number is \d+\)/);
    });

    it('in a container of its own keeps its work while it lives, and no longer', async function () {
      const file = path.join(makeTemporaryFolder(), 'state.sqlite');
      const container = ['unshare', '--pid', '--fork', '--kill-child', '--mount-proc'];
      const holding = await hold(file, container);
      if (!holding.isHolding) {
        console.log('      skipped: this user may not start a process in a container of its own');
        this.skip();
      }
      const first = openSqliteStore(file, systemClock).store;
      assert.equal(await takeHeld(first), undefined, 'its process cannot be seen from here');
      await first.close();
      await holding.kill();
      assert.equal(await takeHeld(open(file, systemClock)), 'held');
    });
  });

  describe('a process killed', () => {
    for (const [index, { title, check }] of steps.entries()) {
      it(`leaves ${title}`, async () => {
        const file = path.join(makeTemporaryFolder(), 'state.sqlite');
        const { signal, errors } = await runProcess({ file, job: 'steps', count: index + 1 });
        assert.deepEqual([signal, errors], ['SIGKILL', '']);
        await check(open(file, createFakeClock()));
      });
    }

    for (const lines of [1, 2, 5, 20, 80]) {
      it(`somewhere after ${lines} rounds of work loses none that it has told of`, async () => {
        const file = path.join(makeTemporaryFolder(), 'state.sqlite');
        const { signal, output } = await runProcess({ file, job: 'endless' }, lines);
        assert.equal(signal, 'SIGKILL');
        const told = Number(output.trimEnd().split('\n').at(-1));
        assert.ok(told >= lines);
        const store = open(file, createFakeClock());
        const done = Number(asText(await store.values.get('done')));
        const { minute, day, month } = await store.quotas.usage('key');
        const waiting = await store.queue('q').waiting();
        for (const count of [done, day, waiting]) assert.ok(count === told || count === told + 1);
        assert.deepEqual([minute, month], [day, day]);
        assert.equal((await store.values.get(String(told)))?.byteLength, 5000);
        for (let left = waiting; left > 0; left -= 1) {
          assert.equal((await store.queue('q').take())?.payload.byteLength, 5000);
        }
      });
    }
  });
}

async function takeHeld(store: Store): Promise<string | undefined> {
  await store.queue('q').recover();
  return asText((await store.queue('q').take())?.payload);
}
