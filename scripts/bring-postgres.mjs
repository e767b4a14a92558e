/**
 * `node scripts/bring-postgres.mjs`
 *
 * Finds PostgreSQL and pgbouncer for the tests and prints where they are as one line of JSON. What this
 * machine has not got comes out of Debian's packages, unpacked without being installed, so that no
 * server of theirs is started; it is kept for the next time. Ends with 1 and a sentence where that
 * cannot be done. With `VT_POSTGRES=unpacked` it acts as if nothing were installed.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { projectRoot } from './compile.mjs';

/** A mirror that does not answer is given up. */
const impatiently = ['-o', 'Acquire::http::Timeout=20', '-o', 'Acquire::Retries=1'];

/** @typedef {{ bin: string, pgbouncer: string, libraries: string }} Found */

const isRoot = process.getuid?.() === 0;

/** PostgreSQL does not run as root: as root it lies where another user can read it. */
const kept = isRoot
  ? '/var/cache/node-red-virustotal/postgresql-and-client'
  : path.join(projectRoot, 'node_modules', '.cache', 'postgresql-and-client');

/** Of what the packages want, these bring nothing that a server for tests needs, and are large. */
const leftOut = /^(?:libllvm|libc6|perl|libperl|debconf|locales|tzdata|python)/;

/** For all of it, in milliseconds: a mirror may be slow, or not there at all. */
const longest = 240_000;
const begun = performance.now();

try {
  process.stdout.write(`${JSON.stringify(findInstalled() ?? bring())}\n`);
} catch (error) {
  const why = error instanceof Error ? error.message.trim().split('\n', 1)[0] : String(error);
  console.error(
    `PostgreSQL, its client and pgbouncer are not all installed, and Debian's packages cannot be used instead: ${why}`,
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
    .filter((version) => isWhole(path.join(versions, version, 'bin')))
    .toSorted((one, other) => Number(other) - Number(one))
    .map((version) => path.join(versions, version, 'bin'))[0];
}

/**
 * Whether the programs of the server and those of its client are there: Debian has them in two packages.
 * @param {string} bin
 */
function isWhole(bin) {
  return ['postgres', 'pg_basebackup'].every((program) => existsSync(path.join(bin, program)));
}

/** @returns {Found} */
function bring() {
  if (!existsSync(kept)) fetchPackages();
  const libraries = ['usr/lib', 'lib']
    .map((folder) => path.join(kept, folder))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder).map((name) => path.join(folder, name)))
    .filter((folder) => folder.endsWith('-linux-gnu'))
    .join(':');
  const bin = findServer(kept);
  if (!bin) throw new Error(`there is no server in ${kept}, which may be removed`);
  const pgbouncer = path.join(kept, 'usr', 'sbin', 'pgbouncer');
  for (const program of [path.join(bin, 'postgres'), pgbouncer]) {
    run(program, ['--version'], { LD_LIBRARY_PATH: libraries });
  }
  return { bin, pgbouncer, libraries };
}

/** Fetches what is missing with all it depends on, and unpacks it beside its place, then moves it. */
function fetchPackages() {
  const archives = mkdtempSync(path.join(tmpdir(), 'postgresql-packages-'));
  mkdirSync(path.join(archives, 'partial'));
  mkdirSync(path.dirname(kept), { recursive: true, mode: 0o755 });
  const whole = mkdtempSync(`${kept}-`);
  try {
    downloadAnyhow(archives);
    for (const name of readdirSync(archives)) {
      if (!name.endsWith('.deb') || leftOut.test(name)) continue;
      run('dpkg-deb', ['--extract', path.join(archives, name), whole]);
    }
    if (!findServer(whole)) throw new Error('they lack the server, or pg_basebackup of its client');
    run('chmod', ['-R', 'a+rX', whole]);
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
 * With fresh lists of packages where those that are there do not serve.
 * @param {string} archives
 */
function downloadAnyhow(archives) {
  try {
    return download(archives);
  } catch {
    // They may be old, or a new machine has none.
  }
  const trouble = attempt(() =>
    run('apt-get', ['update', '-o', 'APT::Update::Error-Mode=any', ...impatiently]),
  );
  // Another archive of this machine may be away while Debian's is there.
  const consequence = attempt(() => download(archives));
  if (consequence) throw trouble ?? consequence;
}

/**
 * @param {() => unknown} act
 * @returns {unknown} what it has thrown
 */
function attempt(act) {
  try {
    act();
    return undefined;
  } catch (error) {
    return error;
  }
}

/**
 * An installed package is downloaded too where its name is asked for with `--reinstall`; the libraries
 * that it depends on are on the machine then.
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
    ...impatiently,
    server,
    server.replace('postgresql-', 'postgresql-client-'),
    'pgbouncer',
  ]);
}

/** Debian's package of the server bears its version: what `postgresql` depends on. */
function packageOfServer() {
  const found = /Depends: (postgresql-\d+)/.exec(run('apt-cache', ['depends', 'postgresql']))?.[1];
  if (!found) throw new Error('apt knows no package of PostgreSQL');
  return found;
}

/**
 * Runs a program that asks nothing and is not waited for in vain; returns what it has printed.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} [environment]
 */
function run(command, args, environment) {
  const { error, status, stdout, stderr } = spawnSync(command, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: Math.max(1, Math.ceil(longest - (performance.now() - begun))),
    killSignal: 'SIGKILL',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C', ...environment },
  });
  const name = path.basename(command);
  if (error) throw new Error(`${name} ${reasonOf(error)}`);
  if (status === 0) return stdout;
  const told = stderr.split('\n').find((line) => line.startsWith('E:')) ?? stderr;
  throw new Error(`${name} fails: ${told.replace(/^E:/, '').trim()}`);
}

/** @param {NodeJS.ErrnoException} error */
function reasonOf({ code, message }) {
  if (code === 'ENOENT') return 'is not on this machine';
  return code === 'ETIMEDOUT' ? `was not done after ${longest / 1000} seconds` : message;
}
