import assert from 'node:assert/strict';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { backUp } from '../../../src/store/sqlite/backup/back-up';
import type { Store } from '../../../src/store/store';
import { createFakeClock, type FakeClock } from '../../support/fake-clock';
import { asText } from '../contract-bench';
import { modeOf, newPath, useFiles, type Files } from './bench';

const ALLOWANCE = { perMinute: 0, perDay: 5, perMonth: 100 };
const SPENT = { perMinute: 3, perDay: 500, perMonth: 15_500 };

/** What becomes of quota and work when something happens to the file. */
export function describeMishaps(): void {
  const files = useFiles();
  const { open, openRaw } = files;

  describe('a file that vanishes while it is in use', () => {
    for (const [title, remove, sentence] of [
      ['itself', (file: string) => rmSync(file), /was gone, and is written anew: nothing is lost$/],
      ['with its log', removeParts, /was gone, and is written anew: nothing is lost$/],
      [
        'with its folder',
        (file: string) => rmSync(path.dirname(file), { recursive: true }),
        /was gone, and is written anew: nothing is lost$/,
      ],
      ['but for its name', moveAway, /was gone, and is written anew: nothing is lost$/],
      ['as far as its log goes', (file: string) => rmSync(`${file}-wal`), /^The log of the store/],
      [
        'as far as its index goes',
        (file: string) => rmSync(`${file}-shm`),
        /^The log of the store/,
      ],
    ] as const) {
      it(`${title} is told of within a second of use, and nothing is lost`, async () => {
        const { file, clock, store, told } = await setUp(files);
        remove(file);
        clock.advance(1000);
        await use(store, 1);
        assert.equal(told.length, 1);
        assert.match(told[0] ?? '', sentence);
        assert.equal(modeOf(file), 0o600);
        await store.close();
        await expectAllThere(open(file, { clock }).store);
      });
    }

    it('is told of only then: use, backups, others who come and go, and a full log are nothing', async () => {
      const { clock, store, told, file } = await setUp(files);
      for (let round = 0; round < 5; round += 1) {
        clock.advance(1000);
        await fill(store);
        openRaw(file).exec('PRAGMA wal_checkpoint(TRUNCATE)');
        const other = open(file, { clock });
        await fill(other.store);
        await other.store.close();
        await backUp(file, `${file}-${round}`);
      }
      clock.advance(1000);
      await use(store, 1);
      assert.deepEqual(told, []);
    });

    it('is told of also when nobody uses it', async () => {
      const file = newPath();
      const clock = createFakeClock();
      const opened = open(file, { clock });
      const told: string[] = [];
      opened.onMishap((sentence) => void told.push(sentence));
      removeParts(file);
      clock.advance(1000);
      opened.lookAfterFile();
      assert.equal(told.length, 1);
      assert.ok(existsSync(file));
    });

    it('and has another store in its place is gone on with, and no quota is fresh again', async () => {
      const { file, clock, store, told } = await setUp(files);
      const backup = `${file}-backup`;
      openRaw(file).exec(`VACUUM INTO '${backup}'`);
      await use(store, 1);
      removeParts(file);
      renameSync(backup, file);
      clock.advance(1000);
      assert.equal((await store.quotas.usage('key')).day, 3);
      await store.values.set('key', Buffer.from('value'), 1000);
      assert.match(told.join(), /^Another file lies in the place of the store/);
      await expectAllThere(store);
      const kept = readdirSync(path.dirname(file)).find((name) => name.includes('replaced'));
      assert.ok(kept && told.join().includes(kept));
    });

    it('and has no store in its place goes on as it is, and says so', async () => {
      const { file, clock, store, told } = await setUp(files);
      removeParts(file);
      writeFileSync(file, 'no store');
      clock.advance(1000);
      await use(store, 1);
      assert.match(
        told.join(),
        /another file lies in its place, and what is in it ends with Node-RED/,
      );
      assert.equal(readFileSync(file, 'utf8'), 'no store');
      await expectAllThere(store);
    });
  });

  describe('a store that is damaged', () => {
    it('hands on the quota that can be read, and the time', async () => {
      const file = newPath();
      const clock = createFakeClock();
      const { store } = open(file, { clock });
      await use(store, 5);
      store.learnTime(Date.parse('2026-01-15T23:00:00Z'));
      await fill(store);
      await store.close();
      damageEnd(file);
      const { store: fresh, setAside, isQuotaUnread } = open(file, { clock });
      assert.ok(setAside);
      assert.equal(isQuotaUnread, false);
      assert.deepEqual(await fresh.quotas.usage('key'), { minute: 5, day: 5, month: 5 });
      const reservation = await fresh.quotas.reserve('key', ALLOWANCE);
      assert.ok(!reservation.granted);
      assert.equal(reservation.retryAt, Date.parse('2026-01-16T00:00:00Z'));
    });

    it('whose quota cannot be read counts as spent for the day, and as far as can be for the month', async () => {
      const file = newPath();
      const clock = createFakeClock('2026-01-03T12:00:00Z');
      writeFileSync(file, 'This is not a database. '.repeat(500));
      const { store, isQuotaUnread } = open(file, { clock });
      assert.equal(isQuotaUnread, true);
      const today = await store.quotas.reserve('key', SPENT);
      assert.ok(!today.granted);
      assert.equal(today.retryAt, Date.parse('2026-01-04T00:00:00Z'));
      assert.deepEqual(await store.quotas.usage('key'), {
        minute: 0,
        day: 500,
        month: 1500,
        pausedUntil: Date.parse('2026-01-03T12:01:00Z'),
      });
      await store.close();
      clock.advance(12 * 3_600_000);
      const { store: next } = open(file, { clock });
      assert.equal((await next.quotas.reserve('key', SPENT)).granted, true);
      assert.deepEqual(await next.quotas.usage('key'), { minute: 1, day: 1, month: 1501 });
      assert.equal((await next.quotas.reserve('other key', SPENT)).granted, true);
    });
  });

  describe('a copy of file and log of which one is older', () => {
    it('has the quota of the file where the log is older', async () => {
      const { older, newer, clock } = await makeTwo(files);
      for (const part of ['-wal', '-shm']) copyFileSync(older + part, newer + part);
      const { store, olderLog, setAside } = open(newer, { clock });
      assert.equal((await store.quotas.usage('key')).day, 4, 'what the file says without its log');
      assert.equal(setAside, undefined);
      assert.ok(olderLog && readFileSync(`${olderLog}-wal`).equals(readFileSync(`${older}-wal`)));
    });

    it('has the quota of the log where the file is older, or that of both', async () => {
      const { older, newer, clock } = await makeTwo(files);
      for (const part of ['-wal', '-shm']) copyFileSync(newer + part, older + part);
      const { store } = open(older, { clock });
      const { day } = await store.quotas.usage('key');
      assert.ok(day >= 2, `${day} used`);
      const reservation = await store.quotas.reserve('key', { ...ALLOWANCE, perDay: 2 });
      assert.equal(reservation.granted, false);
    });

    it('is a backup whole where the log of what was there before was left', async () => {
      const clock = createFakeClock();
      const file = newPath();
      const writer = open(file, { clock }).store;
      const keep = (name: string, count: number): Promise<unknown> =>
        Promise.all(
          Array.from({ length: count }, (_, index) =>
            writer.values.set(`${name} ${index}`, Buffer.alloc(2000, index), 1_000_000),
          ),
        );
      await keep('before', 300);
      await writer.quotas.reserve('key', ALLOWANCE);
      const backup = newPath();
      await backUp(file, backup);
      await keep('after', 600);
      const restored = newPath();
      copyFileSync(backup, restored);
      copyFileSync(`${file}-wal`, `${restored}-wal`);
      const { store, olderLog, setAside } = open(restored, { clock });
      assert.equal(setAside, undefined);
      assert.ok(olderLog);
      assert.equal((await store.quotas.usage('key')).day, 1);
      assert.ok(await store.values.get('before 299'));
      assert.equal(await store.values.get('after 0'), undefined);
    });

    it('has all where nothing is older', async () => {
      const { newer, clock } = await makeTwo(files);
      const { store, olderLog, setAside } = open(newer, { clock });
      assert.equal((await store.quotas.usage('key')).day, 5);
      assert.deepEqual([olderLog, setAside], [undefined, undefined]);
    });
  });
}

