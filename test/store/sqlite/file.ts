import assert from 'node:assert/strict';
import { chmodSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { openFile } from '../../../src/store/sqlite/file';
import { createFakeClock } from '../../support/fake-clock';
import { makeTemporaryFolder } from '../../support/temporary-folder';
import { asText } from '../contract-bench';
import { modeOf, newPath, useFiles } from './bench';

/** The file: how it is made, how its time goes on, and how it grows. */
export function describeFile(): void {
  describe('the file', () => {
    const files = useFiles();
    const { open, openRaw } = files;

    it('is durable, and there again after closing', async () => {
      const file = newPath();
      const { store } = open(file);
      assert.equal(store.durable, true);
      await store.values.set('key', Buffer.from('value'), 1000);
      await store.close();
      assert.equal(asText(await open(file).store.values.get('key')), 'value');
    });

    it('and what lies beside it belong to the owner alone, and so does a folder that is made', async () => {
      const file = path.join(makeTemporaryFolder(), 'made', 'deep', 'state.sqlite');
      const { store } = open(file);
      await store.values.set('name', Buffer.from('value'), 1000);
      assert.deepEqual(modes(path.dirname(file)), {
        'state.sqlite': 0o600,
        'state.sqlite-shm': 0o600,
        'state.sqlite-wal': 0o600,
      });
      assert.equal(modeOf(path.dirname(file)), 0o700);
      assert.equal(modeOf(path.dirname(path.dirname(file))), 0o700);
    });

    it('that others could read is taken from them', async () => {
      const file = newPath();
      await open(file).store.close();
      chmodSync(file, 0o644);
      open(file);
      assert.equal(modeOf(file), 0o600);
    });

    it('is written ahead, synced as WAL needs it, and can give space back', () => {
      const { database } = openFile(newPath(), createFakeClock(), {});
      files.closeLater(database);
      const settings = ['journal_mode', 'synchronous', 'auto_vacuum', 'busy_timeout'].map((name) =>
        Object.values(database.prepare<object>(`PRAGMA ${name}`).get() ?? {}),
      );
      assert.deepEqual(settings, [['wal'], [1], [2], [2000]]);
    });

    it('has its time written down once a second while it is used, and on closing', async () => {
      const file = newPath();
      const clock = createFakeClock();
      const { store } = open(file, { clock });
      const markedAt = (): unknown =>
        openRaw(file).prepare<{ at: number }>('SELECT machine_elapsed AS at FROM time_mark').get()
          ?.at;
      const start = clock.elapsed();
      for (const [milliseconds, marked] of [
        [999, start],
        [1, start + 1000],
        [999, start + 1000],
        [500, start + 2499],
      ] as const) {
        clock.advance(milliseconds);
        await store.values.set('name', Buffer.from('value'), 1000);
        assert.equal(markedAt(), marked);
      }
      clock.advance(10);
      await store.close();
      assert.equal(markedAt(), start + 2509);
    });

    it('goes on with its time where it was, whatever was done to the time of day', async () => {
      const file = newPath();
      const clock = createFakeClock('2026-01-15T23:00:00Z');
      const allowance = { perMinute: 1, perDay: 0, perMonth: 0 };
      const { store } = open(file, { clock });
      store.learnTime(Date.parse('2026-01-15T12:00:00Z'));
      await store.quotas.reserve('key', allowance);
      await store.close();
      clock.set(Date.parse('2029-01-01T00:00:00Z'));
      clock.advance(59_000);
      assert.deepEqual(await open(file, { clock }).store.quotas.reserve('key', allowance), {
        granted: false,
        window: 'minute',
        wait: 1000,
        retryAt: Date.parse('2026-01-15T12:01:00Z'),
      });
    });

    it('does not grow for ever with values and attempts that are over', async () => {
      const file = newPath();
      const clock = createFakeClock();
      const { store } = open(file, { clock });
      for (let index = 0; index < 3000; index += 1) {
        await store.values.set(`value ${index}`, Buffer.alloc(3000, String(index)), 100);
        await store.quotas.reserve(`key`, { perMinute: 0, perDay: 0, perMonth: 0 });
        clock.advance(1);
      }
      // A hundred of each live at a time, about 400 kB.
      assert.ok(statSync(file).size < 1_500_000, `${statSync(file).size} bytes`);
      clock.advance(60_000);
      for (let index = 0; index < 3000; index += 1) {
        await store.quotas.reserve(`key`, { perMinute: 0, perDay: 0, perMonth: 0 });
        clock.advance(60_000);
      }
      const rows = openRaw(file).prepare<{ n: number }>('SELECT count(*) AS n FROM attempt').get();
      assert.ok(rows && rows.n < 5, `${rows?.n} attempts`);
    });

    it('does not grow for ever with claims that are over', async () => {
      const file = newPath();
      const clock = createFakeClock();
      const claims = open(file, { clock }).store.claims('book');
      for (let index = 0; index < 2000; index += 1) {
        const wish = { id: String(index), quiet: 1000, ranks: [], escalates: false };
        await claims.claim(`claim ${index}`, wish);
        clock.advance(3_600_000);
      }
      const rows = openRaw(file).prepare<{ n: number }>('SELECT count(*) AS n FROM claim').get();
      // They are remembered for a week, which has 168 hours.
      assert.ok(rows && rows.n < 180, `${rows?.n} claims`);
    });

    it('does not grow with work that is done', async () => {
      const file = newPath();
      const queue = open(file).store.queue('q');
      for (let index = 0; index < 500; index += 1) {
        await queue.put({ payload: Buffer.alloc(3000), priority: 0 }, 1);
        await queue.finish((await queue.take())?.id ?? '');
      }
      for (const table of ['work', 'payload']) {
        const rows = openRaw(file).prepare<{ n: number }>(`SELECT count(*) AS n FROM ${table}`);
        assert.equal(rows.get()?.n, 0, table);
      }
    });

    it('shrinks again, step by step, when most of it is unused', async () => {
      const file = newPath();
      const clock = createFakeClock();
      const { store } = open(file, { clock });
      for (let index = 0; index < 1500; index += 1) {
        await store.values.set(`value ${index}`, Buffer.alloc(3000, String(index)), 1000);
      }
      clock.advance(1000);
      for (let index = 0; index < 1000; index += 1) {
        await store.values.set('other', Buffer.from('value'), 1000);
        clock.advance(1000);
      }
      await store.close();
      assert.ok(statSync(file).size < 1_000_000, `${statSync(file).size} bytes`);
    });
  });
}

function modes(folder: string): Record<string, number> {
  return Object.fromEntries(
    readdirSync(folder).map((name) => [name, modeOf(path.join(folder, name))]),
  );
}
