import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { systemClock } from '../../../src/clock';
import { openSqliteStore } from '../../../src/store/sqlite/sqlite';
import { needsSqlite } from '../../support/needs-sqlite';
import { AT_NOON, atNoon } from '../../support/noon';
import { makeTemporaryFolder } from '../../support/temporary-folder';

/** Uses five of a day's five, and ends as `end` says. */
const USER = `
  ${AT_NOON}
  const { openSqliteStore } = require(process.argv[1]);
  const { systemClock } = require(process.argv[2]);
  const [, , , file, end] = process.argv;
  const { store } = openSqliteStore(file, systemClock);
  const allowance = { perMinute: 0, perDay: 5, perMonth: 0 };
  Promise.all([1, 2, 3, 4, 5].map(() => store.quotas.reserve('key', allowance)))
    .then(() => end === 'stop' ? store.close() : process.kill(process.pid, 'SIGKILL'));
`;

/** What a Node-RED says and does that starts with the store. */
const STARTER = `
  ${AT_NOON}
  const { leaseStore } = require(process.argv[1]);
  const { systemClock } = require(process.argv[2]);
  const RED = { events: {}, settings: {} };
  const lease = leaseStore(RED, 'embedded', process.argv[3], systemClock);
  const allowance = { perMinute: 0, perDay: 5, perMonth: 0 };
  lease.store.quotas.reserve('key', allowance).then(async ({ granted, window }) => {
    const usage = await lease.store.quotas.usage('key');
    process.stdout.write(JSON.stringify({ granted, window, day: usage.day, warnings: lease.warnings }));
    process.exit();
  });
`;

const MODULES: Readonly<Record<string, string>> = {
  sqlite: '../../../src/store/sqlite/sqlite',
  clock: '../../../src/clock',
  stores: '../../../nodes/store/stores',
};

interface Start {
  readonly granted: boolean;
  readonly window: string;
  readonly day: number;
  readonly warnings: readonly string[];
}

function run(script: string, module: string, ...args: string[]): string {
  const modules = [module, '../../../src/clock'].map((each) => require.resolve(each));
  return runShell('exec "$@"', [process.execPath, '-e', script, '--', ...modules, ...args]);
}

/** No file may grow, which is what a full disk comes to, whoever one is. */
function startOnFullDisk(file: string): Start {
  const modules = ['../../../nodes/store/stores', '../../../src/clock'].map((each) =>
    require.resolve(each),
  );
  const command = [process.execPath, '-e', STARTER, '--', ...modules, file];
  return JSON.parse(runShell(`trap '' XFSZ; ulimit -f 0; exec "$@"`, command));
}

function runShell(script: string, command: readonly string[]): string {
  const { stdout } = spawnSync('sh', ['-c', script, 'sh', ...command], { encoding: 'utf8' });
  return stdout;
}

describe('a store whose disk is full when Node-RED starts', function () {
  this.timeout(30_000);
  needsSqlite();
  atNoon();

  before(function () {
    if (process.platform !== 'win32') return;
    console.log('    skipped: Windows has no limit on the size of files');
    this.skip();
  });

  for (const end of ['stop', 'kill'] as const) {
    it(`gives out no quota that was used before, after a ${end}`, () => {
      const file = path.join(makeTemporaryFolder(), 'state.sqlite');
      run(USER, '../../../src/store/sqlite/sqlite', file, end);
      const { granted, window, day, warnings } = startOnFullDisk(file);
      assert.deepEqual({ granted, window, day }, { granted: false, window: 'day', day: 5 });
      // What lies in a log alone cannot be read where not even a copy can be made.
      const quota = end === 'stop' ? /the quota used goes on/ : /counts as spent/;
      assert.match(warnings.join(), /cannot be used: .*until that is mended/);
      assert.match(warnings.join(), quota);
    });

    it(`goes on with the quota used on a real drive that is full, after a ${end}`, function () {
      const folder = makeTemporaryFolder();
      const modules = ['sqlite', 'clock', 'stores'].map((each) =>
        require.resolve(MODULES[each] ?? ''),
      );
      const [sqlite = '', clock = '', stores = ''] = modules;
      const file = path.join(folder, 'state.sqlite');
      const script = `
        mount -t tmpfs -o size=512k none "$1" 2>/dev/null || exit 9
        "$2" -e "$3" -- "$5" "$6" "$1/state.sqlite" ${end}
        cat /dev/zero > "$1/filler" 2>/dev/null
        "$2" -e "$4" -- "$7" "$6" "$1/state.sqlite"
        umount -l "$1"`;
      const args = [folder, process.execPath, USER, STARTER, sqlite, clock, stores];
      const { stdout, status } = spawnSync('sh', ['-c', script, 'sh', ...args], {
        encoding: 'utf8',
      });
      if (status === 9) {
        console.log('      skipped: this user may not mount a drive of half a megabyte');
        this.skip();
      }
      const { granted, day, warnings }: Start = JSON.parse(stdout);
      assert.deepEqual({ granted, day }, { granted: false, day: 5 }, file);
      assert.match(
        warnings.join(),
        /until that is mended .* the quota used goes on as the file has it$/,
      );
    });
  }

  it('gives out quota where there was no store yet', () => {
    const file = path.join(makeTemporaryFolder(), 'state.sqlite');
    const { granted, day, warnings } = startOnFullDisk(file);
    assert.deepEqual({ granted, day }, { granted: true, day: 1 });
    assert.match(warnings.join(), /until that is mended everything is kept in memory only$/);
  });
});

describe('a store that cannot be opened', () => {
  needsSqlite();
  atNoon();

  it('hands on the quota used while another program keeps it locked', async () => {
    const file = path.join(makeTemporaryFolder(), 'state.sqlite');
    run(USER, '../../../src/store/sqlite/sqlite', file, 'kill');
    const { store } = openSqliteStore(file, systemClock);
    const { granted, day } = JSON.parse(run(STARTER, '../../../nodes/store/stores', file));
    assert.deepEqual([granted, day], [false, 5]);
    await store.close();
  });

  it('hands on nothing of a file of another kind, and leaves it', () => {
    const file = path.join(makeTemporaryFolder(), 'notes.txt');
    writeFileSync(file, 'Do not forget the milk.');
    const start: Start = JSON.parse(run(STARTER, '../../../nodes/store/stores', file));
    assert.equal(start.granted, true);
    assert.match(start.warnings.join(), /of another kind, and is left as it is/);
    assert.equal(readFileSync(file, 'utf8'), 'Do not forget the milk.');
  });

  it('says that the quota counts as spent where nobody can read it', () => {
    const file = path.join(makeTemporaryFolder(), 'state.sqlite');
    writeFileSync(file, 'destroyed '.repeat(100));
    chmodSync(file, 0o600);
    const start: Start = JSON.parse(run(STARTER, '../../../nodes/store/stores', file));
    assert.deepEqual([start.granted, start.window, start.day], [false, 'day', 5]);
    assert.match(start.warnings.join(), /was damaged and lies now at .*counts as spent/);
  });
});
