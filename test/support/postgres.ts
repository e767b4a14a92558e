import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Client } from 'pg';
import { freePort } from './free-port';
import { startGuarded, type GuardedProcess } from './guarded-process';
import { findPostgres, type PostgresPrograms } from './postgres-programs';
import { makeTemporaryFolder, removeTemporaryFolder } from './temporary-folder';

/** The password of `postgres`, the superuser: no test may find it in a message. */
export const PASSWORD = 'p:a/s@s w%rd';

/** A real PostgreSQL of its own on the loopback, which ends with this process. */
export interface PostgresServer {
  readonly port: number;
  /** As the superuser, with the password. */
  readonly url: string;
  readonly folder: string;
  /** Starts it again at its port with its data; for one that is stopped or was killed. */
  start(): Promise<void>;
  /** Ends it in good order, its connections at once (57P01). */
  stop(): Promise<void>;
  /** `kill -9` of all its processes. */
  kill(): Promise<void>;
  restart(): Promise<void>;
  /** SIGSTOP of all its processes, so that it takes connections and never answers. */
  pause(): void;
  resume(): void;
  /** A standby of its own that streams from this one. */
  standby(): Promise<PostgresServer>;
  /** Makes a standby a server that can be written to. */
  promote(): Promise<void>;
  /** Runs statements as the superuser, all in one transaction where there are several. */
  query<Row = Record<string, unknown>>(text: string): Promise<readonly Row[]>;
  /** Has it read its settings and rules again: they hold for all who ask from then on. */
  reload(): Promise<void>;
  /** Ends it and removes its data. */
  remove(): Promise<void>;
}

/** Starts a PostgreSQL; `settings` go to postgresql.conf, such as `{ max_connections: '5' }`. */
export async function startPostgres(
  settings: Readonly<Record<string, string>> = {},
): Promise<PostgresServer> {
  const programs = programsOrFail();
  const folder = ownFolder(programs);
  run(programs, '/bin/cp', '-a', templateOf(programs), path.join(folder, 'data'));
  return startOn(programs, folder, settings);
}

let template: string | undefined;

/** Data of a server that was never started: to make them takes longer than to copy them. */
function templateOf(programs: PostgresPrograms): string {
  if (template !== undefined) return template;
  const folder = ownFolder(programs);
  const passwords = path.join(folder, 'password');
  writeFileSync(passwords, PASSWORD);
  const data = path.join(folder, 'data');
  run(programs, 'initdb', '-D', data, '-U', 'postgres', `--pwfile=${passwords}`, ...INITDB);
  template = data;
  return data;
}

/** Signing in needs a password, as it does at whoever has set one up. */
const INITDB = ['-A', 'scram-sha-256', '-E', 'UTF8', '--locale=C', '--no-sync'];

const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  jit: 'off',
  timezone: 'GMT',
  log_timezone: 'GMT',
  shared_buffers: '32MB',
};

function programsOrFail(): PostgresPrograms {
  const programs = findPostgres();
  if ('why' in programs) throw new Error(programs.why);
  return programs;
}

function ownFolder({ user }: PostgresPrograms): string {
  const folder = makeTemporaryFolder();
  if (user.uid !== undefined && user.gid !== undefined) chownSync(folder, user.uid, user.gid);
  return folder;
}

