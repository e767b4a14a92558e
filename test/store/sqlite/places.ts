import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { makeTemporaryFolder } from '../../support/temporary-folder';
import { newPath, useFiles } from './bench';

/** Long enough for a process to start on a busy machine, and for a drive to be waited for. */
const PATIENCE = 25_000;

const OPENER = `
  const { openSqliteStore } = require(process.argv[1]);
  const { systemClock } = require(process.argv[2]);
  try {
    openSqliteStore(process.argv[3], systemClock);
    process.stdout.write('opened');
  } catch (error) {
    process.stdout.write(error.constructor.name + ': ' + error.message);
  }
  process.exit();
`;

/** What a process says that opens a store there: one that waits for ever is ended. */
function openElsewhere(file: string): string {
  const modules = ['../../../src/store/sqlite/sqlite', '../../../src/clock'].map((each) =>
    require.resolve(each),
  );
  const { stdout, signal } = spawnSync(process.execPath, ['-e', OPENER, '--', ...modules, file], {
    timeout: PATIENCE,
    killSignal: 'SIGKILL',
    encoding: 'utf8',
  });
  return signal ? 'never answers' : stdout;
}

/** Where a store cannot be, and what is said of that. */
export function describePlaces(): void {
  const { openRaw } = useFiles();

  describe('a path that is a mistake', () => {
    for (const [name, bytes] of [
      ['notes.txt', Buffer.from('Do not forget the milk. '.repeat(100))],
      ['flows.json', Buffer.from('[{"id":"a","type":"tab"}]')],
      ['photo.png', Buffer.from('\x89PNG\r\n\x1a\n'.padEnd(2000, '\0'), 'latin1')],
      ['empty.zip', Buffer.from('PK\x05\x06'.padEnd(22, '\0'), 'latin1')],
      [
        'secret.sqlite',
        Buffer.from(Array.from({ length: 4096 }, (_, index) => (index * 197) % 256)),
      ],
      ['one.db', Buffer.from('x')],
    ] as const) {
      it(`leaves ${name} as it is, where it is`, () => {
        const file = path.join(makeTemporaryFolder(), name);
        writeFileSync(file, bytes);
        assert.equal(
          openElsewhere(file),
          `StoreError: The store ${file} cannot be used: it is a file of another kind, and is left as it is.`,
        );
        assert.deepEqual(readFileSync(file), bytes);
        assert.deepEqual(readdirSync(path.dirname(file)), [name]);
      });
    }

    it("leaves another program's database as it is, also one that is damaged", () => {
      const file = path.join(makeTemporaryFolder(), 'theirs.sqlite');
      const theirs = openRaw(file);
      theirs.exec('CREATE TABLE theirs (a); CREATE INDEX by_a ON theirs (a)');
      for (let index = 0; index < 500; index += 1) {
        theirs.exec(`INSERT INTO theirs VALUES ('${String(index).repeat(50)}')`);
      }
      const bytes = readFileSync(file);
      bytes.fill(0xee, 100);
      writeFileSync(file, bytes);
      assert.match(
        openElsewhere(file),
        /is a file of another kind|the database of another program/,
      );
      assert.deepEqual(readFileSync(file), bytes);
    });
  });

  describe('a path that could be waited for', function () {
    this.timeout(2 * PATIENCE);

    before(function () {
      if (process.platform === 'linux') return;
      console.log('    skipped: only Linux has these');
      this.skip();
    });

    for (const file of [
      '/proc/virustotal/state.sqlite',
      '/proc/self/virustotal/deep/er/state.sqlite',
      '/proc/state.sqlite',
      '/proc/version',
      '/proc/sys/kernel/core_pattern',
      '/sys/virustotal/state.sqlite',
      '/sys/power/state',
    ]) {
      it(`is refused: ${file}`, () => {
        assert.match(
          openElsewhere(file),
          /^StoreError: .* belongs to the system, which keeps no files/,
        );
      });
    }

    for (const [file, what] of [
      ['/dev/null', 'a device'],
      ['/dev/zero', 'a device'],
      ['/dev/tty', 'a device'],
    ] as const) {
      it(`is refused: ${file}`, () => {
        assert.equal(
          openElsewhere(file),
          `StoreError: The store ${file} cannot be used: it is no file, but ${what}.`,
        );
      });
    }

    it('is refused: a pipe, also behind a link', () => {
      const pipe = newPath();
      spawnSync('sh', ['-c', 'mkfifo "$1"', 'sh', pipe]);
      const link = newPath();
      symlinkSync(pipe, link);
      for (const file of [pipe, link]) {
        assert.equal(
          openElsewhere(file),
          `StoreError: The store ${file} cannot be used: it is no file, but a pipe.`,
        );
      }
    });

    it('is refused: a link to itself', () => {
      const link = newPath();
      symlinkSync(link, link);
      assert.match(openElsewhere(link), /^StoreError: /);
    });

    it('is refused: a drive that does not answer', function () {
      const folder = makeTemporaryFolder();
      const mount = path.join(folder, 'drive');
      mkdirSync(mount);
      // A drive of which nobody ever answers for the files: whoever asks for one waits.
      const script = `
        exec 3<>/dev/fuse || exit 9
        mount -t fuse -o fd=3,rootmode=40000,user_id=0,group_id=0 dead "$1" || exit 9
        shift
        "$@"
        status=$?
        umount -l "$0" 2>/dev/null
        exit $status`;
      const modules = ['../../../src/store/sqlite/sqlite', '../../../src/clock'].map((each) =>
        require.resolve(each),
      );
      const file = path.join(mount, 'virustotal', 'state.sqlite');
      const opener = OPENER.replace('process.exit()', "process.kill(process.pid, 'SIGKILL')");
      const { stdout, status } = spawnSync(
        'sh',
        ['-c', script, mount, mount, process.execPath, '-e', opener, '--', ...modules, file],
        { timeout: PATIENCE, killSignal: 'SIGKILL', encoding: 'utf8' },
      );
      if (status === 9 || !existsSync('/dev/fuse')) {
        console.log('      skipped: this user may not mount such a drive');
        this.skip();
      }
      assert.match(stdout, /its drive does not answer; is it one of a network\?$/);
    });
  });
}
