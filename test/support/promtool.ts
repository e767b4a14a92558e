import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from './pair';
import { makeTemporaryFolder, removeTemporaryFolder } from './temporary-folder';

/** Debian's package that brings promtool. */
const PACKAGE = 'prometheus';

/** Beside what npm has installed, so that it is fetched once. */
const KEPT = path.join(projectRoot, 'node_modules', '.cache', 'promtool');

/** For one step of fetching it, in milliseconds. */
const LONGEST = 30_000;

/**
 * Prometheus' own tool: that of this machine, or out of Debian's package, which is fetched where that
 * can be done, and unpacked without being installed. Else why there is none.
 */
export function findPromtool(): { readonly tool: string } | { readonly why: string } {
  if (spawnSync('promtool', ['--version']).status === 0) return { tool: 'promtool' };
  if (existsSync(KEPT)) return { tool: KEPT };
  try {
    fetchPromtool();
    return { tool: KEPT };
  } catch {
    return { why: `promtool is not installed, and Debian's package ${PACKAGE} cannot be fetched` };
  }
}

function fetchPromtool(): void {
  const cwd = makeTemporaryFolder();
  const run = (command: string, ...args: readonly string[]): void => {
    execFileSync(command, args, { cwd, stdio: 'ignore', timeout: LONGEST });
  };
  try {
    try {
      run('apt-get', 'download', PACKAGE);
    } catch {
      run('apt-get', 'update');
      run('apt-get', 'download', PACKAGE);
    }
    run('dpkg-deb', '--extract', readdirSync(cwd).find((name) => name.endsWith('.deb')) ?? '', '.');
    const tool = path.join(cwd, 'usr', 'bin', 'promtool');
    run(tool, '--version');
    mkdirSync(path.dirname(KEPT), { recursive: true });
    // Another process may do the same at the same time.
    const whole = `${KEPT}-${process.pid}`;
    copyFileSync(tool, whole);
    renameSync(whole, KEPT);
  } finally {
    removeTemporaryFolder(cwd);
  }
}
