/**
 * `node scripts/bring-postgres.mjs`
 *
 * Finds PostgreSQL and pgbouncer for the tests and prints where they are as one line of JSON. What this
 * machine has not got comes out of Debian's packages, unpacked without being installed, so that no
 * server of theirs is started; it is kept for the next time. Ends with 1 and a sentence where that
 * cannot be done. With `VT_POSTGRES=unpacked` it acts as if nothing were installed.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { projectRoot } from './compile.mjs';

/** @typedef {{ bin: string, pgbouncer: string, libraries: string }} Found */

const isRoot = process.getuid?.() === 0;

/** PostgreSQL does not run as root: as root it lies where another user can read it. */
const kept = isRoot
  ? '/var/cache/node-red-virustotal/postgresql'
  : path.join(projectRoot, 'node_modules', '.cache', 'postgresql');

/** Of what the packages want, these bring nothing that a server for tests needs, and are large. */
const leftOut = /^(?:libllvm|libc6|perl|libperl|debconf|locales|tzdata|python)/;

/** For one step, in milliseconds: a mirror may be slow, and none of them may ask anything. */
const longest = 120_000;

try {
  process.stdout.write(`${JSON.stringify(findInstalled() ?? bring())}\n`);
} catch (error) {
  const why = error instanceof Error ? error.message.split('\n', 1)[0] : String(error);
  console.error(
    `PostgreSQL and pgbouncer are not installed, and Debian's packages cannot be fetched: ${why}`,
  );
  process.exitCode = 1;
}

/** @returns {Found | undefined} */
function findInstalled() {
  if (process.env.VT_POSTGRES === 'unpacked') return undefined;
  const bin = findServer('/');
  const pgbouncer = ['/usr/sbin/pgbouncer', '/usr/bin/pgbouncer'].find((file) => existsSync(file));
  return bin && pgbouncer ? { bin, pgbouncer, libraries: '' } : undefined;
}

/**
 * The folder of the programs of the newest PostgreSQL below a root.
 * @param {string} root
 */
function findServer(root) {
  const versions = path.join(root, 'usr', 'lib', 'postgresql');
  if (!existsSync(versions)) return undefined;
  return readdirSync(versions)
    .filter((version) => existsSync(path.join(versions, version, 'bin', 'postgres')))
    .sort((one, other) => Number(other) - Number(one))
    .map((version) => path.join(versions, version, 'bin'))[0];
}

/** @returns {Found} */
function bring() {
  if (!existsSync(kept)) fetchPackages();
  const libraries = readdirSync(path.join(kept, 'usr', 'lib'))
    .filter((name) => name.endsWith('-linux-gnu'))
    .map((name) => path.join(kept, 'usr', 'lib', name))
    .join(':');
  const bin = findServer(kept);
  if (!bin) throw new Error('the package has no server');
  return { bin, pgbouncer: path.join(kept, 'usr', 'sbin', 'pgbouncer'), libraries };
}

/** Fetches what is missing with all it depends on, and unpacks it beside its place, then moves it. */
function fetchPackages() {
  const archives = mkdtempSync(path.join(tmpdir(), 'postgresql-packages-'));
  mkdirSync(path.join(archives, 'partial'));
  mkdirSync(path.dirname(kept), { recursive: true, mode: 0o755 });
  const whole = mkdtempSync(`${kept}-`);
  try {
    try {
      download(archives);
    } catch {
      run('apt-get', ['update']);
      download(archives);
    }
    for (const name of readdirSync(archives)) {
      if (!name.endsWith('.deb') || leftOut.test(name)) continue;
      run('dpkg-deb', ['--extract', path.join(archives, name), whole]);
    }
    execFileSync('chmod', ['-R', 'a+rX', whole]);
    try {
      renameSync(whole, kept);
    } catch (error) {
      // Another process may have done the same at the same time.
      if (!existsSync(kept)) throw error;
    }
  } finally {
    rmSync(archives, { recursive: true, force: true });
    rmSync(whole, { recursive: true, force: true });
  }
}

/**
 * An installed package is downloaded too where its name is asked for with `--reinstall`; what it
 * depends on is on the machine then.
 * @param {string} archives
 */
function download(archives) {
  const server = packageOfServer();
  run('apt-get', [
    'install',
    '--download-only',
    '--reinstall',
    '--yes',
    '--no-install-recommends',
    '-o',
    `Dir::Cache::archives=${archives}`,
    '-o',
    'Debug::NoLocking=true',
    '-o',
    'APT::Sandbox::User=root',
    server,
    'pgbouncer',
  ]);
}

/** Debian's package of the server bears its version: what `postgresql` depends on. */
function packageOfServer() {
  const depends = execFileSync('apt-cache', ['depends', 'postgresql'], {
    encoding: 'utf8',
    timeout: longest,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const found = /Depends: (postgresql-\d+)/.exec(depends)?.[1];
  if (!found) throw new Error('apt knows no package of PostgreSQL');
  return found;
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 */
function run(command, args) {
  execFileSync(command, args, {
    stdio: 'ignore',
    timeout: longest,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' },
  });
}