function removeParts(file: string): void {
  for (const part of ['', '-wal', '-shm']) rmSync(file + part, { force: true });
}

function moveAway(file: string): void {
  renameSync(file, `${file}.moved`);
}

async function fill(store: Store): Promise<void> {
  for (let index = 0; index < 100; index += 1) {
    await store.values.set(`key ${index}`, Buffer.alloc(3000, String(index)), 1e9);
  }
}

/** What was written last lies last: values, not quotas. */
function damageEnd(file: string): void {
  const bytes = readFileSync(file);
  bytes.fill(0xee, bytes.length - 65_536);
  writeFileSync(file, bytes);
}

async function use(store: Store, times: number): Promise<void> {
  for (let time = 0; time < times; time += 1) {
    assert.equal((await store.quotas.reserve('key', ALLOWANCE)).granted, true);
  }
}

interface Bench {
  readonly file: string;
  readonly clock: FakeClock;
  readonly store: Store;
  readonly told: string[];
}

async function setUp({ open }: Files): Promise<Bench> {
  const file = newPath();
  const clock = createFakeClock();
  const opened = open(file, { clock });
  const { store } = opened;
  const told: string[] = [];
  opened.onMishap((sentence) => void told.push(sentence));
  await use(store, 2);
  await store.queue('q').put({ payload: Buffer.from('work'), priority: 0 }, 9);
  return { file, clock, store, told };
}

async function expectAllThere(store: Store): Promise<void> {
  assert.equal((await store.quotas.usage('key')).day, 3);
  assert.equal(asText((await store.queue('q').take())?.payload), 'work');
}

/** Killed with a log, at two times: parts of each can be put together. */
async function makeTwo({
  open,
  openRaw,
}: Files): Promise<{ older: string; newer: string; clock: FakeClock }> {
  const file = newPath();
  const clock = createFakeClock();
  const { store } = open(file, { clock });
  const copies = path.join(path.dirname(file), 'copies');
  mkdirSync(copies);
  const copy = (name: string): string => {
    const target = path.join(copies, `${name}.sqlite`);
    for (const part of ['', '-wal', '-shm']) copyFileSync(file + part, target + part);
    return target;
  };
  await fill(store);
  await use(store, 2);
  const older = copy('older');
  clock.advance(5000);
  await use(store, 2);
  openRaw(file).exec('PRAGMA wal_checkpoint(TRUNCATE)');
  clock.advance(5000);
  await use(store, 1);
  return { older, newer: copy('newer'), clock };
}
