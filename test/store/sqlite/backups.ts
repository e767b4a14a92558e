import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { StoreError } from '../../../src/store/errors';
import { backUp } from '../../../src/store/sqlite/backup/back-up';
import { createFakeClock } from '../../support/fake-clock';
import { makeTemporaryFolder } from '../../support/temporary-folder';
import { asText } from '../contract-bench';
import { modeOf, newPath, useFiles } from './bench';

const ALLOWANCE = { perMinute: 0, perDay: 5, perMonth: 0 };

/** Backups of a store that is in use. */
export function describeBackups(): void {
  const { open, openRaw } = useFiles();

  describe('a backup', () => {
    it('has all that was written when it was begun, while the store is used on', async () => {
      const file = newPath();
      const { store } = open(file);
      await store.queue('q').put({ payload: Buffer.from('work'), priority: 0 }, 9);
      for (let time = 0; time < 3; time += 1) await store.quotas.reserve('key', ALLOWANCE);
      const target = `${file}-backup`;
      const making = backUp(file, target);
      await store.values.set('later', Buffer.from('value'), 1000);
      await making;
      assert.equal(modeOf(target), 0o600);
      assert.deepEqual(
        readdirSync(path.dirname(file)).filter((name) => name.includes('backup')),
        [path.basename(target)],
      );
      const { store: copy, setAside } = open(target);
      assert.equal(setAside, undefined);
      assert.equal((await copy.quotas.usage('key')).day, 3);
      await copy.queue('q').recover();
      assert.equal(asText((await copy.queue('q').take())?.payload), 'work');
      assert.equal(asText(await store.values.get('later')), 'value');
    });

    it('is made of a store that nobody has open, which stays as it is', async () => {
      const file = newPath();
      await open(file).store.close();
      const before = readFileSync(file);
      const name = "it's a backup";
      await backUp(file, path.join(path.dirname(file), name));
      assert.ok(readFileSync(file).equals(before));
      assert.ok(existsSync(path.join(path.dirname(file), name)));
    });

    for (const [title, prepare, reason] of [
      ['where there is no store', () => undefined, /^There is no store at /],
      ['of a folder', (file: string) => mkdirSync(file), /^There is no store at /],
      ['of a text', (file: string) => writeFileSync(file, 'text '.repeat(500)), /or no store\.$/],
      [
        "of another program's database",
        (file: string) => openRaw(file).exec('CREATE TABLE theirs (a)'),
        /is the database of another program/,
      ],
    ] as const) {
      it(`is not made ${title}, and nothing is left of it`, async () => {
        const file = newPath();
        prepare(file);
        const target = path.join(makeTemporaryFolder(), 'backup');
        await assert.rejects(backUp(file, target), (error: Error) => {
          assert.ok(error instanceof StoreError);
          assert.match(error.message, reason);
          return true;
        });
        assert.deepEqual(readdirSync(path.dirname(target)), []);
      });
    }

    it('takes the place of nothing, and is not made in a folder that is missing', async () => {
      const file = newPath();
      open(file);
      const target = newPath();
      writeFileSync(target, 'mine');
      await assert.rejects(backUp(file, target), { message: `${target} is there already.` });
      assert.equal(readFileSync(target, 'utf8'), 'mine');
      await assert.rejects(backUp(file, `${target}/backup`), StoreError);
    });

    it('is made by a command, which says where it lies', async () => {
      const file = newPath();
      const { store } = open(file, { clock: createFakeClock() });
      await store.values.set('key', Buffer.from('value'), 1000);
      const command = require.resolve('../../../src/store/sqlite/backup/command');
      const run = (...args: string[]): { status: number | null; stdout: string; stderr: string } =>
        spawnSync(process.execPath, [command, ...args], { encoding: 'utf8' });
      const made = run(file);
      assert.deepEqual([made.status, made.stderr], [0, '']);
      assert.match(made.stdout, /state\.sqlite\.backup-\d{8}T\d{6}Z\n$/);
      const copy = open(made.stdout.trim()).store;
      assert.equal(asText(await copy.values.get('key')), 'value');
      assert.equal(run(file, made.stdout.trim()).status, 1);
      assert.match(run(`${file}-not-there`).stderr, /^There is no store at /);
      assert.match(run('--help').stdout, /also while Node-RED runs/);
    });
  });
}
