import assert from 'node:assert/strict';
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { StoreError } from '../../../src/store/errors';
import { createFakeClock } from '../../support/fake-clock';
import { asText } from '../contract-bench';
import { modeOf, newPath, useFiles } from './bench';

/** What goes wrong with the file, and what becomes of it then. */
export function describeTrouble(): void {
  const { open, openRaw } = useFiles();

  describe('a file that is no store', () => {
    for (const [title, bytes] of [
      ['text', Buffer.from('This is not a database. '.repeat(500))],
      ['a single byte', Buffer.from('x')],
      ['the beginning of a database', Buffer.from('SQLite format 3\0')],
    ] as const) {
      it(`but ${title} is set aside with all that lies beside it, and a fresh one is made`, async () => {
        const file = newPath();
        writeFileSync(file, bytes);
        writeFileSync(`${file}-wal`, 'the log');
        writeFileSync(`${file}-shm`, 'its index');
        const clock = createFakeClock('2026-01-15T12:34:56.789Z');
        const { store, setAside } = open(file, { clock });
        assert.equal(setAside, `${file}.corrupt-20260115T123456Z`);
        assert.deepEqual(readFileSync(setAside), bytes);
        assert.equal(readFileSync(`${setAside}-wal`, 'utf8'), 'the log');
        assert.equal(readFileSync(`${setAside}-shm`, 'utf8'), 'its index');
        await store.values.set('name', Buffer.from('value'), 1000);
        assert.equal(asText(await store.values.get('name')), 'value');
        await store.close();
        assert.equal(open(file).setAside, undefined);
      });
    }

    it('set aside twice within a second replaces nothing', async () => {
      const file = newPath();
      const names: (string | undefined)[] = [];
      for (const text of ['one '.repeat(200), 'two '.repeat(200), 'three '.repeat(200)]) {
        writeFileSync(file, text);
        const { store, setAside } = open(file);
        await store.close();
        names.push(setAside && path.basename(setAside));
        assert.equal(setAside && readFileSync(setAside, 'utf8'), text);
      }
      const first = 'state.sqlite.corrupt-20260115T120000Z';
      assert.deepEqual(names, [first, `${first}-2`, `${first}-3`]);
    });

    for (const [title, damage] of [
      ['cut off', (file: string) => truncateSync(file, 20_000)],
      ['overwritten in the middle', overwriteMiddle],
    ] as const) {
      it(`because it was ${title} is set aside as well`, async () => {
        const file = newPath();
        const { store } = open(file);
        for (let index = 0; index < 100; index += 1) {
          await store.values.set(`key ${index}`, Buffer.alloc(3000, String(index)), 1e9);
        }
        await store.close();
        damage(file);
        const damaged = readFileSync(file);
        const { store: fresh, setAside } = open(file);
        assert.ok(setAside && readFileSync(setAside).equals(damaged));
        assert.equal(await fresh.values.get('key 1'), undefined);
      });
    }

    it('but an empty one beside a log is set aside with it', () => {
      const file = newPath();
      writeFileSync(file, '');
      writeFileSync(`${file}-wal`, 'the log');
      const { setAside } = open(file);
      assert.equal(readFileSync(`${setAside}-wal`, 'utf8'), 'the log');
    });

    it('but empty is filled', async () => {
      const file = newPath();
      writeFileSync(file, '');
      const { store, setAside } = open(file);
      assert.equal(setAside, undefined);
      await store.values.set('name', Buffer.from('value'), 1000);
    });

    it('damaged while it is open makes operations reject, and the next start begins anew', async () => {
      const file = newPath();
      const { store } = open(file);
      for (let index = 0; index < 2000; index += 1) {
        await store.values.set(`key ${index}`, Buffer.alloc(3000, String(index)), 1e9);
      }
      openRaw(file).exec('PRAGMA wal_checkpoint(TRUNCATE)');
      const size = statSync(file).size;
      const noise = Buffer.alloc(size - 4096, 0xee);
      writeFileSync(file, Buffer.concat([readFileSync(file).subarray(0, 4096), noise]));
      await assert.rejects(
        () => store.values.get('key 3'),
        (error: StoreError) =>
          error instanceof StoreError &&
          error.message ===
            `The store ${file} cannot be used: it is damaged; the next start sets it aside and begins anew.`,
      );
      await store.close().catch(() => undefined);
      assert.ok(open(file).setAside);
    });
  });

  describe('a file that may not be used is left as it is', () => {
    it('when a newer version wrote it', async () => {
      const file = newPath();
      await open(file).store.close();
      openRaw(file).exec('PRAGMA user_version = 99');
      expectUntouched(file, /was written by a newer version \(99, this one knows \d+\)/);
    });

    it('when it is the database of another program', () => {
      const file = newPath();
      openRaw(file).exec('CREATE TABLE theirs (a); INSERT INTO theirs VALUES (1)');
      chmodSync(file, 0o664);
      expectUntouched(file, /is the database of another program/);
      assert.equal(modeOf(file), 0o664);
    });

    it('when it may not be written', () => {
      const file = newPath();
      writeFileSync(file, '');
      chmodSync(file, 0o444);
      chmodSync(path.dirname(file), 0o755);
      asOrdinaryUser(() => expectUntouched(file, /permission denied/));
    });

    it('when it is a folder', () => {
      const file = newPath();
      mkdirSync(file);
      expectStoreError(file, /illegal operation on a directory/);
    });

    it('when its folder cannot be made', () => {
      const folder = newPath();
      writeFileSync(folder, 'a file');
      expectStoreError(path.join(folder, 'state.sqlite'), /file already exists|not a directory/);
    });

    it('while another program keeps it locked, and works once it is let go', async () => {
      const file = newPath();
      const { store } = open(file);
      await store.values.set('key', Buffer.from('value'), 1000);
      const locking = openRaw(file);
      locking.exec('BEGIN IMMEDIATE');
      await assert.rejects(
        () => store.values.set('name', Buffer.from('value'), 1000),
        new StoreError(`The store ${file} cannot be used: another program keeps it locked.`),
      );
      assert.equal(asText(await store.values.get('key')), 'value');
      store.learnTime(0);
      expectStoreError(file, /another program keeps it locked/);
      locking.exec('ROLLBACK');
      await store.values.set('name', Buffer.from('value'), 1000);
      assert.equal(asText(await open(file).store.values.get('name')), 'value');
    });
  });

  describe('a file that another program has for itself', () => {
    it('keeps its log', async () => {
      const file = newPath();
      await open(file).store.close();
      const other = openRaw(file);
      other.exec('PRAGMA locking_mode = EXCLUSIVE; UPDATE time_mark SET elapsed = elapsed + 1');
      assert.ok(statSync(`${file}-wal`).size > 0);
      assert.throws(() => open(file), /another program keeps it locked/);
      const beside = readdirSync(path.dirname(file)).filter((name) => name.includes('older'));
      assert.deepEqual(beside, []);
    });
  });

  describe('an operation that fails', () => {
    it('for want of space leaves nothing, and those after it work', async () => {
      const file = newPath();
      const { store } = open(file, { maximumBytes: 300_000 });
      const queue = store.queue('q');
      const id = (await queue.put({ payload: Buffer.alloc(100_000), priority: 0 }, 10)) ?? '';
      await assert.rejects(
        () => queue.put({ payload: Buffer.alloc(1_000_000), priority: 0 }, 10),
        new StoreError(
          `The store ${file} cannot be used: the disk is full, or the file has reached its largest size.`,
        ),
      );
      await assert.rejects(() => store.values.set('key', Buffer.alloc(1_000_000), 1), StoreError);
      assert.equal(await queue.waiting(), 1);
      await queue.finish(id);
      await store.values.set('key', Buffer.alloc(150_000), 1000);
      assert.equal((await store.values.get('key'))?.byteLength, 150_000);
    });

    it('in the middle is undone as a whole', async () => {
      const file = newPath();
      const { store } = open(file);
      const queue = store.queue('q');
      await assert.rejects(
        () => queue.put({ payload: Buffer.from('a'), priority: Number.NaN }, 10),
        StoreError,
      );
      const left = openRaw(file).prepare<{ n: number }>('SELECT count(*) AS n FROM payload').get();
      assert.equal(left?.n, 0);
      assert.ok(await queue.put({ payload: Buffer.from('a'), priority: 0 }, 10));
      assert.equal(await queue.waiting(), 1);
    });
  });

  function expectStoreError(file: string, reason: RegExp): void {
    assert.throws(
      () => open(file),
      (error: Error) => {
        assert.ok(error instanceof StoreError);
        assert.match(error.message, reason);
        assert.ok(error.message.startsWith(`The store ${file} `));
        return true;
      },
    );
  }

  function expectUntouched(file: string, reason: RegExp): void {
    const before = readFileSync(file);
    expectStoreError(file, reason);
    assert.ok(readFileSync(file).equals(before));
    assert.deepEqual(
      readdirSync(path.dirname(file)).filter((name) => name.includes('corrupt')),
      [],
    );
  }
}

function overwriteMiddle(file: string): void {
  const bytes = readFileSync(file);
  bytes.fill(0xee, bytes.length / 2, bytes.length / 2 + 8192);
  writeFileSync(file, bytes);
}

/** Runs `work` without the rights of a superuser, who may write everything. */
function asOrdinaryUser(work: () => void): void {
  const isSuperuser = process.geteuid?.() === 0;
  if (isSuperuser) process.seteuid?.('nobody');
  try {
    work();
  } finally {
    if (isSuperuser) process.seteuid?.(0);
  }
}