async function startOn(
  programs: PostgresPrograms,
  folder: string,
  settings: Readonly<Record<string, string>>,
): Promise<PostgresServer> {
  const port = await freePort();
  const data = path.join(folder, 'data');
  const url = `postgres://postgres:${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}/postgres`;
  const all = Object.entries({ ...SETTINGS, ...settings, port: String(port) });
  const args = ['-D', data, ...all.flatMap(([name, value]) => ['-c', `${name}=${value}`])];
  let running: GuardedProcess | undefined;

  async function start(): Promise<void> {
    const { bin, environment, user } = programs;
    const options = { cwd: folder, env: environment, ...user };
    running = await startGuarded(path.join(bin, 'postgres'), args, options, 'SIGQUIT');
    const server = running;
    await untilItAnswers(url, server);
  }

  async function end(signal: NodeJS.Signals): Promise<void> {
    if (!running) return;
    const { pid, ended } = running;
    running = undefined;
    for (const each of familyOf(pid)) send(each, 'SIGCONT');
    const family = signal === 'SIGKILL' ? familyOf(pid) : [pid];
    for (const each of family) send(each, signal);
    await ended;
    await untilGone(family);
  }

  function signalAll(signal: NodeJS.Signals): void {
    for (const pid of running ? familyOf(running.pid) : []) send(pid, signal);
  }

  async function query<Row>(text: string): Promise<readonly Row[]> {
    const client = new Client({ connectionString: url });
    await client.connect();
    try {
      const rows: Row[] = [await client.query(text)].flat().at(-1)?.rows ?? [];
      return rows;
    } finally {
      await client.end();
    }
  }

  /** When the server read its settings last, as it is for whoever connects now. */
  async function readAt(): Promise<string | undefined> {
    const [row] = await query<{ at: string }>('SELECT pg_conf_load_time()::text AS at');
    return row?.at;
  }

  async function reload(): Promise<void> {
    const before = await readAt();
    await query('SELECT pg_reload_conf()');
    while ((await readAt()) === before);
  }

  async function standby(): Promise<PostgresServer> {
    const copy = ownFolder(programs);
    const target = path.join(copy, 'data');
    run(programs, 'pg_basebackup', '-D', target, '-d', url, '-R', '-c', 'fast', '--no-sync');
    return startOn(programs, copy, settings);
  }

  await start();
  return {
    port,
    url,
    folder,
    start,
    stop: () => end('SIGINT'),
    kill: () => end('SIGKILL'),
    async restart() {
      await end('SIGINT');
      await start();
    },
    pause: () => signalAll('SIGSTOP'),
    resume: () => signalAll('SIGCONT'),
    standby,
    async promote() {
      await query('SELECT pg_promote(true, 30)');
    },
    query,
    reload,
    async remove() {
      await end('SIGQUIT');
      removeTemporaryFolder(folder);
    },
  };
}

/** Its name is fresh in each test, so that tests share a server and nothing else. */
export function freshSchema(): string {
  return `vt_${randomBytes(6).toString('hex')}`;
}

function run(
  { bin, environment, user }: PostgresPrograms,
  program: string,
  ...args: readonly string[]
): void {
  const options = { env: environment, encoding: 'utf8', cwd: '/', ...user } as const;
  const { status, stderr, error } = spawnSync(path.resolve(bin, program), args, options);
  if (status !== 0) throw new Error(`${program}: ${error?.message ?? stderr}`);
}

/** A server that starts refuses connections, or says that it is not ready yet. */
async function untilItAnswers(url: string, server: GuardedProcess): Promise<void> {
  let isOver = false;
  void server.ended.then(() => (isOver = true));
  for (;;) {
    const client = new Client({ connectionString: url });
    try {
      await client.connect();
      await client.end();
      return;
    } catch {
      if (isOver) throw new Error(`PostgreSQL has not started:\n${server.output()}`);
      await soon();
    }
  }
}

async function untilGone(pids: readonly number[]): Promise<void> {
  while (pids.some((pid) => isAlive(pid))) await soon();
}

function soon(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 20));
}

/** To one that may end at any moment. */
function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (isAlive(pid)) throw error;
  }
}

/** One that has ended, and that nobody has asked after, is alive no more. */
function isAlive(pid: number): boolean {
  const state = statusOf(pid)?.state;
  return state !== undefined && state !== 'Z' && state !== 'X';
}

/** A process and its children (man 5 proc). */
function familyOf(pid: number): number[] {
  const all = readdirSync('/proc').map(Number).filter(Number.isInteger);
  return [pid, ...all.filter((each) => statusOf(each)?.parent === pid)];
}

function statusOf(pid: number): { readonly state: string; readonly parent: number } | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const [state = '', parent = ''] = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return { state, parent: Number(parent) };
  } catch {
    return undefined;
  }
}
