import { execFileSync, spawnSync } from 'node:child_process';
import path from 'node:path';
import { projectRoot } from './pair';

/** Where the programs of PostgreSQL are, and as whom they are run. */
export interface PostgresPrograms {
  /** The folder of `postgres`, `initdb` and `pg_basebackup`. */
  readonly bin: string;
  readonly pgbouncer: string;
  readonly environment: NodeJS.ProcessEnv;
  /** PostgreSQL does not run as root. */
  readonly user: { readonly uid?: number; readonly gid?: number };
}

let found: PostgresPrograms | { readonly why: string } | undefined;

/** PostgreSQL and pgbouncer of this machine or out of Debian's packages; else why there are none. */
export function findPostgres(): PostgresPrograms | { readonly why: string } {
  found ??= look();
  return found;
}

function look(): PostgresPrograms | { readonly why: string } {
  const script = path.join(projectRoot, 'scripts', 'bring-postgres.mjs');
  const { status, stdout, stderr } = spawnSync(process.execPath, [script], { encoding: 'utf8' });
  if (status !== 0) return { why: stderr.trim() };
  const { bin, pgbouncer, libraries } = readPrinted(stdout);
  const environment = {
    PATH: process.env['PATH'],
    LC_ALL: 'C',
    TZ: 'GMT0',
    ...(libraries !== '' && { LD_LIBRARY_PATH: libraries }),
  };
  return { bin, pgbouncer, environment, user: unprivileged() };
}

function readPrinted(text: string): Record<'bin' | 'pgbouncer' | 'libraries', string> {
  return JSON.parse(text);
}

/** As root: the user that Debian makes for PostgreSQL, or nobody. */
function unprivileged(): PostgresPrograms['user'] {
  if (process.getuid?.() !== 0) return {};
  const name = spawnSync('id', ['-u', 'postgres']).status === 0 ? 'postgres' : 'nobody';
  const id = (option: string): number => Number(execFileSync('id', [option, name]));
  return { uid: id('-u'), gid: id('-g') };
}
